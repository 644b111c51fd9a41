"""Answers that are pictures: thumbnails and full-size copies, as a role sees them."""

from __future__ import annotations

from io import BytesIO
from threading import BoundedSemaphore

from fastapi import Request, Response
from sqlalchemy import Row, select
from starlette.exceptions import HTTPException

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.copies import make_full_copy, make_thumbnail
from imgsearch.pictures.known import KnownFile, read_known_bytes, read_known_picture
from imgsearch.tables import Image, MinorEvidence, Thumbnail
from imgsearch.web.database import Database, DatabaseRole

#: A picture that is flagged must go from a screen soon, so browsers may not keep it for long.
KEPT = "private, max-age=300"
#: What an editor sees may be flagged, and the next who sits at that browser must not find it there.
NOT_KEPT = "private, no-store"
#: Small copies that a process makes at a time, and seconds that others wait for it: whoever asks for many of them must
#: not take the cores and threads of searches.
MAKING_AT_A_TIME, LONGEST_WAIT = 2, 3.0
_MAKING = BoundedSemaphore(MAKING_AT_A_TIME)


def thumbnail_response(
    request: Request, database: Database, role: DatabaseRole, image_id: int, *, kept: str = KEPT
) -> Response:
    """A thumbnail as a role sees it; browsers keep it as ``kept`` says.

    One that no load has made yet is made of the file, and not kept: pictures are found as soon as they have vectors.
    """
    with database.acting_as(role) as session:
        row = session.execute(
            select(Image.path, Image.sha256, Thumbnail.webp)
            .outerjoin(Thumbnail, (Thumbnail.image_id == Image.id) & (Thumbnail.sha256 == Image.sha256))
            .where(Image.id == image_id)
        ).one_or_none()
    if row is None:
        raise HTTPException(404)
    headers = {"ETag": f'"{row.sha256.hex()[:32]}"', "Cache-Control": kept}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    webp = row.webp or _made_now(KnownFile(row.path, row.sha256))
    return Response(webp, media_type="image/webp", headers=headers)


def _made_now(file: KnownFile) -> bytes:
    """Only of the very file that was loaded and screened."""
    if not _MAKING.acquire(timeout=LONGEST_WAIT):
        raise HTTPException(503)
    try:
        return make_thumbnail(read_known_picture(file)).data
    except UnreadableImage as exc:
        raise HTTPException(404) from UnreadableImage(f"{file.path}: {exc}")
    finally:
        _MAKING.release()


def _has(request: Request, tag: str) -> bool:
    """Whether whoever asks has it, by one of several tags, also a weak one, as proxies that compress make of it."""
    asked = request.headers.get("if-none-match", "").split(",")
    return not {tag, "*"}.isdisjoint(each.strip().removeprefix("W/") for each in asked)


def full_response(database: Database, role: DatabaseRole, image_id: int) -> Response:
    """A full-size copy as a role sees it."""
    with database.acting_as(role) as session:
        row = session.execute(select(Image.path, Image.sha256).where(Image.id == image_id)).one_or_none()
    return _copy_response(row)


def face_response(database: Database, role: DatabaseRole, image_id: int) -> Response:
    """The face that a detector of minors took for the youngest, cut from the original as a role sees it."""
    query = (
        select(Image.path, Image.sha256, MinorEvidence.face)
        .join(MinorEvidence, MinorEvidence.image_id == Image.id)
        .where(Image.id == image_id, MinorEvidence.face.is_not(None))
        .order_by(MinorEvidence.age)
        .limit(1)
    )
    with database.acting_as(role) as session:
        row = session.execute(query).one_or_none()
    return _copy_response(row)


def _copy_response(row: Row[str, bytes] | Row[str, bytes, list[int] | None] | None) -> Response:
    """A picture, or a part of it, by its path, SHA-256 and what part.

    Only the very file that was loaded and screened is shown, not another one that has taken its place.
    """
    if row is None:
        raise HTTPException(404)
    try:
        copy = make_full_copy(BytesIO(read_known_bytes(KnownFile(row.path, row.sha256))), *row[2:])
    except UnreadableImage as exc:
        raise HTTPException(404) from UnreadableImage(f"{row.path}: {exc}")
    return Response(copy.data, media_type="image/jpeg", headers={"Cache-Control": NOT_KEPT})

"""Editors take pictures out of the archive, and put pictures where the next load takes them from."""

from __future__ import annotations

import hashlib
from inspect import signature
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from sqlalchemy import func, select
from starlette.exceptions import HTTPException

from imgsearch.db.rights import is_read_only
from imgsearch.db.roles import EDITOR_ROLE, act_for
from imgsearch.embedded.sidecar_file import Told, write_sidecar
from imgsearch.errors import BadInput, UnreadableImage, no_picture
from imgsearch.pictures.decode import check_picture
from imgsearch.tables import Image
from imgsearch.web.answers import PROBLEMS, Described, Problem
from imgsearch.web.fields import only_fields, only_parameters
from imgsearch.web.site import ImageId, require_editor, require_own_request, site_of, uploads_of, visitor_of
from imgsearch.web.uploads import Taken, put, safe_path

router = APIRouter(
    prefix="/api/pictures",
    tags=["archive"],
    dependencies=[Depends(require_editor), Depends(require_own_request), Depends(only_parameters)],
)
LONGEST_REASON = 1000
#: Of a file that are read at a time.
BLOCK_BYTES = 1 << 20
REFUSALS: dict[int | str, dict[str, Any]] = {
    **{code: PROBLEMS[code] for code in (400, 401, 413)},
    **{code: {"model": Problem} for code in (403, 503)},
}
Reason = Annotated[str, Query(min_length=1, max_length=LONGEST_REASON, description="Why; stands in the table removal.")]
Forever = Annotated[bool, Query(description="Copies of the same bytes go too, and loads leave them out from now on.")]
Picture = Annotated[UploadFile, File(description="Of any format that loads read.")]
Where = Annotated[
    str, Form(max_length=1000, description="Path below the folder of uploads; default: the file's own name.")
]


class Removed(Described):
    """What was taken out."""

    removed: int
    """With copies."""


class Uploaded(Described):
    """What became of an upload."""

    path: str
    """Below the folder of uploads."""
    state: str
    """waiting for a load; else as in the column image.state."""
    image_id: int | None


def read_told(
    caption: Annotated[list[str] | None, Form(description="Sentences that say what it shows; may be repeated.")] = None,
    language: Annotated[str, Form(description="Of captions and title: en, ru.")] = "",
    title: Annotated[str, Form(description="Title.")] = "",
    tags: Annotated[list[str] | None, Form(description="Keywords; may be repeated or separated by commas.")] = None,
    place: Annotated[str, Form(description="Where it was taken, in words.")] = "",
    photographer: Annotated[str, Form(description="Who took it.")] = "",
) -> Told:
    """What the form tells of the picture."""
    return Told(caption or (), language, title, tags or (), place, photographer)


@router.delete("/{image_id}", responses={**REFUSALS, 404: {"model": Problem}})
def remove_picture(request: Request, image_id: ImageId, reason: Reason, forever: Forever = False) -> Removed:
    """Take a picture out of every answer, with all that belongs to it; the file stays on its disk. For editors."""
    user = visitor_of(request).user
    assert user is not None
    with site_of(request).database.acting_as(EDITOR_ROLE) as session:
        if session.scalar(select(is_read_only())):
            raise HTTPException(503, "this page reads a replica; remove pictures where it is written")
        session.execute(select(act_for(user.name)))
        count = session.scalar(select(func.remove_picture(image_id, forever, reason)))
    if not count:
        raise no_picture(image_id)
    return Removed(removed=count)


@router.post(
    "",
    status_code=202,
    responses={
        **REFUSALS,
        200: {"model": Uploaded, "description": "It is there already, and loaded."},
        409: {"model": Problem},
        411: {"model": Problem},
    },
    dependencies=[
        Depends(only_fields("picture", "path", *signature(read_told).parameters, several=("caption", "tags")))
    ],
)
def upload_picture(
    request: Request,
    response: Response,
    picture: Picture,
    told: Annotated[Told, Depends(read_told)],
    path: Where = "",
) -> Uploaded:
    """Put a picture into the folder of uploads, from which the next load takes it and screens it. For editors.

    The same request again says what has become of it.
    """
    root = uploads_of(request)
    try:
        path = safe_path(path or picture.filename or "")
        sidecar = write_sidecar(told)
        check_picture(picture.file)
    except (BadInput, UnreadableImage) as exc:
        raise HTTPException(422, str(exc)) from exc
    picture.file.seek(0)
    hashed = hashlib.sha256()
    while block := picture.file.read(BLOCK_BYTES):
        hashed.update(block)
    digest = hashed.digest()
    with site_of(request).database.acting_as(EDITOR_ROLE) as session:
        if session.scalar(select(func.stays_out(digest))):
            raise HTTPException(409, "this picture was removed for good; `imgsearch remove NAME --allow` lets it in")
    try:
        put(root, path, picture.file, sidecar)
    except Taken as exc:
        raise HTTPException(409, str(exc)) from exc
    except OSError as exc:
        raise HTTPException(503, f"the upload cannot be kept: {exc.strerror}") from exc
    with site_of(request).database.acting_as(EDITOR_ROLE) as session:
        where = (Image.path == str(root / path), Image.sha256 == digest)
        loaded = session.execute(select(Image.id, Image.state).where(*where)).one_or_none()
    if loaded is None:
        return Uploaded(path=path, state="waiting", image_id=None)
    response.status_code = 200
    return Uploaded(path=path, state=loaded.state, image_id=loaded.id)

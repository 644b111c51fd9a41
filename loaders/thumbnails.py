"""Loading thumbnails: once for each picture file, going on where a killed load stopped."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, LargeBinary, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.counted import counted
from imgsearch.db.staging import begin_batch, stage
from imgsearch.encoders.runtime import on_all_cores_ahead
from imgsearch.errors import UnreadableImage
from imgsearch.pictures.copies import Copy, make_thumbnail
from imgsearch.pictures.known import KnownFile, read_known_picture
from imgsearch.tables import Image, Thumbnail
from imgsearch.terminal import Progress
from loaders.report import LoadResult
from loaders.texts import in_batches

#: Thumbnails in one transaction: a killed load has to make as many again, and those that it was at meanwhile.
COMMIT_THUMBNAILS = 64


class _Pending(NamedTuple):
    id: int
    path: str
    sha256: bytes


def load_thumbnails(session: Session, *, progress: Progress | None = None) -> LoadResult:
    """Make the thumbnails of pictures that have none, or one of another file; commits every few.

    A file that cannot be read any more is left out and noted; the load of vectors says so in load_reject.
    """
    result = LoadResult("thumbnails")
    total = session.scalar(select(func.count()).select_from(Image)) or 0
    pending = [_Pending(*row) for row in session.execute(_select_pending())]
    session.rollback()
    missing = done = 0
    for batch, copies in on_all_cores_ahead(_make, in_batches(pending, COMMIT_THUMBNAILS)):
        made = [(image, copy) for image, copy in zip(batch, copies, strict=True) if copy is not None]
        missing += len(batch) - len(made)
        _write(session, made)
        result.inserted += len(made)
        done += len(batch)
        if progress is not None:
            progress(result.kind, done, len(pending))
    if missing:
        result.notes.append(
            counted(
                missing,
                "picture has no thumbnail: its file cannot be read or has changed",
                "pictures have no thumbnail: their files cannot be read or have changed",
            )
            + "; load the folder again"
        )
    result.unchanged = total - len(pending)
    return result


def _make(image: _Pending) -> Copy | None:
    """The thumbnail of the file that was loaded and screened; None where there is another one now, or no picture."""
    try:
        return make_thumbnail(read_known_picture(KnownFile(image.path, image.sha256)))
    except UnreadableImage:
        return None


def _select_pending() -> Select[int, str, bytes]:
    return (
        select(Image.id, Image.path, Image.sha256)
        .outerjoin(Thumbnail, Thumbnail.image_id == Image.id)
        .where(or_(Thumbnail.image_id.is_(None), Thumbnail.sha256 != Image.sha256))
        .order_by(Image.id)
    )


def _write(session: Session, made: list[tuple[_Pending, Copy]]) -> None:
    """Write thumbnails of pictures whose file is still the one that was read; commits."""
    columns = {
        "image_id": BigInteger,
        "sha256": LargeBinary,
        "width": Integer,
        "height": Integer,
        "webp": LargeBinary,
    }
    begin_batch(session)
    rows = [(image.id, image.sha256, copy.width, copy.height, copy.data) for image, copy in made]
    staged = stage(session, "staged_thumbnail", columns, rows)
    source = (
        select(Image.id, Image.is_hidden, staged.c.sha256, staged.c.width, staged.c.height, staged.c.webp)
        .join(staged, (staged.c.image_id == Image.id) & (staged.c.sha256 == Image.sha256))
        # An editor's verdict must not change the flag between reading it here and writing it there.
        .order_by(Image.id)
        .with_for_update(read=True, key_share=True, of=Image)
    )
    names = ["image_id", "is_hidden", "sha256", "width", "height", "webp"]
    statement = insert(Thumbnail).from_select(names, source)
    changed = {name: statement.excluded[name] for name in ("sha256", "width", "height", "webp")}
    session.execute(
        statement.on_conflict_do_update(index_elements=["image_id"], set_=changed | {"made_at": func.now()})
    )
    session.commit()

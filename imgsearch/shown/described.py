"""What may be told of one picture."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import no_picture
from imgsearch.queries.pictures import select_shown_captions, select_shown_picture
from imgsearch.tables import Thumbnail


class Described(NamedTuple):
    """A picture with everything that the search knows of it."""

    image_id: int
    name: str
    gallery: str
    width: int
    """Pixels, upright."""
    height: int
    taken_at: datetime | None
    """By the clock on the wall there."""
    photographer: str | None
    titles: list[str]
    tags: list[str]
    places: list[str]
    persons: list[str]
    """Who is in it, by its metadata."""
    captions: list[str]
    thumbnail: bytes | None
    """The small copy, WebP, without metadata; None where none was made."""


def read_described(session: Session, image_id: int) -> Described:
    """Everything that may be told of a picture.

    Args:
        session: a transaction with the searcher's rights.
        image_id: its id.

    Raises:
        NoSuchPicture: there is none of that id, or it may not be shown.
    """
    row = session.execute(select_shown_picture(image_id)).one_or_none()
    if row is None:
        raise no_picture(image_id)
    thumbnail = session.scalar(select(Thumbnail.webp).where(Thumbnail.image_id == image_id, ~Thumbnail.is_hidden))
    return Described(
        image_id=row.id,
        name=row.name,
        gallery=row.gallery,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at,
        photographer=row.photographer,
        titles=list(row.titles or ()),
        tags=list(row.tags or ()),
        places=list(row.places or ()),
        persons=list(row.persons or ()),
        captions=list(session.scalars(select_shown_captions(image_id))),
        thumbnail=thumbnail,
    )

"""The pictures themselves."""

from __future__ import annotations

from sqlalchemy import select

from imgsearch.queries import AnySelect
from imgsearch.tables import Caption, Image


def select_shown_pictures() -> AnySelect:
    """Every picture that may be shown, by its id."""
    return (
        select(
            Image.id.label("image_id"),
            Image.name,
            Image.path,
            Image.gallery,
            Image.width,
            Image.height,
            Image.orientation,
            Image.colours,
            Image.taken_at,
            Image.photographer,
            Image.tags,
            Image.loaded_at,
        )
        .where(~Image.is_hidden)
        .order_by(Image.id)
    )


def select_shown_picture(image_id: int) -> AnySelect:
    """What is told of one picture; no row where there is none that may be shown."""
    return select(
        Image.id,
        Image.name,
        Image.gallery,
        Image.width,
        Image.height,
        Image.taken_at,
        Image.photographer,
        Image.titles,
        Image.tags,
        Image.places,
        Image.persons,
        Image.details,
    ).where(Image.id == image_id, ~Image.is_hidden)


def select_shown_captions(image_id: int) -> AnySelect:
    """The captions of one picture that may be shown, in their order."""
    return select(Caption.text).where(Caption.image_id == image_id, ~Caption.is_hidden).order_by(Caption.id)

"""The pictures themselves."""

from __future__ import annotations

from sqlalchemy import select

from imgsearch.queries import AnySelect
from imgsearch.tables import Image


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
            Image.taken_at,
            Image.photographer,
            Image.tags,
            Image.loaded_at,
        )
        .where(~Image.is_hidden)
        .order_by(Image.id)
    )

"""Names, tags and places of a gallery."""

from __future__ import annotations

from sqlalchemy import func, select, union

from imgsearch.queries import AnySelect
from imgsearch.tables import Image


def select_own_words(most: int) -> AnySelect:
    """Photographers, tags and places of pictures that may be shown, each once, no more than ``most``."""
    said = union(
        select(Image.photographer).where(~Image.is_hidden, Image.photographer.is_not(None)),
        select(func.unnest(Image.tags)).where(~Image.is_hidden),
        select(func.unnest(Image.places)).where(~Image.is_hidden),
    ).subquery("said")
    return select(said).limit(most)

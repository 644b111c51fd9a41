"""What an answer tells of a picture, whether it was searched for or browsed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from imgsearch.queries.vectors import AS_IT_COMES
from imgsearch.tables import Image


def _as_it_comes(lists: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """A column of lists as the driver reads it; SQLAlchemy would copy each list, five for each candidate."""
    return type_coerce(lists, AS_IT_COMES).label(lists.key)


#: Columns that hits and facets are made of.
SHOWN = (
    Image.name,
    Image.path,
    Image.sha256,
    Image.width,
    Image.height,
    Image.series,
    *map(_as_it_comes, (Image.titles, Image.tags, Image.places, Image.persons)),
    Image.photographer,
    Image.taken_at,
    Image.orientation,
    _as_it_comes(Image.colours),
)

"""Filters as a condition on one picture after the other."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from imgsearch.queries.filters import conditions
from imgsearch.tables import Image


def passes(
    image_id: ColumnElement[int] | InstrumentedAttribute[int], filters: tuple[str, ...]
) -> list[ColumnElement[bool]]:
    """Whether the picture of an id passes the filters; takes their parameters.

    The planner knows nothing of how many pass, and takes them for few. Where it may join, it compares each picture that
    an index brings with all that pass: six million pairs among a hundred thousand pictures. What has an OFFSET it
    leaves as it is.
    """
    if not filters:
        return []
    own = select(literal(1)).select_from(Image).where(Image.id == image_id, *conditions(filters))
    return [own.correlate_except(Image).offset(literal(0, Integer, literal_execute=True)).exists()]

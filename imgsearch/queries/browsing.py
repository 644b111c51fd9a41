"""All pictures that pass the filters, by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, bindparam, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from imgsearch.queries import AnySelect
from imgsearch.queries.arrays import is_any
from imgsearch.queries.filters import conditions
from imgsearch.queries.shown import SHOWN
from imgsearch.tables import Caption, Image


class Browsing(NamedTuple):
    """Which pictures there are, and in which order."""

    filters: tuple[str, ...] = ()
    """Names of the filters that count; the statement takes their parameters."""
    newest: bool = True
    """Whether the newest come first, else the oldest."""
    every: bool = False
    """Whether every picture of a series is there, else the first of each."""
    leaves_out: bool = False
    """Whether pictures are left out; the statement takes ``left_out``, their ids, and ``left_out_series``."""


def select_browsed(browsing: Browsing, limit: int, offset: int, *, few: bool = False) -> AnySelect:
    """A page of the pictures that may be shown; those without a date come last.

    Args:
        browsing: which pictures.
        limit: number of pictures.
        offset: pictures before them.
        few: whether few pass the filters, so that these are found first and then put in order; else, and where there
            are no filters, the planner may go through all pictures by date until it has enough.
    """
    passing = select(Image.id, *SHOWN).where(*_shown(browsing))
    if not few:
        return passing.order_by(*_by_date(browsing.newest)).limit(limit).offset(offset)
    # The planner knows nothing of how many pass; what has an OFFSET it makes as it stands.
    found = passing.offset(literal(0, Integer, literal_execute=True)).subquery("passing")
    return select(found).order_by(*_by_date(browsing.newest, found.c)).limit(limit).offset(offset)


def select_browsed_count(browsing: Browsing, most: int) -> AnySelect:
    """How many there are, counted to ``most``."""
    counted = select(Image.id).where(*_shown(browsing)).limit(most).subquery("counted")
    return select(func.count()).select_from(counted)


def select_first_captions(image_ids: Sequence[int]) -> AnySelect:
    """(image_id, text) of the first caption of each picture that has one."""
    return (
        select(Caption.image_id, Caption.text)
        .where(is_any(Caption.image_id, image_ids), ~Caption.is_hidden)
        .ext(distinct_on(Caption.image_id))
        .order_by(Caption.image_id, Caption.id)
    )


def _by_date(newest: bool, of: Any = Image) -> tuple[ColumnElement[Any], ...]:  # noqa: ANN401 (a table's columns)
    order = (of.taken_at.desc(), of.id.desc()) if newest else (of.taken_at.asc(), of.id.asc())
    return order[0].nulls_last(), order[1]


def _shown(browsing: Browsing) -> list[ColumnElement[bool]]:
    passing = [~Image.is_hidden, *conditions(browsing.filters)]
    if browsing.leaves_out:
        ids, series = (bindparam(name, type_=ARRAY(BigInteger)) for name in ("left_out", "left_out_series"))
        passing += [Image.id != func.all(ids), or_(Image.series.is_(None), Image.series != func.all(series))]
    if browsing.every:
        return passing
    first = (
        select(Image.id)
        .where(Image.series.is_not(None), *passing)
        .ext(distinct_on(Image.series))
        .order_by(Image.series, *_by_date(browsing.newest))
    )
    return [*passing, or_(Image.series.is_(None), Image.id.in_(first.correlate(None)))]

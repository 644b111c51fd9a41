"""All pictures that pass the filters, by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from imgsearch.queries import AnySelect
from imgsearch.queries.arrays import is_any
from imgsearch.queries.filters import conditions
from imgsearch.tables import Caption, Image


def select_browsed(filters: tuple[str, ...], newest: bool, every: bool, limit: int, offset: int) -> AnySelect:
    """A page of the pictures that may be shown; those without a date come last. Takes the filters' parameters.

    Args:
        filters: names of the filters that count.
        newest: whether the newest come first, else the oldest.
        every: whether every picture of a series is there, else the first of each.
        limit: number of pictures.
        offset: pictures before them.
    """
    return (
        select(
            Image.id,
            Image.name,
            Image.path,
            Image.sha256,
            Image.width,
            Image.height,
            Image.series,
            Image.tags,
            Image.places,
            Image.persons,
            Image.photographer,
            Image.taken_at,
            Image.orientation,
            Image.colours,
            Image.titles,
        )
        .where(*_shown(filters, newest, every))
        .order_by(*_by_date(newest))
        .limit(limit)
        .offset(offset)
    )


def select_browsed_count(filters: tuple[str, ...], newest: bool, every: bool, most: int) -> AnySelect:
    """How many there are, counted to ``most``."""
    counted = select(Image.id).where(*_shown(filters, newest, every)).limit(most).subquery("counted")
    return select(func.count()).select_from(counted)


def select_first_captions(image_ids: Sequence[int]) -> AnySelect:
    """(image_id, text) of the first caption of each picture that has one."""
    return (
        select(Caption.image_id, Caption.text)
        .where(is_any(Caption.image_id, image_ids), ~Caption.is_hidden)
        .ext(distinct_on(Caption.image_id))
        .order_by(Caption.image_id, Caption.id)
    )


def _by_date(newest: bool) -> tuple[ColumnElement[Any], ...]:
    order = (Image.taken_at.desc(), Image.id.desc()) if newest else (Image.taken_at.asc(), Image.id.asc())
    return order[0].nulls_last(), order[1]


def _shown(filters: tuple[str, ...], newest: bool, every: bool) -> list[ColumnElement[bool]]:
    passing = [~Image.is_hidden, *conditions(filters)]
    if every:
        return passing
    first = (
        select(Image.id)
        .where(Image.series.is_not(None), *passing)
        .ext(distinct_on(Image.series))
        .order_by(Image.series, *_by_date(newest))
    )
    return [*passing, or_(Image.series.is_(None), Image.id.in_(first.correlate(None)))]

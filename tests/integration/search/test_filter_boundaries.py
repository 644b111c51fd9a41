"""What each filter lets through at its boundary, alone and together with words and meaning."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex
from imgsearch.moment import Moment
from imgsearch.search import (
    Filters,
    SearchModels,
)
from tests.asking import search
from tests.fakes import unit

from .conftest import AddImage, candidates

NOON = datetime(2024, 5, 1, 12)
TICK = timedelta(microseconds=1)


def passing(session: Session, models: SearchModels, **filters: Any) -> list[str]:  # noqa: ANN401
    try:
        result = search(session, models, "dog", min_score=0, filters=Filters(**filters))
    except EmptyIndex:
        return []
    assert result.passing == len(result.hits)
    return sorted(hit.name for hit in result.hits)


def test_times_are_by_the_clock_from_the_first_moment_to_before_the_last(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    for name, taken_at in (("before", NOON - TICK), ("noon", NOON), ("after", NOON + TICK), ("unknown", None)):
        add_image(name, unit(1), taken_at=taken_at)
    session.connection().exec_driver_sql("SET timezone = 'Asia/Vladivostok'")
    session.commit()
    assert passing(session, models, taken_from=NOON) == ["after", "noon"]
    assert passing(session, models, taken_to=NOON) == ["before"]
    assert passing(session, models, taken_from=NOON, taken_to=NOON + TICK) == ["noon"]
    assert passing(session, models, taken_from=NOON - TICK, taken_to=NOON + TICK) == ["before", "noon"]
    assert passing(session, models, taken_from=NOON + 2 * TICK) == []


def test_none_of_the_colours_that_are_left_out_is_there(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    found = {"red": ["red"], "both": ["blue", "red"], "pale": ["black and white"], "unknown": None}
    for name, colours in found.items():
        add_image(name, unit(1), colours=colours)
    assert passing(session, models, not_colours="red") == ["pale", "unknown"]
    assert passing(session, models, not_colours=["black and white", "синий"]) == ["red", "unknown"]
    assert passing(session, models, not_colours="green") == ["both", "pale", "red", "unknown"]
    assert passing(session, models, not_colours="blue", colours="red") == ["red"]


def test_what_was_taken_at_another_time_and_what_has_no_date_was_not_taken_then(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    times = (datetime(2018, 12, 31, 23, 59, 59), datetime(2019, 1, 1), datetime(2019, 12, 31, 23), datetime(2020, 1, 1))
    for name, taken_at in (*zip(("before", "first", "last", "after"), times, strict=True), ("unknown", None)):
        add_image(name, unit(1), taken_at=taken_at)
    assert passing(session, models, not_taken="2019") == ["after", "before", "unknown"]
    assert passing(session, models, not_taken="2019-12") == ["after", "before", "first", "unknown"]
    assert passing(session, models, not_taken="2019", taken_from="2018") == ["after", "before"]
    days = [Moment(each, each + timedelta(hours=1)) for each in (times[1], times[3])]
    assert passing(session, models, not_taken=days) == ["before", "last", "unknown"]
    assert passing(session, models, not_taken="0001") == ["after", "before", "first", "last", "unknown"]
    assert passing(session, models, not_taken="9999") == ["after", "before", "first", "last", "unknown"]


def test_a_month_is_that_of_every_year(session: Session, models: SearchModels, add_image: AddImage) -> None:
    times = (datetime(2019, 6, 1), datetime(2021, 6, 30, 23, 59, 59), datetime(2021, 7, 1), datetime(2020, 5, 31, 23))
    for name, taken_at in (*zip(("first", "last", "july", "may"), times, strict=True), ("unknown", None)):
        add_image(name, unit(1), taken_at=taken_at)
    assert passing(session, models, month="june") == ["first", "last"]
    assert passing(session, models, month="Июль") == ["july"]
    assert passing(session, models, month="june", taken_from="2020") == ["last"]
    assert passing(session, models, month="january") == []


def test_a_picture_has_all_of_the_tags(session: Session, models: SearchModels, add_image: AddImage) -> None:
    for name, tags in (("both", ["a", "b c"]), ("more", ["a", "b c", "d"]), ("one", ["a"]), ("none", [])):
        add_image(name, unit(1), tags=tags)
    assert passing(session, models, tags=("a",)) == ["both", "more", "one"]
    assert passing(session, models, tags=("#A", " B  c")) == ["both", "more"]
    assert passing(session, models, tags=("a", "b c", "d")) == ["more"]
    assert passing(session, models, tags=("b",)) == []
    assert passing(session, models, tags=()) == ["both", "more", "none", "one"]


def test_orientation_is_by_the_longer_side(session: Session, models: SearchModels, add_image: AddImage) -> None:
    for name, size in (("wide", (101, 100)), ("square", (100, 100)), ("high", (100, 101))):
        add_image(name, unit(1), width=size[0], height=size[1])
    assert passing(session, models, orientation="landscape") == ["wide"]
    assert passing(session, models, orientation="square") == ["square"]
    assert passing(session, models, orientation="portrait") == ["high"]


def test_gallery_is_meant_to_the_letter_and_photographers_in_any_case(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    for gallery, photographer in (("g", "Ivan Ли"), ("G", "ivan ли"), ("gg", "Ivan"), ("g ", None)):
        add_image(f"{gallery}|{photographer}", unit(1), gallery=gallery, photographer=photographer)
    assert passing(session, models, gallery="g") == ["g|Ivan Ли"]
    assert passing(session, models, gallery="G") == ["G|ivan ли"]
    assert passing(session, models, photographer=" IVAN  ЛИ ") == ["G|ivan ли", "g|Ivan Ли"]
    assert passing(session, models, photographer="ivan") == ["gg|Ivan"]


def test_all_filters_hold_at_once(session: Session, models: SearchModels, add_image: AddImage) -> None:
    wanted: dict[str, Any] = {"gallery": "g", "taken_at": NOON, "photographer": "Anna", "tags": ["a"], "width": 3}
    add_image("wanted", unit(1), **wanted)
    others = {"gallery": "x", "taken_at": NOON - TICK, "photographer": "Bo", "tags": ["b"], "width": 4}
    for column, value in others.items():
        add_image(column, unit(1), **{**wanted, column: value})
    add_image("too late", unit(1), **{**wanted, "taken_at": NOON + TICK})
    filters: dict[str, Any] = {"gallery": "g", "taken_from": NOON, "taken_to": NOON + TICK, "photographer": "anna"}
    assert passing(session, models, **filters, tags=("a",), orientation="square") == ["wanted"]
    assert passing(session, models) == sorted(["wanted", "too late", *others])


@pytest.mark.usefixtures("always_by_index")
@pytest.mark.parametrize(("source", "turn"), [("meaning", 13), ("words", 20)])
def test_neither_words_nor_meaning_get_past_a_filter_or_a_flag(
    session: Session, models: SearchModels, add_image: AddImage, source: str, turn: int
) -> None:
    caption = "a doggy" if source == "meaning" else "a dog"
    for number in range(3):
        add_image(f"near{number}", unit(1, number))
    add_image("other", unit(0, 0, -1), caption, gallery="other")
    add_image("flagged", unit(0, 0, -1), caption, minor=True)
    add_image("wanted", unit(0, 0, -1), caption)
    asked = models if source == "meaning" else replace(models, caption_encoders={})
    for filters in (Filters(gallery="g"), Filters(gallery="g", orientation="landscape")):
        found = {row.name: row.turn for row in candidates(session, asked, "dog", count=9, filters=filters).rows}
        assert found == {"near0": 5, "near1": 10, "near2": 15, "wanted": turn}
    everything = {row.name for row in candidates(session, asked, "dog", count=9).rows}
    assert everything == {"near0", "near1", "near2", "other", "wanted"}


def test_filters_in_words_and_as_parameters() -> None:
    filters = Filters(gallery="g", taken_from=NOON, tags=("#B", "a"), photographer=" Anna  B ")
    assert filters.names == ("gallery", "taken_from", "photographer", "tags")
    assert filters.parameters == {
        "filter_gallery": "g", "filter_taken_from": NOON, "filter_photographer": "Anna B", "filter_tags": ["b", "a"],
    }  # fmt: skip
    assert filters.describe() == "gallery g, taken from 2024-05-01 12:00:00, photographer Anna B, tags b, a"

"""What is said where a search shows nothing, by what the search did."""

from __future__ import annotations

from typing import Any

import pytest

from imgsearch.asking.meaning import Meaning, Understood
from imgsearch.errors import EmptyIndex
from imgsearch.queries.filters import Filters
from imgsearch.search.query import Query
from imgsearch.search.result import Hit, SearchResult
from imgsearch.undated import say_why_nothing, search_or_none_such

OTHERWISE = {"en": "Nothing.", "ru": "Ничего."}
SNOW_AND_ICE = Understood((Meaning("without", "snow", ""), Meaning("without", "ice", "")))
IN_MAY = Understood((Meaning("taken", "in May", ""), Meaning("taken", "at night", "")))
BY_ANNA = Understood((Meaning("by", "Anna", ""), Meaning("taken", "2019", "")))
ONLY_PALE = Understood((Meaning("only", "b&w", ""),))
NONE_IN_RUSSIAN = "Нет ни одного изображения с этой датой"
HIT = Hit(
    rank=1,
    score=0.9,
    matches=True,
    image_id=1,
    name="a.jpg",
    path="a.jpg",
    caption=None,
    distance=0.2,
    width=1,
    height=1,
)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"hits": [HIT], "passing": 9}, None),
        ({"disclaimer": "No.", "passing": 9}, "No."),
        ({"passing": 9}, "Nothing."),
        ({"passing": None}, "Nothing."),
        ({"passing": 9, "language": "ru"}, "Ничего."),
        ({"passing": 9, "language": None}, "Nothing."),
        ({"passing": 9, "offset": 10}, "No further pictures match."),
        ({"passing": 9, "offset": 10, "language": "ru"}, "Больше ничего не найдено."),
        ({"passing": 9, "offset": 10, "is_browsing": True}, "No further pictures match."),
        ({"passing": 9, "is_browsing": True, "understood": SNOW_AND_ICE}, "Every picture shows it: snow, ice."),
        ({"passing": 9, "is_browsing": True}, "Every picture shows it: asked."),
        ({"passing": 9, "is_browsing": True, "language": "ru"}, "Это есть на всех изображениях: asked."),
        ({"passing": 0, "understood": IN_MAY}, "No picture is from in May, at night."),
        ({"passing": 0, "understood": IN_MAY, "language": "ru"}, f"{NONE_IN_RUSSIAN}: in May, at night."),
        ({"passing": 0, "offset": 10, "understood": IN_MAY}, "No picture is from in May, at night."),
        ({"passing": 0, "understood": BY_ANNA}, "No picture by Anna is from 2019."),
        ({"passing": 0, "understood": BY_ANNA, "language": "ru", "is_narrowed": True},
         "Нет ни одного изображения фотографа Anna, подходящего под фильтры, с этой датой: 2019."),
        ({"passing": 0, "understood": ONLY_PALE, "is_narrowed": True}, "No picture that passes the filters is b&w."),
    ],
)  # fmt: skip
def test_why_nothing_is_shown_is_said_in_the_language_of_the_query(found: dict[str, Any], expected: str | None) -> None:
    result = SearchResult(**{"text": "asked", "language": "en", "hits": [], "nearest": [], **found})
    assert say_why_nothing(result, OTHERWISE) == expected


@pytest.mark.parametrize(
    ("given", "is_narrowed"),
    [(Filters(), False), (Filters(taken_from="2019"), True), (Filters(places=("Tver",)), True)],
)
def test_it_is_told_whether_filters_were_given_besides(given: Filters, is_narrowed: bool) -> None:
    filters = Filters(**{**given.values, "taken_to": "2019-05"})
    query = Query.of("dogs", said="dogs, as typed", understood=IN_MAY, filters=filters, given=given)
    assert search_or_none_such(query, no_picture).is_narrowed == is_narrowed


def no_picture() -> SearchResult:
    raise EmptyIndex("no picture passes the filters")


def test_where_no_picture_is_from_the_time_that_a_text_names_the_search_found_none() -> None:
    query = Query.of("собаки", said="собаки в 1950 году", understood=IN_MAY, offset=20, nearest=True)
    found = search_or_none_such(query, no_picture)
    assert found == SearchResult(
        text="собаки в 1950 году", language="ru", hits=[], nearest=[], offset=20, passing=0, total=0, understood=IN_MAY,
        shows_nearest=True,
    )  # fmt: skip


def test_where_a_filter_lets_no_picture_pass_that_is_an_error() -> None:
    with pytest.raises(EmptyIndex, match="no picture passes the filters"):
        search_or_none_such(Query.of("dogs", understood=SNOW_AND_ICE), no_picture)

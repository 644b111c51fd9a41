"""What is answered where nothing was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from imgsearch.asking import Meaning, Understood
from imgsearch.errors import EmptyIndex
from imgsearch.queries.filters import Filters
from imgsearch.search import SearchResult, ask
from imgsearch.search.result import Hit
from imgsearch.undated import say_why_nothing, search_or_none_taken

OTHERWISE = {"en": "Nothing matches.", "ru": "Ничего не подходит."}
HIT = Hit(1, 0.9, True, 7, "a.jpg", "/a.jpg", None, 0.1, 4, 3)
DATED = Understood((Meaning("taken", "May 1987", ""), Meaning("without", "snow", ""), Meaning("without", "rain", "")))


def nothing() -> SearchResult:
    raise EmptyIndex


def empty(text: str | None = "dog", language: str | None = "en", **values: Any) -> SearchResult:  # noqa: ANN401
    return replace(SearchResult(text, language, [], []), **values)


def test_what_a_search_finds_is_passed_on() -> None:
    found = empty()
    assert search_or_none_taken(ask("dog"), lambda: found) is found


def test_a_search_that_finds_nothing_from_a_time_in_its_text_has_an_answer() -> None:
    query = ask("собака в мае 1987", limit=5, offset=10, nearest=True, has_dates=lambda _filters: True)
    assert search_or_none_taken(query, nothing) == SearchResult(
        text="собака в мае 1987",
        language="ru",
        hits=[],
        nearest=[],
        offset=10,
        passing=0,
        total=0,
        understood=query.understood,
        shows_nearest=True,
    )
    assert query.understood.as_dict() == {"taken": ["мае 1987"]}


def test_without_a_time_in_the_text_the_error_stays() -> None:
    with pytest.raises(EmptyIndex):
        search_or_none_taken(ask("dog without snow", filters=Filters(taken_from=datetime(2030, 1, 1))), nothing)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (empty(hits=[HIT]), None),
        (empty(disclaimer="No minors.", passing=0, understood=DATED), "No minors."),
        (empty(passing=3), "Nothing matches."),
        (empty(passing=None), "Nothing matches."),
        (empty("собака", "ru", passing=3), "Ничего не подходит."),
        (empty(None, None, passing=3), "Nothing matches."),
        (empty(passing=3, offset=20), "No further pictures match."),
        (empty("собака", "ru", passing=3, offset=20), "Больше ничего не найдено."),
        (empty(passing=0, understood=DATED), "No picture is from May 1987."),
        (empty("пёс", "ru", passing=0, understood=DATED), "Нет ни одного изображения с этой датой: May 1987."),
        (empty(passing=0, language=None, understood=DATED), "No picture is from May 1987."),
        (empty(is_browsing=True, understood=DATED), "Every picture shows it: snow, rain."),
        (empty("-снег", "ru", is_browsing=True), "Это есть на всех изображениях: -снег."),
        (empty(None, None, is_browsing=True), "Every picture shows it: ."),
        (empty(is_browsing=True, offset=20, understood=DATED), "No further pictures match."),
        (empty(is_browsing=True, offset=20, passing=0, understood=DATED), "No picture is from May 1987."),
    ],
)
def test_the_reason_is_the_first_that_holds(result: SearchResult, said: str | None) -> None:
    assert say_why_nothing(result, OTHERWISE) == said

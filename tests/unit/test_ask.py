"""From what somebody typed to a query."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from imgsearch.asking.meaning import Place
from imgsearch.errors import BadInput
from imgsearch.moment import Moment
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.search import Part, Query, Written, ask
from imgsearch.search.ask import other_queries
from tests.own import FakeOwn

JUNE = Filters(taken_from=datetime(2019, 6, 1), taken_to=datetime(2019, 7, 1))


def test_what_is_denied_becomes_parts_and_the_text_stays_as_it_was_typed() -> None:
    query = ask("Street without people or cars", limit=3, nearest=True)
    assert query.parts == (Part("Street"), Part("people", weight=-1), Part("cars", weight=-1))
    assert (str(query), query.limit, query.nearest) == ("Street without people or cars", 3, True)
    assert query.understood.as_dict() == {"without": ["people", "cars"]}


def test_a_text_in_which_nothing_is_understood_is_the_only_part() -> None:
    assert ask("a dog") == Query([Part("a dog")], tries_others=True, is_understood=True)


def test_a_text_that_is_too_long_is_refused_before_it_is_read() -> None:
    started = time.process_time()
    with pytest.raises(BadInput, match="characters"):
        ask("вчера " * 100_000)
    assert time.process_time() - started < 1


def test_a_colour_stays_a_word() -> None:
    query = ask("a red car")
    assert (query.parts, query.filters) == ((Part("a red car"),), EVERYTHING)
    assert (str(query), query.tries_others, query.understood.as_dict()) == ("a red car", True, {"colour": ["red"]})
    query = ask("красная куртка без снега")
    assert [part.text for part in query.parts] == ["красная куртка", "снега"]
    assert query.understood.as_dict() == {"colour": ["red"], "without": ["снега"]}
    assert ask("a red car", literal=True).understood.as_dict() == {}


def test_small_pictures_are_named_where_no_word_is() -> None:
    query = ask("🏄🏽\u200d♂️")
    assert (query.parts, query.understood.as_dict()) == ((Part("🏄🏽\u200d♂️"),), {"named": ["surfer"]})
    assert [meaning.literal for meaning in query.understood.meanings] == ["surfer"]
    query = ask("🐶 without snow in June 2019", own=FakeOwn())
    assert query.parts == (Part("🐶"), Part("snow", weight=-1))
    assert query.understood.as_dict() == {"named": ["dog face"], "without": ["snow"], "taken": ["June 2019"]}
    for text in ("dog 🐶", "🐶 dog", "dog"):
        assert ask(text).understood.as_dict() == {}
    assert ask("🇫🇷").understood.as_dict() == {}


def test_literally_nothing_is_understood() -> None:
    text = "street without people in June 2019"
    assert ask(text, literal=True, own=FakeOwn()) == Query.of(text)


def test_a_time_becomes_filters_where_pictures_have_dates() -> None:
    query = ask("dog in June 2019", filters=Filters(gallery="g"), own=FakeOwn())
    assert query.parts == (Part("dog"),)
    assert query.filters == Filters(gallery="g", **JUNE.values)
    assert (str(query), query.min_score) == ("dog in June 2019", None)


def test_a_time_is_counted_from_the_given_day() -> None:
    query = ask("dog last summer", today=date(2020, 10, 1), own=FakeOwn())
    assert query.parts == (Part("dog"),)
    assert query.filters == Filters(taken_from=datetime(2020, 6, 1), taken_to=datetime(2020, 9, 1))
    assert (str(query), query.understood.as_dict()) == ("dog last summer", {"taken": ["summer 2020"]})
    assert ask("dog today", own=FakeOwn(dates=False)).parts == (Part("dog today"),)


#: Two halves of a year; and two years.
STRETCHES = (Moment(datetime(2019, 1, 1), datetime(2019, 7, 1)), Moment(datetime(2019, 6, 1), datetime(2020, 1, 1)))
BOTH = (Moment(datetime(2019, 1, 1), datetime(2020, 1, 1)), Moment(datetime(2021, 1, 1), datetime(2022, 1, 1)))


@pytest.mark.parametrize("own", [FakeOwn(dates=False), None])
def test_a_time_stays_words_where_pictures_have_no_dates(own: FakeOwn | None) -> None:
    query = ask("dog without water in June 2019", own=own)
    assert query.parts == (Part("dog in June 2019"), Part("water", weight=-1))
    assert query.filters == Filters()


def test_the_filters_that_are_given_outweigh_a_time_in_the_text() -> None:
    given = Filters(taken_from=datetime(2020, 1, 1))
    query = ask("dog in June 2019", filters=given, own=FakeOwn())
    assert (query.parts, query.filters) == ((Part("dog in June 2019"),), given)


@pytest.mark.parametrize(
    ("typed", "given", "wanted", "both"),
    [
        # As a click on a year beside the text gives them.
        ("dogs in 2019 or 2021", {"taken_from": "2021", "taken_to": "2021"}, "dogs", {}),
        ("dogs since 2018", {"taken_from": "2020", "taken_to": "2020"}, "dogs", {}),
        ("dogs not in 2019", {"taken_from": "2020", "taken_to": "2020"}, "dogs", {}),
        ("собаки не в мае 2020", {"taken_from": "2020", "taken_to": "2020"}, "собаки", {"not_taken": "2020-05"}),
        ("dogs since 2018", {"taken_to": "2020"}, "dogs", {"taken_from": "2018"}),
        ("dogs since 2018", {"not_taken": "2020"}, "dogs", {"taken_from": "2018"}),
        ("dogs since 2018", {"not_taken": "2017"}, "dogs", {"taken_from": "2018", "not_taken": None}),
        # Nothing could be left.
        ("dogs in 2019 or 2021", {"taken_from": "2020", "taken_to": "2020"}, "dogs in 2019 or 2021", {}),
        ("dogs not in 2019", {"taken_from": "2019", "taken_to": "2019"}, "dogs not in 2019", {}),
        ("dogs not in 2019", {"not_taken": "2021"}, "dogs", {"not_taken": BOTH}),
        ("dogs in 2019", {"not_taken": "2019"}, "dogs in 2019", {}),
        ("dogs in 2019", {"not_taken": STRETCHES}, "dogs in 2019", {}),
    ],
)
def test_a_time_in_the_text_narrows_the_one_that_is_given(
    typed: str, given: dict[str, str], wanted: str, both: dict[str, str | None]
) -> None:
    query = ask(typed, filters=Filters(**given), own=FakeOwn())
    assert (query.texts, query.filters) == ([wanted], Filters(**{**given, **both}))
    assert query.given == Filters(**given)


@pytest.mark.parametrize(
    ("given", "photographer"),
    [("Ann Smith", "Ann Smith"), ("ЛЕВ ОРЛОВ", "Лев Орлов"), ("Ann Smith | Bo", "Ann Smith"), ("Bo", None)],
)
def test_photographers_in_the_text_narrow_those_that_are_given(given: str, photographer: str | None) -> None:
    said = "dogs by Lev Orlov or Ann Smith"
    own = FakeOwn(photographer=Place(5, len(said), "Лев Орлов | Ann Smith"))
    query = ask(said, filters=Filters(photographer=given, gallery="g"), own=own)
    assert query.texts == (["dogs"] if photographer else [said])
    assert query.filters == Filters(photographer=photographer or given, gallery="g")


def test_whether_pictures_have_dates_is_asked_only_where_the_text_names_a_time() -> None:
    own = FakeOwn()
    ask("a dog without water", own=own)
    ask("a dog in 2019", filters=Filters(gallery="g"), own=own)
    assert own.asked == [Filters(gallery="g")]


def test_who_names_only_a_time_asks_for_all_pictures_of_it() -> None:
    query = ask("June 2019", own=FakeOwn())
    assert (query.parts, query.filters, query.min_score) == ((), JUNE, None)
    assert (query.is_browsing, query.order, str(query)) == (True, "newest", "June 2019")
    assert not query.tries_others
    assert ask("June 2019", own=FakeOwn(dates=False)).parts == (Part("June 2019"),)


def test_who_only_denies_asks_for_all_pictures_without_it() -> None:
    query = ask("without snow in June 2019", own=FakeOwn())
    assert (query.parts, query.filters, query.min_score) == ((Part("snow", weight=-1),), JUNE, None)
    assert (query.is_browsing, query.order, query.tries_others) == (True, "newest", False)
    assert str(query) == "without snow in June 2019"
    assert ask("-snow").parts == Written(["-snow"]).query().parts == (Part("snow", weight=-1),)
    assert Written(["-0.5:snow"]).query().parts == (Part("snow", weight=-0.5),)
    assert Written(["-snow dog"]).query().parts == (Part("dog"), Part("snow", weight=-1))
    with pytest.raises(BadInput, match="nothing to compare"):
        ask("no people", sort="score")


def test_what_only_denies_is_not_taken_for_what_was_meant() -> None:
    assert list(other_queries(ask(",tp cj,frb"))) == []


def test_other_texts_are_understood_too() -> None:
    (other,) = other_queries(ask("cj,frf ,tp djls", limit=3, filters=JUNE))
    assert other.parts == (Part("собака"), Part("воды", weight=-1))
    assert (str(other), other.limit, other.filters, other.tries_others) == ("собака без воды", 3, JUNE, False)


@pytest.mark.parametrize("text", ["", "  ", "\x00", "x" * 2001])
def test_what_cannot_be_searched_for_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="the query"):
        ask(text)
    with pytest.raises(BadInput, match="the query"):
        Query([Part("dog")], said=text)

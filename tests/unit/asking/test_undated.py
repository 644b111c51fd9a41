"""A time that nothing in the gallery could be from is left out where nothing matches with its words."""

from __future__ import annotations

import pytest

from imgsearch.asking.times.undated import without_time
from imgsearch.search.ask import ask, other_queries
from imgsearch.search.query import Part
from tests.own import FakeOwn


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("dog in 2019", "dog"),
        ("dogs in June", "dogs"),
        ("dogs not in 2019", "dogs"),
        ("dog, 2015, 2017", "dog"),
        ("собака летом 2019", "собака"),
        ("dog without water last summer", "dog without water"),
        ("2019", None),
        ("photos from June 2019", None),
        ("summer dress", None),
        ('"dog in 2019"', None),
        ('dog "in June"', None),
    ],
)
def test_a_time_is_left_out_of_a_text(text: str, left: str | None) -> None:
    assert without_time(text) == left


def test_where_no_picture_has_a_date_the_rest_is_searched_for() -> None:
    own = FakeOwn(dates=False)
    typed = ask("dog without water in 2019", own=own)
    assert typed.parts == (Part("dog in 2019"), Part("water", weight=-1))
    other = next(other_queries(typed, own))
    assert (str(other), other.parts) == ("dog without water", (Part("dog"), Part("water", weight=-1)))


def test_mistakes_and_manners_are_looked_for_in_what_is_left() -> None:
    own = FakeOwn(dates=False)
    assert "elephant" in list(map(str, other_queries(ask("elephent in 2019", own=own), own)))
    assert "motorcycle" in list(map(str, other_queries(ask("vintage motorcycle, June 2019", own=own), own)))


def test_where_pictures_have_dates_the_time_stays() -> None:
    own = FakeOwn(dates=True)
    assert list(other_queries(ask("dog in 2019", own=own), own)) == []

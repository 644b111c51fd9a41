"""What an address asks for becomes the fields of a query."""

from __future__ import annotations

import pytest

from imgsearch.errors import BadInput
from imgsearch.web.question import Extent, Question


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        (Question(), None),
        (Question(sort="score"), None),  # left over where the last text was taken away
        (Question(sort="oldest"), "oldest"),
        (Question(("dog",), sort="score"), "score"),
        (Question(like=(1,), sort="newest"), "newest"),
        (Question(("dog",)), None),
    ],
)
def test_an_order_by_score_needs_something_to_compare_with(question: Question, sort: str | None) -> None:
    assert question.options()["sort"] == sort


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        (Question(like=(1,)), True),
        (Question(("dog",), (1,)), False),
        (Question(like=(1,), pictures=("x",)), False),
        (Question(("dog",), extent=Extent(nearest=True)), True),
    ],
)
def test_more_like_one_picture_are_the_nearest_however_near(question: Question, nearest: bool) -> None:
    assert question.options()["nearest"] is nearest


@pytest.mark.parametrize(("written", "score"), [("", None), (" ", None), ("0.5", 0.5), ("0,5", 0.5), ("1", 1.0)])
def test_a_minimum_score_may_have_a_comma(written: str, score: float | None) -> None:
    assert Question(min_score=written).options()["min_score"] == score


def test_what_is_no_number_is_told_in_both_languages() -> None:
    with pytest.raises(BadInput, match=r"^the minimum score is 'much'; it must be a number from 0 to 1$") as raised:
        Question(min_score="much").options()
    assert raised.value.said("ru") == "наименьшая оценка – «much», а нужно число от 0 до 1"

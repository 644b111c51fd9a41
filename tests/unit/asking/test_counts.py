"""How many days or years a time is counted by."""

from __future__ import annotations

import re

import pytest

from imgsearch.asking.times.counts import COUNT, count_of


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("a", 1), ("an", 1), ("one", 1), ("одну", 1), ("одной", 1), ("a couple of", 2), ("couple of", 2), ("пару", 2),
        ("две", 2), ("двух", 2), ("three", 3), ("трёх", 3), ("четырёх", 4), ("пять", 5), ("ten", 10), ("десяти", 10),
        ("fifteen", 15), ("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50), ("пятнадцать", 15),
        ("двадцать", 20), ("тридцать", 30), ("сорок", 40), ("пятьдесят", 50), ("пятнадцати", 15), ("двадцати", 20),
        ("тридцати", 30), ("сорока", 40), ("пятидесяти", 50), ("7", 7), ("999", 999), (None, 1),
    ],
)  # fmt: skip
def test_each_number_is_read(said: str | None, number: int) -> None:
    assert count_of(said) == number
    assert said is None or re.fullmatch(COUNT, said)


@pytest.mark.parametrize(
    ("hours", "reached", "over"), [("1", 1, 0), ("23", 1, 0), ("24", 1, 1), ("25", 2, 1), ("48", 2, 2)]
)
@pytest.mark.parametrize("unit", ["hours", "hrs", "Час", "часов"])
def test_hours_are_the_days_that_they_reach_into_or_that_are_over(
    hours: str, reached: int, over: int, unit: str
) -> None:
    assert (count_of(hours, unit), count_of(hours, unit, is_ago=True)) == (reached, over)

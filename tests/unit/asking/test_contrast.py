"""What is denied of one thing and said of another is in the picture."""

from __future__ import annotations

import pytest

from imgsearch.asking import read_text


@pytest.mark.parametrize(
    "typed",
    [
        "a man without a hat, a woman in a hat",
        "one dog with a collar and one without a collar",
        "a woman in red shoes, a man without shoes",
        "мужчина без шляпы, женщина в шляпе",
        "собака не белая, а кошка белая",
    ],
)
def test_what_another_clause_says_is_not_unwanted(typed: str) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.unwanted) == (typed, ())


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("a man without a hat and a woman", "a man and a woman", ("hat",)),
        ("dog house without a dog", "dog house", ("dog",)),
        ("car park without cars and people", "car park", ("cars", "people")),
        ("dogs, but no white dogs", "dogs", ("white dogs",)),
        ("hats on a wall, -hat", "hats on a wall", ("hat",)),
        ("a dog on grass, not on a leash", "a dog on grass", ("on a leash",)),
        ("снег и лес без людей", "снег и лес", ("людей",)),
    ],
)
def test_all_else_is_unwanted(typed: str, wanted: str, unwanted: tuple[str, ...]) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.unwanted) == (wanted, unwanted)

"""What is left of a text without the names in it."""

from __future__ import annotations

import pytest

from imgsearch.asking.by_whom import find_beside
from imgsearch.asking.meaning import Beside

PETER, OLGA, TVER = "Peter Jones", "Ольга Беляева", "Тверь"


@pytest.mark.parametrize(
    ("said", "names", "shown", "typed"),
    [
        ("Peter Jones with a dog", [PETER], "dog", ["Peter Jones"]),
        ("a dog and Peter Jones", [PETER], "dog", ["Peter Jones"]),
        ("собака Ольги Беляевой", [OLGA], "собака", ["Ольги Беляевой"]),
        ("Ольга Беляева на пляже", [OLGA], "пляже", ["Ольга Беляева"]),
        ("Olga Belyaeva in Tver at night", [OLGA, TVER], "night", ["Olga Belyaeva", "Tver"]),
        ("собаки в Твери зимой", [TVER], "собаки зимой", ["Твери"]),
        ("Belyaeva on a beach", [OLGA], "beach", ["Belyaeva"]),
        ("dogs of Peter Jones and of", [PETER], "dogs", ["Peter Jones"]),
        ("Jones, Peter Jones, a dog", [PETER, "Jones"], "dog", ["Jones", "Peter Jones"]),
        ("Ольга Беляева Тверь собака", [TVER, OLGA], "собака", ["Ольга Беляева", "Тверь"]),
        ("lake Seliger in winter", ["Seliger", "Lake Seliger"], "winter", ["lake Seliger"]),
    ],
)
def test_names_are_left_out(said: str, names: list[str], shown: str, typed: list[str]) -> None:
    assert find_beside(said, names) == Beside(shown, tuple(typed))


@pytest.mark.parametrize(
    ("said", "names"),
    [("Peter Jones", [PETER]), ("with Peter Jones", [PETER]), ("a dog", [PETER]), ("a brown dog", ["Rose Brown"]),
     ("a dog and Peter Jones", []), ("", [PETER])],
)  # fmt: skip
def test_without_a_name_or_anything_else_there_is_nothing_to_tell_apart(said: str, names: list[str]) -> None:
    assert find_beside(said, names) is None

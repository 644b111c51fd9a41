"""How old a face looks, in words."""

from __future__ import annotations

import pytest

from imgsearch.minors.review import say_age


@pytest.mark.parametrize(
    ("age", "english", "russian"),
    [
        (0, "a face that looks younger than 1", "лицо на вид младше года"),
        (1, "a face that looks about 1", "лицо на вид примерно 1 год"),
        (2, "a face that looks about 2", "лицо на вид примерно 2 года"),
        (4, "a face that looks about 4", "лицо на вид примерно 4 года"),
        (5, "a face that looks about 5", "лицо на вид примерно 5 лет"),
        (8, "a face that looks about 8", "лицо на вид примерно 8 лет"),
        (11, "a face that looks about 11", "лицо на вид примерно 11 лет"),
        (14, "a face that looks about 14", "лицо на вид примерно 14 лет"),
        (21, "a face that looks about 21", "лицо на вид примерно 21 год"),
        (24, "a face that looks about 24", "лицо на вид примерно 24 года"),
    ],
)
def test_years_are_counted_in_both_languages(age: int, english: str, russian: str) -> None:
    assert say_age(age) == (english, russian)

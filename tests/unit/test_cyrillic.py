"""Which charset Russian bytes are in."""

from __future__ import annotations

import pytest

from imgsearch.cyrillic import CHARSETS, likely_charset, likeness
from imgsearch.embedded.charsets import decode

TEXTS = (
    "чёрная собака бежит по снегу",
    "Закат над рекой, Тверь 2019",
    "ПОРТРЕТ НЕВЕСТЫ",
    "кошка спит",
    "велосипедисты",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("charset", CHARSETS)
def test_russian_is_read_in_the_charset_in_which_it_is(text: str, charset: str) -> None:
    data = text.encode(charset)
    assert likely_charset(data) == charset
    assert decode(data) == text


@pytest.mark.parametrize("text", TEXTS[:2])
def test_small_letters_of_macs_are_read_as_those_of_windows(text: str) -> None:
    assert decode(text.encode("mac_cyrillic")).lower().removesuffix("9")[-3:] == text.lower().removesuffix("9")[-3:]


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("été à Malmö, 50 %", "cp1252"), ("Mädchen spielt im Garten", "cp1252"), ("São Paulo, Ñuñoa", "cp1252"),
        ("Łódź, żółć", "cp1250"), ("Ελληνικά γράμματα", "iso8859-7"), ("dog", "ascii"),
    ],
)  # fmt: skip
def test_other_languages_are_not_russian(text: str, charset: str) -> None:
    assert likely_charset(text.encode(charset)) is None


def test_of_few_letters_nobody_can_tell_and_the_frequent_charset_is_taken() -> None:
    assert likely_charset("Дети".encode("koi8-r")) is None
    assert decode("Кот".encode("cp1251")) == "Кот"
    assert not likeness("кот").is_likely
    assert likeness("").share == 0


def test_a_capital_behind_a_small_letter_and_signs_are_not_usual() -> None:
    assert likeness("собака").share == 1
    assert likeness("сОБАКА").share == pytest.approx(4 / 5)
    assert likeness("с─о─б─а─к─а").share == 0


def test_the_frequent_charset_is_left_for_another_that_is_far_better_alone() -> None:
    assert likely_charset("Юра Крымов".encode("cp1251")) in (None, "cp1251")

"""Which texts may be in another language of Latin letters."""

from __future__ import annotations

from importlib.resources import files

import pytest

from imgsearch.asking.mistakes import foreign
from imgsearch.asking.mistakes.foreign import is_all_listed, listed_meaning, may_be_foreign


@pytest.mark.parametrize(
    "text", ["perro", "Hund", "vélo", "köpek", "straße", "coche rojo", "coche rojo grande", "łódź", "żaba", "koe"]
)
def test_few_words_that_are_not_english_may_be(text: str) -> None:
    assert may_be_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "dog",
        "dogs",
        "parasol",  # English knows it too
        "perro dog",
        "собака",
        "perro собака",
        "ba",
        "a b c",
        "",
        "perro2",
        "dsc_0042.jpg",
        "coche rojo en casa",
        "1998",
    ],
)
def test_others_may_not(text: str) -> None:
    assert not may_be_foreign(text)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Kuh", "cow"),
        ("küche", "kitchen"),
        # Without their marks
        ("kueche", "kitchen"),
        ("kuche", "kitchen"),
        ("snieg", "snow"),
        ("cicek", "flower"),
        ("strasse", "street"),
        ("cerf-volant", "kite"),
        ("Coucher  de Soleil", "sunset"),
        # In German the sea, in Dutch a lake
        ("meer", "sea"),
        ("blorp", None),
        ("", None),
    ],
)
def test_what_photographs_mostly_show_is_listed(text: str, english: str | None) -> None:
    assert listed_meaning(text) == english


def test_a_text_is_listed_where_all_of_its_words_are() -> None:
    assert is_all_listed("coche rojo")
    assert is_all_listed("coucher de soleil")
    assert not is_all_listed("coche blorp")


def test_words_with_a_hyphen_may_be_foreign_where_they_are_listed() -> None:
    assert may_be_foreign("cerf-volant")
    assert not may_be_foreign("blorp-blorp")


def test_the_list_has_a_word_in_each_language_for_each_thing() -> None:
    header, *rows = (files("imgsearch.asking.mistakes") / foreign.FILE).read_text(encoding="utf-8").splitlines()
    assert header.split("\t") == ["english", "de", "fr", "es", "it", "pt", "nl", "pl", "tr"]
    cells = [row.split("\t") for row in rows]
    assert {len(row) for row in cells} == {9}
    assert len({row[0] for row in cells}) == len(cells)
    words = [word for row in cells for cell in row for word in cell.split(",")]
    assert [word for word in words if not word or word != word.strip().lower() or len(word.split()) > 3] == []

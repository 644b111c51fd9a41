"""Single rules of the lexicon: what each finds that no other does, what it calls it, and what it spares."""

from __future__ import annotations

import pytest

from imgsearch.minors import disclaimer, find_terms
from imgsearch.minors.words.vouching import vouches


@pytest.mark.parametrize(
    ("text", "lemma", "language"),
    [
        ("Ваня, 6 лет.", "age under 18", "ru"),
        ("Портрет: Аня, шесть лет", "age under 18", "ru"),
        ("races for 5 and under", "age under 18", "en"),
        ("a school play", "school play", "en"),
        ("viele kinder im park", "Kinder", "de"),
        ("küçük kız", "kız çocuğu", "tr"),
        ("tinejdjer", "тинейджер", "ru"),
        ("kids bikes", "kid", "en"),
    ],
)
def test_a_rule_names_what_it_has_found(text: str, lemma: str, language: str) -> None:
    assert (lemma, language) in {(term.lemma, term.language) for term in find_terms(text)}


@pytest.mark.parametrize("text", ["a stone relief of a boy", "a bronze head of a child", "kids bike for", "kids bike"])
def test_a_rule_spares_what_shows_no_child(text: str) -> None:
    assert find_terms(text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [("king", False), ("pilot", False), ("a king on a horse", True), ("a spring meadow", True)],
)
def test_who_is_there_is_said_by_more_than_one_word(text: str, says: bool) -> None:
    assert vouches(text) is says


@pytest.mark.parametrize(
    ("language", "begins", "ends"),
    [
        ("en", "This image is unavailable", "with local laws"),
        ("ru", "Это изображение", "законодательством"),
        ("tr", "Bu görsel", "kullanılamıyor"),
    ],
)
def test_the_disclaimer_is_the_languages_own(language: str, begins: str, ends: str) -> None:
    said = disclaimer(language)
    assert said.startswith(begins)
    assert said.rstrip(".").endswith(ends)

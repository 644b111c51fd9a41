"""One spelling for all in which a text is typed."""

from __future__ import annotations

import unicodedata

import pytest

from imgsearch.spelling import fold, spell, tidy

SAID = "черная собака, пес"


@pytest.mark.parametrize(
    "typed",
    [
        "черная собака, пес",
        "чёрная собака, пёс",
        "Чёрная собака, пёс.",
        "ЧЁРНАЯ СОБАКА, ПЁС",
        "«Чёрная собака, пёс»",
        "“чёрная собака, пёс”",
        "„чёрная собака, пёс“",
        '"чёрная собака, пёс"',
        "'чёрная собака, пёс'",
        "‘чёрная собака, пёс’",
        "«Чёрная собака, пёс!»",
        unicodedata.normalize("NFD", "чёрная собака, пёс"),
        unicodedata.normalize("NFD", "Чёрная Собака, Пёс"),
        "чёрная\u00a0собака,\u2009пёс",
        "чёрная \t\n собака,\u202f пёс ",
        "\ufeffчёр\u00adная со\u200bба\u2060ка, пёс\u200e",
        "чёрная соба\u0301ка, пёс",
        "че\u0300рная соба\u0300ка, пе\u0301с",
        "чёрная собака, пёс!!!",
        "чёрная собака, пёс…",
        "?чёрная собака, пёс?",
        "(чёрная собака, пёс)",
        "[чёрная собака, пёс]",
        "#чёрная собака, пёс",
        "• чёрная собака, пёс :)",
        "*чёрная собака, пёс*/",
        "чёpная coбaка, пёc",  # with Latin letters
    ],
)
def test_a_text_has_one_spelling_however_it_is_typed(typed: str) -> None:
    assert spell(typed) == SAID
    assert spell(spell(typed)) == SAID


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("A Dog's ball", "a dog's ball"),
        ("a dog’s ball", "a dog's ball"),
        ("a dog\u02bcs ball", "a dog's ball"),
        ("snow (no people)", "snow no people"),
        ("дoг-шоу и wi-fi", "дог-шоу и wi-fi"),
        ("dоg", "dog"),  # with a Cyrillic o
        ("вmw", "bmw"),
        ("жmw", "жmw"),
        ("24/7", "24/7"),
        ("ｗｉｄｅ ﬁsh", "wide fish"),
        ("a T-shirt – red", "a t-shirt - red"),
        ('a sign "STOP" on a pole', "a sign stop on a pole"),
        ("дом № 5", "дом № 5"),
        ("йод и Йога", "йод и йога"),
        ("И\u0300ва, и\u0300ва, ѝва", "ива, ива, ива"),
        ("Ѐль, ѐль, е\u0300ль", "ель, ель, ель"),
        ("cafe\u0300", "cafè"),
        ("3:10 to Yuma", "3:10 to yuma"),
        ("img_0042.jpg", "img_0042.jpg"),
        ("café", "café"),
        ("❤️ dog", "dog"),
        ("🏄 surfing 🏄🏽\u200d♂️", "surfing"),
        ("dog🐶cat", "dog cat"),
        ("собака 🐶", "собака"),
        ("20 °C ©", "20 °c ©"),
        ("№ 5", "№ 5"),
        ("❤️", "heart"),
        ("🐶", "dog face"),
        ("2 🐶", "2 dog face"),
        ("🏄🏽\u200d♂️🌊", "surfer water wave"),
        ("♂", "male sign"),
        ("👍🏽", "thumbs up sign"),
        ("№", "numero sign"),
        ("日本の犬", "日本の犬"),
        ("\N{DOG}", "dog"),
        ("\N{SNOW CAPPED MOUNTAIN}\ufe0f \N{SAILBOAT}!", "snow capped mountain sailboat"),
        ("\N{BLACK SUN WITH RAYS}\ufe0f", "sun with rays"),
        ("\N{BOY}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", "boy"),
        ("a \N{DOG}", "a"),
        ("\N{REGIONAL INDICATOR SYMBOL LETTER F}\N{REGIONAL INDICATOR SYMBOL LETTER R}", "\U0001f1eb\U0001f1f7"),
        ("°", "degree sign"),
        ("!!!", "!!!"),
        ("?", "?"),
    ],
)
def test_what_means_something_is_kept(typed: str, expected: str) -> None:
    assert spell(typed) == expected


def test_a_tidy_text_looks_as_it_was_typed() -> None:
    assert tidy(" «Чёрная\u00a0 со\u200bбака», Пёс! ") == "«Чёрная собака», Пёс!"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("СЕМЁНОВ", "семенов"),
        (unicodedata.normalize("NFD", "Сергей  Ёлкин"), "сергей елкин"),
        ("José\u00a0García", "jose garcia"),
        ("O’Neil", "o'neil"),
        ("O`Neil", "o'neil"),
        ("Łódź – «Bałuty»", 'lodz - "baluty"'),
        ("Їжак", "іжак"),
        ("so\u00adft", "soft"),
        ("がく", "がく"),
    ],
)
def test_a_name_is_folded_but_keeps_its_letters(name: str, folded: str) -> None:
    assert fold(name) == folded

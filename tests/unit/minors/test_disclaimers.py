"""The disclaimer is in the language of the query."""

from __future__ import annotations

import pytest

from imgsearch.minors import disclaimer, disclaimer_language
from imgsearch.minors.words.disclaimers import DISCLAIMERS
from imgsearch.minors.words.forms import LANGUAGES, UNSPACED

from .tables import read_cases

QUERIES = {
    "a boy": "en",
    "мальчик": "ru",
    "мальчик boy": "ru",
    "boy мальчик бежит": "ru",
    "malchik": "ru",
    "zwei Mädchen": "de",
    "ein Teenager und ein Mädchen": "de",
    "ein Teenager und ein Hund": "de",
    "une petite fille": "fr",
    "un niño con perro": "es",
    "due bambini": "it",
    "uma criança": "pt",
    "um menino e um adolescente": "pt",
    "een meisje met een hond": "nl",
    "dwie dziewczynki": "pl",
    "дівчинка": "uk",
    "malá holčička": "cs",
    "doi copii": "ro",
    "δύο παιδιά": "el",
    "iki çocuk": "tr",
    "två flickor": "sv",
    "小女孩": "zh",
    "兩個女兒": "zh-Hant",
    "男の子": "ja",
    "👧": "en",
    "👧 собака": "ru",
    "a dog": "en",
}


@pytest.mark.parametrize(("query", "language"), QUERIES.items())
def test_a_query_is_refused_in_its_language(query: str, language: str) -> None:
    assert disclaimer_language(query) == language


def test_every_language_of_the_lexicon_has_a_disclaimer_of_its_own() -> None:
    languages = {*LANGUAGES, *UNSPACED} - {"typos"}
    assert languages <= set(DISCLAIMERS)
    assert len(set(DISCLAIMERS.values())) == len(DISCLAIMERS)
    assert disclaimer("de") == DISCLAIMERS["de"]


def test_a_language_without_a_disclaimer_gets_the_english_one() -> None:
    assert disclaimer("xx") == DISCLAIMERS["en"]


@pytest.mark.parametrize("language", sorted({*LANGUAGES, *UNSPACED} - {"typos", "en", "ru"}))
def test_most_queries_of_the_table_are_refused_in_their_language(language: str) -> None:
    # Words that languages share, and ages, may be taken for another's.
    queries = [case.text for case in read_cases("cases.tsv") if case.language == language and case.expected]
    refused = [disclaimer_language(query).partition("-")[0] == language for query in queries]
    assert sum(refused) >= 0.6 * len(refused)

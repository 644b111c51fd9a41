"""The table of words in disguise, words of many languages, and words that mean no minor."""

from __future__ import annotations

from collections import Counter

import pytest

from imgsearch.minors import mentions_minors
from imgsearch.minors.words.forms import LANGUAGES, UNSPACED

from .tables import read_cases

CASES = read_cases("cases.tsv")
GROUPS = sorted({(case.language, case.kind) for case in CASES})


@pytest.mark.parametrize("group", GROUPS, ids="-".join)
def test_texts_of_a_class_are_read_as_the_table_says(group: tuple[str, str]) -> None:
    misread = [case.text for case in CASES if case[:2] == group and mentions_minors(case.text) != case.expected]
    assert misread == []


@pytest.mark.parametrize("place", [0, 1], ids=["languages", "classes"])
def test_every_language_and_class_has_texts_of_both_kinds(place: int) -> None:
    counts = Counter((case[place], case.expected) for case in CASES)
    names = {case[place] for case in CASES}
    assert min(counts[name, True] for name in names) >= 10
    assert min(counts[name, False] for name in names) >= 8


def test_every_language_of_the_lexicon_is_in_the_table() -> None:
    assert {*LANGUAGES, *UNSPACED} - {"typos"} <= {case.language for case in CASES}
    assert len(CASES) >= 600


def test_no_text_stands_in_the_table_twice() -> None:
    assert [text for text, count in Counter(CASES).items() if count > 1] == []

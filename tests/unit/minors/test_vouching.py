"""Captions that may say against a classifier that nobody under age is in the picture."""

from __future__ import annotations

from collections import Counter

import pytest

from imgsearch.minors.words.vouching import LONGEST_TEXT, vouches

from .tables import read_cases

CASES = read_cases("vouching.tsv")
GROUPS = sorted({(case.language, case.kind) for case in CASES})


@pytest.mark.parametrize("group", GROUPS, ids="-".join)
def test_captions_of_a_class_vouch_as_the_table_says(group: tuple[str, str]) -> None:
    misread = [case.text for case in CASES if case[:2] == group and vouches(case.text) != case.expected]
    assert misread == []


def test_the_table_holds_both_kinds_for_each_language_that_is_read() -> None:
    counts = Counter((case.language, case.expected) for case in CASES)
    assert min(counts["en", True], counts["en", False], counts["ru", True], counts["ru", False]) >= 20
    assert counts["other", False] >= 20
    assert len(CASES) >= 120


@pytest.mark.parametrize("word", ["girl", "boys", "baby", "ребёнок", "toddler", "b0y", "7 years old"])
def test_nothing_that_speaks_of_minors_vouches(word: str) -> None:
    assert vouches("a man with a woman")
    assert not vouches(f"a man with a woman and {word}")


@pytest.mark.parametrize("word", ["xqzt", "niemand", "собака", "狗"])
def test_one_word_that_is_not_known_takes_the_vote_away(word: str) -> None:
    assert not vouches(f"a man with a woman and {word}")


def test_a_text_too_long_for_a_caption_does_not_vouch() -> None:
    caption = "a man and a woman "
    assert vouches(caption * (LONGEST_TEXT // len(caption)))
    assert not vouches(caption * (LONGEST_TEXT // len(caption) + 1))

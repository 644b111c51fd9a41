"""Texts that were made to be slow to read."""

from __future__ import annotations

from time import process_time

import pytest

from imgsearch.minors import find_terms

LENGTH = 10_000
#: Of what a text repeats: each goes through another rule.
HOSTILE = [
    "a1", "a ", "a.", "5", "a\u200d", "5 year old ", "дети ", "aB", "Aa", "孩", "child no ", "baby brown ", " ", "b*",
    "a|", "(c", "under the ", "turned 5 ", "no no kid ", "statue of a ", "в возрасте ", "& sons ", "son ", "1 year ",
    "🇧", "b⃝", "ж1", "kid's ", "_a", "%20", "ty-", "a giraffe and its ", "ch.ild ", "niña ", "nina ",
    "Внуков ", "#mama", "adult son ", "Мадонна с ", "день рождения ",
]  # fmt: skip
#: Reading one character takes microseconds; a rule that looks at everything before or after it, ten times as long.
LONGEST_SECONDS = 2.0


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    half, whole = (_seconds((piece * LENGTH)[:length]) for length in (LENGTH // 2, LENGTH))
    assert whole < LONGEST_SECONDS
    assert whole < 3 * half + 0.05


def _seconds(text: str) -> float:
    best = LONGEST_SECONDS
    for _ in range(2):
        started = process_time()
        find_terms(text)
        best = min(best, process_time() - started)
    return best

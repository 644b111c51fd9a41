"""Whose pictures a text asks for beside what they show: "dogs by Anna Petrova", «закат Льва Орлова»."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from imgsearch.asking.meaning import Beside, Place
from imgsearch.asking.tokens import Token, tokens_of
from imgsearch.rescoring import russian_names
from imgsearch.rescoring.asked import FUNCTION_WORDS, read_query
from imgsearch.rescoring.names import is_name
from imgsearch.spelling import fold

#: Words of a text that are looked up among photographers' names.
MOST_NAMES = 4
#: In front of a name: with, in, «у».
_LAST_LITTLE = re.compile(rf"(?<!\S)(?:{'|'.join(sorted(FUNCTION_WORDS))})\s*$", re.IGNORECASE)
#: A Russian or Ukrainian one in any case.
SURNAME = re.compile(rf"{russian_names.SURNAME.pattern}|.+(?:[сц]к(?:ий|ая|ого|ой|ому|им|ую|ом)|енко|чук|швили|дзе)")
#: Words of one name.
LONGEST = 4


def name_words(text: str) -> list[str]:
    """Words of a text that may be names, in lower case; none where nothing else is said.

    Args:
        text: as tidy() gives it; what is to be left alone may be blank.
    """
    words = _words(text)
    named = [token.word for token in words if is_name(token.word)]
    return named[:MOST_NAMES] if len(words) > 1 else []


def find_photographer(text: str, photographers: Collection[str], others: Collection[str]) -> Place | None:
    """Where a text names a photographer, with "by" in front; its text is the name as it is stored.

    All of the name must be said, or a Russian surname, or it stands behind "by" or «фотограф». None where it may be
    another's, or somebody's in the pictures.

    Args:
        text: tidy.
        photographers: names that have a word of it.
        others: names of people in pictures, which also may be meant.
    """
    words, found = _words(text), dict[str, Place]()
    for name in photographers:
        if (place := _find(text, words, name)) is not None:
            found.setdefault(fold(name), place)
    if len(found) != 1 or any(_find(text, words, other) is not None for other in others):
        return None
    return next(iter(found.values()))


def find_beside(text: str, names: Collection[str]) -> Beside | None:
    """What a text asks for besides names of people, places and other things; None where it has none, or nothing else.

    Args:
        text: tidy; what is wanted.
        names: as they are stored.
    """
    words = _words(text)
    spans = _longest([span for name in names if (span := _span(text, words, name)) is not None])
    rest, end = list[str](), 0
    for start, behind in spans:
        rest.append(_LAST_LITTLE.sub("", text[end:start]))
        end = behind
    shown = " ".join(" ".join([*rest, text[end:]]).split())
    kept = [token for token in tokens_of(shown) if token.word]
    while kept and kept[0].word in FUNCTION_WORDS:
        kept.pop(0)
    while kept and kept[-1].word in FUNCTION_WORDS:
        kept.pop()
    if not spans or not kept:
        return None
    return Beside(shown[kept[0].start : kept[-1].end], tuple(text[start:behind] for start, behind in spans))


def _span(text: str, words: Sequence[Token], name: str) -> tuple[int, int] | None:
    """Where a text says a name, or a part of it that is none but a name."""
    for run in _runs(words):
        start, end = run[0].start, run[-1].end
        if any(is_name(token.word) for token in run):
            asked = read_query(text[start:end])
            if asked.is_person(name) or asked.is_name(name):
                return start, end
    return None


def _longest(spans: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that lie in no other one, from left to right."""
    apart = list[tuple[int, int]]()
    for start, end in sorted(set(spans), key=lambda span: span[0] - span[1]):
        if all(end <= other[0] or other[1] <= start for other in apart):
            apart.append((start, end))
    return sorted(apart)


def _words(text: str) -> list[Token]:
    return [token for token in tokens_of(text) if token.word and not token.is_quoted and not token.has_minus]


def _find(text: str, words: Sequence[Token], name: str) -> Place | None:
    for run in _runs(words):
        said = text[run[0].start : run[-1].end]
        if not read_query(said).is_person(name):
            continue
        by = _by().search(text[: run[0].start])
        is_surname = any(SURNAME.fullmatch(token.word) for token in run)
        if by or is_surname or read_query(name).is_person(said):
            return Place(by.start("by") if by else run[0].start, run[-1].end, name)
    return None


def _runs(words: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Words beside each other, the most first."""
    for length in range(min(LONGEST, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            run = words[first : first + length]
            is_joined = not any(token.ends_clause for token in run[:-1])
            if is_joined and FUNCTION_WORDS.isdisjoint((run[0].word, run[-1].word)):
                yield run


@lru_cache(maxsize=1)
def _by() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?P<by>(?:(?:photographed|taken|shot|captured|made)\s+)?by|from|photographer:?|author:?|"
        r"(?:снял|сняла|снимал|снимала|снятые|снятое|снятая|снято)|фотограф\w*:?|автор\w*:?|от)\s+$",
        re.IGNORECASE,
    )

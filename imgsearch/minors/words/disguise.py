"""Words in disguise: signs in place of letters, letters that are spaced out, words that are broken or run together."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, product
from math import prod

from imgsearch.minors.words.glued import glued_places
from imgsearch.minors.words.normal import Word, is_cyrillic, spellings

#: Digits and signs that stand for letters, as in ch1ld; * for any vowel.
SIGNS: dict[str, tuple[str, ...]] = {
    "0": ("o",),
    "1": ("i", "l"),
    "3": ("e",),
    "4": ("a", "ch", "ч"),
    "5": ("s",),
    "6": ("b", "g", "б"),
    "7": ("t",),
    "8": ("b",),
    "9": ("g",),
    "@": ("a",),
    "$": ("s",),
    "!": ("i",),
    "|": ("i", "l", ""),
    "¡": ("i",),
    "€": ("e",),
    "+": ("t",),
    "¢": ("c",),
    "©": ("c",),
    "*": ("", "a", "e", "i", "o", "u"),
}
_SIGN = "".join(map(re.escape, SIGNS))
_HAS_SIGN = re.compile(f"[{_SIGN}]")
_SIGNED = re.compile(rf"(?:(?<!\w)\((?=[^\W\d_]{{3}}))?(?:[^\W\d_]|[{_SIGN}])+")
#: A word has no more of them, and no more readings are tried.
MOST_SIGNS = 6
MOST_READINGS = 256
LONGEST_WORD = 24
#: A sign before or after all letters may be a price or a score; it counts in words of this many letters.
FEWEST_WITH_SIGN_AT_THE_END = 4
#: What is written so and is no disguise: a game.
UNDISGUISED = frozenset({"l4d"})

#: One letter after another, each between signs or spaces.
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][\s.\-*·•,/|~'+=:]{1,3}){2,}[^\W\d_](?!\w)")
_LETTERS_APART = re.compile(r"[^\W\d_]")
#: In a longer row of single letters, words of this many are looked for; shorter ones stand there by chance.
FEWEST_IN_A_ROW = 5
MOST_IN_A_ROW = 14
#: A word broken in two or more by one sign or space.
_BREAK = re.compile(r"[ .\-*·•^~'`|\\/=+:\ue000]|- ")
FEWEST_IN_PIECES = 4
#: Words that two others make by chance, as in "in fancy dress".
MADE_BY_CHANCE = frozenset(
    {"infancy", "stepson", "stepsons", "underage", "underaged", "newborn", "newborns", "tots", "подросток", "подростки"}
)
#: Where a name of a file runs on without a space; neither a text nor a file name holds such a sign.
SEAM = "\ue000"
_SEAMS = re.compile(r"(?<=[^\W\d_A-ZА-ЯЁ])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])")
_DIGITS = re.compile(r"(?<=[^\W\d_]{3})(?=\d)|(?<=\d)(?=[^\W\d_]{3})")
_CAPITALS_FIRST = re.compile(r"(?<=[A-ZА-ЯЁ]{3})(?=[a-zа-яё]{3})")


def disguised_words(normalized: str) -> Iterator[Word]:
    """Words in which digits or signs stand for letters.

    Their form is as it stands in the text, the spellings are what it can be read as.
    """
    if not _HAS_SIGN.search(normalized) and "(" not in normalized:
        return
    for match in _SIGNED.finditer(normalized):
        run = match.group()
        bare = run.strip("".join(SIGNS) + "(")
        if not bare or bare in UNDISGUISED or len(bare) > LONGEST_WORD:
            continue
        start = match.start() + run.index(bare)
        yield from _read(bare, start)
        first, last = start - match.start(), start - match.start() + len(bare)
        for begin, end in ((first - 1, last), (first, last + 1)):
            if begin >= 0 and end <= len(run) and len(bare) + 1 >= FEWEST_WITH_SIGN_AT_THE_END:
                yield from _read(run[begin:end], match.start() + begin)


def _read(form: str, start: int) -> Iterator[Word]:
    signed = [SIGNS.get(character, ("c",) if character == "(" else (character,)) for character in form]
    signs = sum(not character.isalpha() for character in form)
    if 0 < signs <= MOST_SIGNS and prod(map(len, signed)) <= MOST_READINGS:
        readings = map("".join, product(*signed))
        yield Word(form, tuple(each for reading in readings for each in spellings(reading)), start, start + len(form))


def spaced_words(normalized: str, known: Container[str]) -> Iterator[Word]:
    """Words whose letters stand apart, as in c.h.i.l.d: each row as a whole, and known words that it may hold."""
    for match in _SPACED.finditer(normalized):
        letters = [
            (letter.group(), match.start() + letter.start()) for letter in _LETTERS_APART.finditer(match.group())
        ]
        size = len(letters)
        joined = "".join(letter for letter, _ in letters)
        yield _row(letters, normalized)
        if size > 3 and letters[0][0] in ("a", "я"):
            yield _row(letters[1:], normalized)
        for first in range(size - FEWEST_IN_A_ROW + 1):
            for last in range(first + FEWEST_IN_A_ROW, min(first + MOST_IN_A_ROW, size) + 1):
                if joined[first:last] in known:
                    yield _row(letters[first:last], normalized)


def _row(letters: Sequence[tuple[str, int]], normalized: str) -> Word:
    start, end = letters[0][1], letters[-1][1] + 1
    return Word(normalized[start:end], spellings("".join(letter for letter, _ in letters)), start, end)


def broken_words(found: Sequence[Word], normalized: str, known: Container[str]) -> Iterator[tuple[int, Word]]:
    """What two or three neighbours make together, with the place of the last of them among the words.

    Args:
        found: the words of the text.
        normalized: the text.
        known: what they may make; anything where letters of two scripts mix.
    """
    for index in range(1, len(found)):
        start, end = found[index - 1].end, found[index].start
        if end - start > 2 or _BREAK.fullmatch(normalized, start, end) is None:
            continue
        pair = found[index - 1].form + found[index].form
        for first, joined in ((index - 1, pair), (index - 2, found[index - 2].form + pair if index > 1 else "")):
            if (
                found[index].form == "s"
                or not FEWEST_IN_PIECES <= len(joined) <= LONGEST_WORD
                or joined in MADE_BY_CHANCE
            ):
                continue
            if joined in known or not (joined.isascii() or (is_cyrillic(joined[0]) and is_cyrillic(joined[-1]))):
                begin = found[first].start
                if first == index - 1 or _BREAK.fullmatch(normalized, found[first].end, found[index - 1].start):
                    stop = found[index].end
                    yield index, Word(normalized[begin:stop], spellings(joined), begin, stop)


def split_names(text: str) -> list[str]:
    """A text with a seam where a word begins inside another, as in MyLittleGirl; none where there is no such place."""
    if SEAM in text:
        return []
    splits = [split for seams in (_SEAMS, _CAPITALS_FIRST) if (split := seams.sub(SEAM, text)) != text]
    splits += [split for each in (text, *splits[:1]) if (split := _DIGITS.sub(SEAM, each)) != each]
    places = [0, *glued_places(text), len(text)]
    glued = SEAM.join(text[start:end] for start, end in pairwise(places))
    return splits if glued == text else [*splits, glued]


def space_names(normalized: str) -> str:
    """A text of the same length, with a space for each sign that stands for one in names of files and tags."""
    spaced = normalized.replace("_", " ")
    if not any(map(str.isspace, normalized.strip())):
        spaced = spaced.replace("%20", "   ")
        spaced = _NAME_SIGNS.sub(" ", spaced)
    return spaced


#: What parts the words of a name: a dot beside a letter, the folders of a path.
_NAME_SIGNS = re.compile(r"[/\\+]|\.(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})\.")

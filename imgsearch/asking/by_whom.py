"""Whose pictures a text asks for beside what they show: "dogs by Anna Petrova", «закат Льва Орлова»."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from imgsearch.asking.authors import (
    BY,
    POSSESSIVE,
    TOOK,
    by_before,
    is_author,
    is_given,
    is_of_others,
    is_possessive,
    is_surname,
    may_be_thing,
    names_another,
    with_took,
)
from imgsearch.asking.denial.denying import PICTURE
from imgsearch.asking.meaning import Beside, Place
from imgsearch.asking.times.beside import find_denial
from imgsearch.asking.tokens import Token, tokens_of
from imgsearch.rescoring.asked import FUNCTION_WORDS, read_query
from imgsearch.rescoring.names import is_name
from imgsearch.rescoring.words import stem_word
from imgsearch.spelling import fold

#: Words of a text that are looked up among photographers' names.
MOST_NAMES = 4
#: Words of one name.
LONGEST = 8
#: What joins the parts of a word of a name.
_PARTS = re.compile(r"[-‐‑–'’]")
_POSSESSIVE_BEHIND = re.compile(r"^['’ʼ]s?(?!\w)", re.IGNORECASE)
_LATIN_SURNAME = re.compile(r".+(?:[eo]v|[iy]n|sk[iy]y?)a?|.+skaya|.+enko")
ADJECTIVE = re.compile(r".+(?:[ыи]й|ой|ая|яя)")


class _Said(NamedTuple):
    """Where a name is said."""

    name: str
    start: int
    end: int
    place: Place
    """The same with "by" in front."""


def name_words(text: str) -> list[str]:
    """Words of a text that may be names, in lower case; none where nothing else is said.

    Args:
        text: as tidy() gives it; what is to be left alone may be blank.
    """
    words = _words(text)
    # Behind "by" Rose Brown is a name, too.
    behind = {match.end() for match in BY.finditer(text) if match["from"] is None}
    first = [number for number, token in enumerate(words) if token.start in behind and token.word not in FUNCTION_WORDS]
    said = {number + more for number in first for more in (0, 1)}
    # So it is in front of 's.
    last = [number for number, token in enumerate(words) if is_possessive(text[token.start : token.end])]
    said |= {number - more for number in last for more in (0, 1)}
    named = (token for number, token in enumerate(words) if number in said or any(map(is_name, _parts(token.word))))
    looked_up = chain.from_iterable(_parts(token.word) for token in named)
    found = list(dict.fromkeys(word for word in looked_up if len(word) > 1 and word not in FUNCTION_WORDS))
    return found[:MOST_NAMES] if len(words) > 1 else []


def find_photographer(
    text: str, photographers: Collection[str], persons: Collection[str], others: Collection[str] = ()
) -> Place | None:
    """Where a text names a photographer, with "by" in front; its text is the name as it is stored.

    All of the name must be said, or a Russian surname of which pictures may be, or it stands behind "by" or «фотограф».
    None where it may be another's, somebody's or something's in the pictures, or is not wanted.

    Args:
        text: tidy.
        photographers: names that have a word of it.
        persons: names of people in pictures, who also may be meant.
        others: titles, tags and places, which may be where nothing says that somebody took it.
    """
    words = _words(text)
    found = {fold(said.name): said for name in photographers if (said := _find(text, words, name)) is not None}
    # Of Anna Petrova "Anna" alone says nothing of another Anna.
    longest = [said for said in found.values() if not any(_is_part(said, other) for other in found.values())]
    if len(longest) != 1:
        return None
    (said,) = longest
    typed = text[said.start : said.end]
    alike = (_find(text, words, name) for name in persons)
    if _is_denied(text, said.place.start) or any(other is not None and _is_as_long(other, said) for other in alike):
        return None
    if names_another(text, said.end, {*photographers, *persons} - {said.name}):
        return None
    if said.place.start == said.start and (
        is_of_others(text[: said.start]) or any(map(read_query(typed).is_name, others))
    ):
        return None
    return said.place


def _is_denied(text: str, start: int) -> bool:
    """Whether a name that begins there is not wanted, nor are photographs by it: «кроме фото Орлова»."""
    *before, last = text[:start].split() or [""]
    at = len(text[:start].rstrip()) - len(last) if before and PICTURE.fullmatch(last.lower()) else start
    return find_denial(text, start) is not None or find_denial(text, at) is not None


def _is_as_long(other: _Said, said: _Said) -> bool:
    """Whether as many of the same words say another name."""
    return other.start <= said.start and said.end <= other.end


def _is_of_name(text: str, run: Sequence[Token], name: str) -> bool:
    """Whether each word may be one of the name, and none only has the stem of one: "Ольга зимой" is not Ольга Зима."""
    named = fold(name).split()
    adjectives = {stem_word(word) for word in named if ADJECTIVE.fullmatch(word)}
    return all(
        is_name(word) or is_given(text, token) or word in named or stem_word(word) in adjectives
        for token in run
        for word in (token.word, *_parts(token.word))[-1:]
    )


def _parts(word: str) -> list[str]:
    """Jean and Luc of Jean-Luc."""
    return _PARTS.split(word)


def _is_part(said: _Said, other: _Said) -> bool:
    """Whether another name is said by more of the same words."""
    return _is_as_long(other, said) and not _is_as_long(said, other)


def find_beside(text: str, names: Collection[str]) -> Beside | None:
    """What a text asks for besides names of people, places and other things; None where it has none, or nothing else.

    Args:
        text: tidy; what is wanted.
        names: as they are stored.
    """
    words = [_without_possessive(text, token) for token in _words(text)]
    spans = _longest([span for name in names if (span := _span(text, words, name)) is not None])
    rest, end = list[str](), 0
    for start, behind in spans:
        rest.append(_without_last_little(text[end:start]))
        end = len(text) - len(_POSSESSIVE_BEHIND.sub("", text[behind:]))
    shown = " ".join(" ".join([*rest, text[end:]]).split())
    kept = [token for token in tokens_of(shown) if token.word]
    while kept and kept[0].word in FUNCTION_WORDS:
        kept.pop(0)
    while kept and kept[-1].word in FUNCTION_WORDS:
        kept.pop()
    if not spans or not kept:
        return None
    return Beside(shown[kept[0].start : kept[-1].end], tuple(text[start:behind] for start, behind in spans))


def _without_possessive(text: str, token: Token) -> Token:
    """The word without 's."""
    bare = POSSESSIVE.sub("", text[token.start : token.end])
    return token._replace(word=POSSESSIVE.sub("", token.word), end=token.start + len(bare))


def _without_last_little(text: str) -> str:
    """A text without what stands in front of a name: with, in, «у»."""
    *words, last = text.split() or [""]
    return " ".join(words) if last.lower() in FUNCTION_WORDS else text


def _span(text: str, words: Sequence[Token], name: str) -> tuple[int, int] | None:
    """Where a text says a name, or a part of it that is none but a name."""
    for run in _runs(words, name):
        start, end = run[0].start, run[-1].end
        if any(is_name(token.word) and not may_be_thing(text[token.start : token.end]) for token in run):
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


def _find(text: str, words: Sequence[Token], name: str) -> _Said | None:
    for run in _runs(words, name):
        start, end = run[0].start, run[-1].end
        said = text[start:end]
        if not read_query(said).is_person(name) or not _is_of_name(text, run, name):
            continue
        by = by_before(text[:start], said)
        whole = len(run) > 1 and (is_surname(run[0].word, run[-1].word) or read_query(name).is_person(said))
        if by is not None and not whole and _goes_on(text, words, run):
            continue
        if by is not None or whole or TOOK.match(text, end) or (len(run) == 1 and is_author(text, words, run[0], name)):
            return _Said(name, start, end, Place(*with_took(text, start, end, by), name))
    return _find_possessive(text, words, name)


def _find_possessive(text: str, words: Sequence[Token], name: str) -> _Said | None:
    """The name with 's: all of it, a Russian surname, or any part of it in front of "photos"."""
    for number, token in enumerate(words):
        said = POSSESSIVE.sub("", text[token.start : token.end])
        if token.end - token.start == len(said):
            continue
        bare = token._replace(word=POSSESSIVE.sub("", token.word), end=token.start + len(said))
        is_of_pictures = number + 1 < len(words) and PICTURE.fullmatch(words[number + 1].word)
        for run in _runs([*words[max(number - LONGEST + 1, 0) : number], bare], name):
            if run[-1] is not bare or not read_query(text[run[0].start : bare.end]).is_person(name):
                continue
            is_all = len(run) > 1 and read_query(name).is_person(text[run[0].start : bare.end])
            is_russian = is_surname(bare.word) or _LATIN_SURNAME.fullmatch(bare.word)
            if (is_all or is_of_pictures or (is_russian and not is_given(text, bare))) and _is_of_name(text, run, name):
                return _Said(name, run[0].start, bare.end, Place(run[0].start, token.end, name))
    return None


def _goes_on(text: str, words: Sequence[Token], run: Sequence[Token]) -> bool:
    """Whether another name follows: "by Anna Zimmer" is not by Anna Petrova."""
    behind = [token for token in words if token.start >= run[-1].end][:1]
    return not run[-1].ends_clause and any(
        is_name(token.word) and (text[token.start].isupper() or is_surname(token.word)) for token in behind
    )


def _runs(words: Sequence[Token], name: str) -> Iterator[Sequence[Token]]:
    """Words beside each other, as many as the name has at most, without little ones that it does not have."""
    little = FUNCTION_WORDS.difference(fold(name).split())
    for length in range(min(LONGEST, len(words), len(re.findall(r"[^\W_]+", name))), 0, -1):
        for first in range(len(words) - length + 1):
            run = words[first : first + length]
            is_joined = not any(token.ends_clause for token in run[:-1])
            if is_joined and little.isdisjoint(token.word for token in run):
                yield run

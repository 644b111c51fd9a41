"""Words that say that a picture shows a minor, in all their forms and disguises."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from sys import maxsize
from typing import Literal, NamedTuple

from imgsearch.minors.words.ages import find_ages, find_personal_ages
from imgsearch.minors.words.compounds import compound_form
from imgsearch.minors.words.context import is_aged_thing, is_harmless
from imgsearch.minors.words.disguise import (
    SEAM,
    broken_words,
    disguised_words,
    space_names,
    spaced_words,
    split_names,
)
from imgsearch.minors.words.forms import Form, certain_forms, doubtful_forms, unspaced_forms, whole_forms
from imgsearch.minors.words.garbled import mend
from imgsearch.minors.words.idioms import find_idioms
from imgsearch.minors.words.normal import Word, is_cyrillic, normalize, words
from imgsearch.minors.words.patterns import TRIGGER_LETTERS
from imgsearch.minors.words.phrases import find_emoji, find_phrases
from imgsearch.minors.words.surnames import is_surname, may_be_surname

Language = Literal["en", "ru"]
DEFAULT_LANGUAGES: tuple[Language, ...] = ("en", "ru")


class Term(NamedTuple):
    """A word that is evidence."""

    lemma: str
    form: str
    """As it stands in the normalised text."""
    start: int
    end: int
    """Place in the normalised text."""
    language: str
    """Code of ISO 639-1."""


def find_terms(text: str) -> list[Term]:
    """Find the words of a text that stand for minors.

    Whole words count, in any case, with or without accents, possessive or not; a cowboy is not a boy, a baby elephant
    is not a baby, a statue of a boy and "no kids" show none. Digits and signs may stand for letters, letters may stand
    apart or run into the next word. Ages under 18 count unless a dog or a whisky has them. Names of files and tags are
    read like any text.

    Args:
        text: a caption, a name or a query, of any length and content.

    Returns:
        Terms in the order of the text.
    """
    normalized = normalize(text)
    terms = _find_split(text, normalized)
    if not terms and (mended := mend(text)) != text:
        # Nobody can tell which of the letters they were.
        found = _find_split(mended, normalize(mended))
        terms = list(dict.fromkeys(term._replace(start=0, end=len(normalized)) for term in found))
    return sorted(terms, key=lambda term: term.start)


def mentions_minors(text: str) -> bool:
    """Whether a text speaks of minors."""
    return bool(find_terms(text))


def detect_language(text: str) -> Language:
    """``ru`` when more letters are Cyrillic than not, else ``en``."""
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    return "ru" if 2 * sum(map(is_cyrillic, letters)) > len(letters) else "en"


@lru_cache(maxsize=1)
def lexicon_revision() -> str:
    """Changes with the words and with the rules: it is made of every file that takes part."""
    package = files("imgsearch")
    folders = ("minors/words", "minors/words/lexicons", "minors/words/vocabulary")
    parts = [part for folder in folders for part in (package / folder).iterdir()]
    parts.append(package / "cyrillic.py")
    contents = sorted(part.read_bytes() for part in parts if part.name.endswith((".py", ".txt")))
    return sha256(b"".join(contents)).hexdigest()[:12]


def _find_split(text: str, normalized: str) -> list[Term]:
    terms = list(_find(text, normalized))
    found = {(term.lemma, term.start) for term in terms}
    for split in split_names(text):
        for term in _find(split, normalize(split)):
            start = term.start - normalize(split).count(SEAM, 0, term.start)
            form = term.form.replace(SEAM, "")
            moved = term._replace(form=form, start=start, end=start + len(form))
            if (moved.lemma, start) not in found and normalized.startswith(form, start):
                found.add((moved.lemma, start))
                terms.append(moved)
    return terms


def _find(text: str, normalized: str) -> Iterator[Term]:
    spaced = space_names(normalized)
    found = words(spaced)
    plain = [*_plain(text, found, spaced), *_phrases(text, found, spaced)]
    if plain:
        idioms = find_idioms(spaced)
        plain = [term for term in plain if not _is_inside(term, idioms)]
    seen = {(term.start, term.end) for term in plain}
    # Nobody writes so by accident: what stands around it excuses nothing.
    for word in (*disguised_words(normalized), *spaced_words(spaced, certain_forms())):
        term = _certain(word)
        if term is not None and (term.start, term.end) not in seen:
            plain.append(term)
    for term in plain:
        yield term._replace(form=normalized[term.start : term.end])


def _is_inside(term: Term, places: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the places, which are in order and apart, holds the term."""
    following = bisect_right(places, (term.start, maxsize))
    return following > 0 and term.end <= places[following - 1][1]


def _plain(text: str, found: Sequence[Word], spaced: str) -> Iterator[Term]:
    certain, doubtful = certain_forms(), doubtful_forms()
    meant: dict[str, Form | None] = {}
    surnames: dict[str, bool] = {}
    for index, word in enumerate(found):
        for spelling in word.spellings:
            form = certain.get(spelling)
            if form is None and spelling in doubtful:
                if spelling not in meant:
                    held = frozenset(each.form for each in found)
                    meant[spelling] = next((each for each in doubtful[spelling] if each.counts_in(text, held)), None)
                form = meant[spelling]
            form = form or compound_form(spelling)
            if form is not None:
                if word.form not in surnames and may_be_surname(spelling):
                    surnames[word.form] = is_surname(word.form, text)
                if not surnames.get(word.form) and not is_harmless(form.lemma, found, index, spaced):
                    yield _term(form, word)
                break
    for index, word in broken_words(found, spaced, whole_forms()):
        term = _certain(word)
        if term is not None and not is_harmless(term.lemma, found, index, spaced):
            yield term


def _phrases(text: str, found: Sequence[Word], spaced: str) -> Iterator[Term]:
    beginnings = {word.form[:TRIGGER_LETTERS] for word in found}
    for phrase in find_phrases(spaced, beginnings):
        yield Term(*phrase)
    ages = [age for age in find_ages(spaced, beginnings) if not is_aged_thing(found, age.start, age.end, spaced)]
    end = 0
    for age in sorted([*ages, *find_personal_ages(spaced, beginnings)], key=lambda age: (age.start, -age.end)):
        if age.start >= end:  # "at age 9" holds "age 9"
            end = age.end
            yield Term(*age)
    if not spaced.isascii():
        for phrase in find_emoji(spaced, detect_language(text)):
            yield Term(*phrase)
        for match in _unspaced().finditer(spaced):
            form = unspaced_forms()[match.group()]
            yield Term(form.lemma, match.group(), *match.span(), form.language)


def _certain(word: Word) -> Term | None:
    forms = certain_forms()
    return next((_term(forms[spelling], word) for spelling in word.spellings if spelling in forms), None)


def _term(form: Form, word: Word) -> Term:
    return Term(form.lemma, word.form, word.start, word.end, form.language)


@lru_cache(maxsize=1)
def _unspaced() -> re.Pattern[str]:
    return re.compile("|".join(sorted(unspaced_forms(), key=len, reverse=True)))

"""Places and given names that go by different words: Москва is Moscow, «в Питере» in Petersburg, Михаил Michael."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from imgsearch.rescoring.russian import russian_lexicon

#: A line of them is a place, or a given name, by all its names, the English ones first, of which one is not the other
#: in other letters.
PLACES, GIVEN_NAMES = "places.txt", "given_names.txt"
#: Last letters of a Russian name -> the endings of its cases, "_" for none. Its stem will not do: of Куба it is a cube.
_CASES = {
    "ский": "ский ского скому ским ском ская ской скую ское ские ских скими",
    "аи": "аи аев аям аями аях",
    "а": "а ы и е у ой ою",
    "я": "я и ю е ей ею",
    "ы": "ы _ ам ами ах",
    "ь": "ь и я ю ью е ем",
    "й": "й я ю ем е",
    **dict.fromkeys("оиеу", ""),
}
_OF_CONSONANTS = "_ а у ом ем е"


def places_named(word: str) -> tuple[str, ...]:
    """The places and given names of the lists that a word may mean, each by its first name; in Russian in any case."""
    return _places()[0].get(word, ())


def names_of(place: str) -> tuple[str, ...]:
    """A place or given name of the lists, given its first name, by all its names in every case."""
    return _places()[1][place]


def is_place(word: str) -> bool:
    """Whether a word may mean a place, not only somebody's name."""
    return not _given_names().issuperset(places_named(word))


def is_no_thing(word: str) -> bool:
    """Whether a Russian word is a place and nothing else that is listed."""
    return word not in russian_lexicon().words and not word.isascii() and bool(places_named(word))


@lru_cache(maxsize=1)
def _places() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Each word -> the places that it may name; each place -> all its names."""
    named: dict[str, list[str]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for first, *others in (*_read(PLACES), *_read(GIVEN_NAMES)):
        every = dict.fromkeys(form for name in (first, *others) for form in _forms(name))
        names[first] = tuple(every)
        for form in every:
            named.setdefault(form, []).append(first)
    return {word: tuple(each) for word, each in named.items()}, names


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    return frozenset(first for first, *_ in _read(GIVEN_NAMES))


@cache
def _read(file: str) -> tuple[tuple[str, ...], ...]:
    lines = (files("imgsearch.rescoring") / file).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines)


def _forms(place: str) -> list[str]:
    """A name, a Russian one in its cases, but those that are other words."""
    if place.isascii():
        return [place]
    end = next((end for end in _CASES if place.endswith(end)), "")
    cases = _CASES[end] if end else _OF_CONSONANTS
    forms = (place[: len(place) - len(end)] + case.strip("_") for case in cases.split())
    return [place, *(form for form in forms if form != place and form not in russian_lexicon().words)]

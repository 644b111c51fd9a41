"""Names of people and places in the other alphabet: Анна Соколова is Anna Sokolova, Москва is Moscow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from imgsearch.letters import loosen, to_cyrillic_name, to_latin
from imgsearch.rescoring.bilingual import is_listed
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.words import CYRILLIC, is_counted, stem_word

#: A line of it is a place by all its names, in English and in Russian, of which one is not the other in other letters.
FILE = "places.txt"
#: From so many letters on, what begins with a stem is looked for; of a shorter one, it with these endings.
LONG = 4
ENDINGS = ("", "a", "ia", "iia", "iya", "ya", "ja", "ija", "y", "iy", "i", "ii", "n", "na", "nya")
LATIN, RUSSIAN = "latin", "russian"
Keys = frozenset[str]


class Spellings(NamedTuple):
    """How a name may be spelt in the other alphabet, as an index of stems has it."""

    beginnings: tuple[str, ...]
    wholes: tuple[str, ...]


def keys_of_query(word: str) -> Keys:
    """What a name has among its keys if it is this word of a query, in lower case, in the other alphabet."""
    other = LATIN if CYRILLIC.search(word) else RUSSIAN
    key = _key(word) if _may_be_name(word) else ""
    places = (f"place {stem}" for stem in _places().get(stem_word(word), ()))
    return frozenset((*([f"{other} {key}"] if key else ()), *places))


def keys_of_names(words: Iterable[str]) -> Keys:
    """Of the words of names, in lower case."""
    return frozenset(key for word in words for key in _keys(word))


def spell_in_other_letters(word: str) -> Spellings:
    """The same of a word of a query: for an index, which has no keys."""
    places = _places().get(stem_word(word), ())
    if not _may_be_name(word):
        return Spellings((), places)
    stems = to_latin(stem_word(word)) if CYRILLIC.search(word) else (stem_word(to_cyrillic_name(word)),)
    short = tuple(f"{stem}{ending}" for stem in stems if len(stem) < LONG for ending in ENDINGS)
    return Spellings(tuple(stem for stem in stems if len(stem) >= LONG), (*short, *places))


def _keys(word: str) -> Iterator[str]:
    letters = RUSSIAN if CYRILLIC.search(word) else LATIN
    yield f"{letters} {_key(word)}"
    yield f"place {stem_word(word)}"


def _key(word: str) -> str:
    """What spellings of one name have in common."""
    return loosen(stem_word(word if CYRILLIC.search(word) else to_cyrillic_name(word)))


def _may_be_name(word: str) -> bool:
    """Whether a word is none that captions have, and none that means a thing."""
    if CYRILLIC.search(word):
        return word not in russian_lexicon().words
    stem = stem_word(word)
    return len(word) > 1 and word.isalpha() and not is_counted(stem) and not is_listed(stem)


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, ...]]:
    """The stem of a place -> those of its other names."""
    lines = (files("imgsearch.rescoring") / FILE).read_text(encoding="utf-8").splitlines()
    named = [list(map(stem_word, line.split())) for line in lines]
    return {stem: tuple(other for other in stems if other != stem) for stems in named for stem in stems}

"""What a caption says of a thing: "a man with no shirt" denies the shirt, though it has the word; others name it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from imgsearch.asking.denial.somebody import SOMEBODY
from imgsearch.asking.denial.unwanted import find_unwanted, is_marked
from imgsearch.rescoring.asked import FUNCTION_WORDS
from imgsearch.rescoring.words import REMEMBERED_CAPTIONS, split_words, stem_word
from imgsearch.spelling import tidy

ARTICLES = frozenset(("a", "an", "the"))
#: Plurals of which a stemmer knows nothing.
SINGULAR = {"men": "man", "women": "woman", "geese": "goose", "mice": "mouse", "wolves": "wolf", "knives": "knife"}


class Said(NamedTuple):
    """What a caption says, as stems of its words."""

    denied: tuple[frozenset[str], ...] = ()
    """Of each thing that is not there."""
    rest: frozenset[str] = frozenset()
    """Of all other words; known only where something is denied."""


def denies(caption: str, text: str) -> bool:
    """Whether a caption says of what a text names that it is not there, and nowhere that it is.

    "No shirt" denies "red shirt" too, and "no shirt climbs a rock" denies "shirt": where a thing ends cannot be told
    for certain.

    Args:
        caption: as it was written.
        text: names a thing, in the caption's language.
    """
    said = _read(caption)
    if not said.denied:
        return False
    asked = stems_of(text)
    return any(thing <= asked or asked <= thing for thing in said.denied) and not asked <= said.rest


def names(caption: str, text: str) -> bool:
    """Whether a caption has the words of a text, one behind the other, in any inflected form.

    Args:
        caption: as it was written.
        text: names a thing, in the caption's language.
    """
    asked = _in_row(text)
    return bool(asked) and f" {asked} " in f" {_in_row(caption)} "


def names_somebody(caption: str) -> bool:
    """Whether a caption says that somebody is there, and not only that somebody is not."""
    said = _read(caption)
    return not SOMEBODY.isdisjoint(said.rest if said.denied else stems_of(caption))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _in_row(text: str) -> str:
    """The stems of a text in their order, without articles."""
    words = (SINGULAR.get(word, word) for word in split_words(text) if word not in ARTICLES)
    return " ".join(map(stem_word, words))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _read(caption: str) -> Said:
    if not is_marked(caption):
        return Said()
    text = tidy(caption)
    places = find_unwanted(text)
    rest = text
    for place in places:
        rest = place.blank(rest)
    return Said(tuple(filter(None, (stems_of(place.text) for place in places))), stems_of(rest))


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words, but those of little words."""
    return frozenset(stem_word(word) for word in split_words(text) if word not in FUNCTION_WORDS)

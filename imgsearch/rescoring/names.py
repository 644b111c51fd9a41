"""Names of people and places in the other alphabet: Анна Соколова is Anna Sokolova, Москва is Moscow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from imgsearch.letters import loosen, to_cyrillic_name, to_cyrillic_names, to_latin
from imgsearch.rescoring.bilingual import is_listed
from imgsearch.rescoring.places import is_place, names_of, places_named
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.russian_names import GIVEN, SURNAME, is_listed_name
from imgsearch.rescoring.words import CYRILLIC, is_counted, stem_word

#: From so many letters on, what begins with a stem is looked for; of a shorter one, it with these endings.
LONG = 4
ENDINGS = ("", "a", "ia", "iia", "iya", "ya", "ja", "ija", "y", "iy", "i", "ii", "n", "na", "nya")
#: What is shorter is not enough of a name.
SHORTEST = 3
#: Of Орлов the stem is "орл", of Орлова, Орлову, Орловым "орлов".
OF_SURNAME = re.compile(r"(.+[ое]в)(?:а|у|ым|е|ых|ыми|ы)")
#: Of a surname in the nominative.
SURNAME_ENDINGS = ("ов", "ев", "ёв", "ин", "ын")
VOWELS = "аеиоуыэюяй"
#: Letters of a name at most.
LONGEST = 40
LATIN, RUSSIAN = "latin", "russian"
Keys = frozenset[str]


class Spellings(NamedTuple):
    """How a name may be spelt in the other alphabet, as an index of stems has it."""

    beginnings: tuple[str, ...]
    wholes: tuple[str, ...]


def keys_of_query(word: str) -> Keys:
    """What a name has among its keys if it is this word of a query, in lower case, or the same place."""
    other = LATIN if CYRILLIC.search(word) else RUSSIAN
    keys = _keys(word) if may_be_name(word) else ()
    named = [f"{letters} whole {loosen(name)}" for name in _named(word) for letters in (LATIN, RUSSIAN)]
    return frozenset((*named, *(f"{other} {key}" for key in keys), *(f"place {place}" for place in places_named(word))))


def keys_of_names(words: Iterable[str]) -> Keys:
    """Of the words of names, in lower case."""
    return frozenset(key for word in words for key in _keys_of_name(word))


def spell_in_other_letters(word: str) -> Spellings:
    """The same of a word of a query: for an index, which has no keys."""
    stems = (stem_word(name) for place in places_named(word) for name in names_of(place))
    places = tuple(stem for stem in dict.fromkeys(stems) if stem != stem_word(word))
    if not may_be_name(word):
        return Spellings((), places)
    is_russian = CYRILLIC.search(word)
    begun = to_latin(_stem_name(word)) if is_russian else tuple(map(stem_word, to_cyrillic_names(word)))
    endings = ENDINGS if is_russian else ("",)
    short = tuple(f"{stem}{ending}" for stem in begun if 1 < len(stem) < LONG for ending in endings)
    named = (stem_word(name) for name in _named(word))
    return Spellings(tuple(stem for stem in begun if len(stem) >= LONG), (*short, *places, *named))


def _keys_of_name(word: str) -> Iterator[str]:
    if len(word) > LONGEST:
        return
    letters = RUSSIAN if CYRILLIC.search(word) else LATIN
    for key in _keys(word, is_thing=letters == RUSSIAN and word in russian_lexicon().words):
        yield f"{letters} {key}"
    for place in places_named(word):
        yield f"place {place}"


def _keys(word: str, *, is_thing: bool = False) -> Iterator[str]:
    """What spellings of one name have in common: as it is, and in any case.

    What is a place is not looked for in any case, since what is left of Россия is Ross; nor is a thing, of which as
    much may be left as of a name.
    """
    whole = word if CYRILLIC.search(word) else to_cyrillic_name(word)
    yield f"whole {loosen(whole)}"
    if not is_thing and not is_place(word):
        yield loosen(_stem_name(whole))


def _named(word: str) -> Iterator[str]:
    """Who is meant by a Russian name in another case whose stem is another one: Орлова is what Орлов has taken.

    And by a surname whose stem is that of a thing, which is no part of it.
    """
    if not may_be_name(word):
        return
    if has_stem_of_thing(word):
        yield word
    if (found := OF_SURNAME.fullmatch(word)) is not None:
        yield found[1]
    if (name := GIVEN.get(word)) is not None:
        yield name


def _stem_name(word: str) -> str:
    """The stem of a Russian name; it would be too short of Елена, of which the stem is what "el" has."""
    stem, without_vowels = stem_word(word), word.rstrip(VOWELS)
    return without_vowels if len(stem) < SHORTEST <= len(without_vowels) else stem


def has_stem_of_thing(word: str) -> bool:
    """Whether a Russian word looks like a surname, and has the stem of a thing but is none: Волков that of wolves."""
    lexicon = russian_lexicon()
    return word.endswith(SURNAME_ENDINGS) and word not in lexicon.words and stem_word(word) in lexicon.stems


def is_name(word: str) -> bool:
    """Whether a word may be a name and no form of a word for a thing; endings tell of surnames, a list of others."""
    if not may_be_name(word):
        return False
    return SURNAME.fullmatch(word) is not None or is_listed_name(word) or stem_word(word) not in russian_lexicon().stems


def may_be_name(word: str) -> bool:
    """Whether a word is none that captions have, and none that means a thing."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return False
    if CYRILLIC.search(word):
        return word not in russian_lexicon().words
    stem = stem_word(word)
    return not is_counted(stem) and not is_listed(stem)

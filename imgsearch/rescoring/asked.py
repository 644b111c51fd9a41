"""A query by its words, and how much of it a title, a tag or a name says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from imgsearch.rescoring.bilingual import Group, in_other_language
from imgsearch.rescoring.names import Keys, has_stem_of_thing, is_name, keys_of_names, keys_of_query
from imgsearch.rescoring.places import is_place
from imgsearch.rescoring.words import CYRILLIC, REMEMBERED_CAPTIONS, WORD, rarity, read_words, stem_word
from imgsearch.spelling import fold, spell

#: Words that only join others; what is rare in captions says much, and these are never in captions of ours.
JOINING = frozenset(
    "а без в во для до его ее её за и из или их к как ко ли на над не о об от по под при про с со у что это".split()
)
#: Words that no picture shows.
FUNCTION_WORDS = JOINING | frozenset(
    "a an the of and or but nor not no if as at by for from in into is it its on onto so than that this these those to "
    "was were are be been with without then too very also just only there here he she they we you what which who "
    "но же бы ли то эта этот эти был была было были он она оно они мы вы ты безо для тоже также только очень вот там "
    "тут здесь нет ни".split()
)
#: In front of a name, which is the same without it; "saint" only where it is a place's.
SAINTS = frozenset(("st", "saint", "санкт"))
#: Small words in one alphabet are names in the other only by chance: "na more" is not «кот на окне».
NO_NAMES = FUNCTION_WORDS | SAINTS
#: What a firm is by law, which nobody says: ООО «Ромашка» is Ромашка.
LEGAL_FORMS = frozenset("ооо оао зао пао ао ип тоо чп llc ltd inc gmbh".split())
#: What is left of a shorter stem may be another word's: "осень" would be a wasp's.
SHORTEST_STEM = 4
#: Nothing weighs nothing.
MARGIN = 1e-4
NONE: frozenset[str] = frozenset()


class Asked(NamedTuple):
    """A query by its words."""

    rarity: dict[str, float]
    """stem -> how much it says."""
    total: float
    name: str
    """The whole of it, as names are compared."""
    forms: frozenset[str]
    """All that may say any of its words; most texts have none of it."""
    others: tuple[Group, ...]
    """Its words and names that can be said in the other language."""
    other_forms: frozenset[str]
    """All that may say any of those."""
    keys: dict[str, Keys]
    """stem -> by which it is known in a name in other letters."""
    all_keys: Keys
    things: tuple[str, ...]
    """The stems of its words that some picture may show."""
    names: frozenset[str]
    """The stems of those that may be names and mean no thing."""

    def is_name(self, said: str) -> bool:
        """Whether it is all of a title, a tag or a place, in any form and letters; of names a part is enough."""
        return self._is_whole(said, self.known(read_caption(said), names=read_names((said,))))

    def is_person(self, name: str) -> bool:
        """The same of somebody's name."""
        return self._is_whole(name, self.known_of_person(name))

    def is_called(self, said: Sequence[str], people: Sequence[str]) -> bool:
        """Whether it is any of some titles, tags and places, or of some people's names."""
        return any(map(self.is_name, said)) or any(map(self.is_person, people))

    def known_of_person(self, name: str) -> set[str]:
        """The stems of its words that somebody's name has.

        None where these are things alone, and not all of the name: who asks for roses is not asking for Rose Brown.
        """
        stems, names = read_person(name)
        if self.forms.isdisjoint(stems) and self.all_keys.isdisjoint(names):
            return set()
        said = self.known(stems, names=names)
        return said if not self.names.isdisjoint(said) or self._has_all(name, said) else set()

    def _is_whole(self, name: str, said: set[str]) -> bool:
        is_said = bool(self.things) and said.issuperset(self.things)
        # The letter of O'Neil is no thing.
        words = {thing for thing in self.things if len(thing) > 1}
        are_names = bool(words) and self.names.issuperset(words)
        return is_said and (are_names or self._has_all(name, said))

    def _has_all(self, name: str, said: set[str]) -> bool:
        """Whether no word of a name is left over."""
        named = [word for word in _things(words_of(name)) if word not in LEGAL_FORMS]
        return len(said.intersection(self.things) - _legal_stems()) == len(named)

    def share(self, stems: frozenset[str], things: frozenset[str] = NONE, names: Keys = NONE) -> float:
        """How much of it some stems say, 0..1."""
        return self.weigh(self.known(stems, things, names))

    def weigh(self, said: set[str]) -> float:
        """How much of it some of its stems are, 0..1."""
        return sum(weight for stem, weight in self.rarity.items() if stem in said) / max(self.total, MARGIN)

    def known(self, stems: frozenset[str], things: frozenset[str] = NONE, names: Keys = NONE) -> set[str]:
        """Its stems that are said by others; by those of things in either language, and by names in other letters."""
        other = set[str]() if self.other_forms.isdisjoint(things) else self._said_otherwise(things)
        if not self.all_keys.isdisjoint(names):
            other |= {stem for stem, keys in self.keys.items() if not keys.isdisjoint(names)}
        if self.forms.isdisjoint(stems):
            return other
        return other | {stem for stem in self.rarity if not stems.isdisjoint(_forms(stem))}

    def _said_otherwise(self, things: frozenset[str]) -> set[str]:
        """The stems of what things say in the other language."""
        said = [group.stems for group in self.others if any(things.issuperset(other) for other in group.others)]
        return {stem for stems in said for stem in stems}


@lru_cache(maxsize=1)
def _legal_stems() -> frozenset[str]:
    return frozenset(map(stem_word, LEGAL_FORMS))


@lru_cache(maxsize=256)
def read_query(query: str) -> Asked:
    """What a text asks for, word by word."""
    words = words_of(query)
    stems = list(map(stem_word, words))
    weights = {stem: rarity(stem) for stem in sorted(set(stems))}
    forms = frozenset(form for stem in weights for form in _forms(stem))
    others = tuple(in_other_language(stems))
    other_forms = frozenset(stem for group in others for other in group.others for stem in other)
    by_word = ((stem, keys_of_query(word)) for stem, word in zip(stems, words, strict=True) if word not in NO_NAMES)
    keys = {stem: found for stem, found in by_word if found}
    all_keys = frozenset(key for found in keys.values() for key in found)
    things = _things(words)
    return Asked(
        weights,
        sum(weights.values()),
        as_name(query),
        forms,
        others,
        other_forms,
        keys,
        all_keys,
        tuple(map(stem_word, things)),
        frozenset(stem_word(word) for word in things if is_name(word)),
    )


def _things(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in FUNCTION_WORDS]


def words_of(text: str) -> list[str]:
    """The words of a query or a name, in lower case, but those that only join others."""
    words = [word for word in WORD.findall(plain(text)) if word not in JOINING]
    return [
        word
        for word, after in zip_longest(words, words[1:], fillvalue="")
        if word not in SAINTS or (word == "saint" and not is_place(after))
    ]


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def read_names(names: tuple[str, ...]) -> Keys:
    """By which the words of names are known in other letters and cases."""
    words = (word for name in names for word in WORD.findall(plain(name)))
    return keys_of_names(word for word in words if word not in NO_NAMES)


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def read_person(name: str) -> tuple[frozenset[str], Keys]:
    """The stems of somebody's name, but such as things have; and by which it is known in other letters and cases."""
    words = [word for word in WORD.findall(plain(name)) if word not in FUNCTION_WORDS and not has_stem_of_thing(word)]
    return frozenset(stem for word in words for stem in read_caption(word)), read_names((name,))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def read_caption(caption: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(form for stem in read_words(plain(caption)).rarity for form in _forms(stem))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def _forms(stem: str) -> tuple[str, ...]:
    """A stem, and where it is Russian its own: Snowball cuts "тумане" to "туман", but "туман" to "тума"."""
    shorter = stem_word(stem) if CYRILLIC.search(stem) else stem
    return (stem, shorter) if len(shorter) >= SHORTEST_STEM else (stem,)


def as_name(text: str) -> str:
    """As whole names are compared."""
    return plain(text).casefold()


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def plain(text: str) -> str:
    """Whoever leaves accents out means the same name."""
    return fold(spell(text))

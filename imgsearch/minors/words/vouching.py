"""Whether a caption may speak against what a classifier of pictures suspects.

It may where it is in a language whose words are known, English or Russian, and says who is there: adults, or a scene
without people. A word that leaves the age open, or one that is not known, takes the vote away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from imgsearch.minors.words.lexicon import Language, detect_language, find_terms
from imgsearch.minors.words.normal import normalize
from imgsearch.rescoring.words import is_counted, stem_word

_TOKEN = re.compile(r"[^\W_]+")
#: A name of a file describes nothing, whatever its words are.
_FILE_NAME = re.compile(r"[_/\\]|\.[a-z]{3,4}\s*$", re.IGNORECASE)
LONGEST_TEXT = 2_000
#: Adults that are other words in other languages, or a title, if nothing stands beside them.
_ALONE_UNCLEAR = frozenset(
    {"man", "men", "cook", "officer", "marine", "king", "queen", "judge", "pilot", "пара", "политик"}
)
#: "A couple of dogs" are no couple.
_COUPLE = frozenset({"couple", "couples", "пара", "пары"})
#: What a caption counts people in.
_SETS = frozenset({"group", "groups", "crowd", "line", "pair", "trio", "team"})
_OF_AGE = frozenset({"old", "older", "elderly", "adult", "aged", "bearded", "bald", "pregnant", "retired", "senior"})
_SOMEBODY = frozenset({"person", "people", "persons", "couple", "male", "female", "guy", "guys"})


@dataclass(frozen=True)
class Vocabulary:
    """Words that captions of a language are made of."""

    kinds: dict[str, frozenset[str]]
    """By what they say: adults, open, animals, scene, absent, describing, joining and others."""
    beginnings: dict[str, tuple[str, ...]]
    """The same, where all words that begin so are meant."""

    def has(self, kind: str, word: str) -> bool:
        """Whether a word is of a kind."""
        return word in self.kinds.get(kind, ()) or word.startswith(self.beginnings.get(kind, ()))

    def knows(self, word: str) -> bool:
        """Whether it is a word of the language at all."""
        return any(self.has(kind, word) for kind in self.kinds)


def vouches(text: str) -> bool:
    """Whether a caption says in a known language who is there, and that it is no minor.

    Args:
        text: a caption of one picture, of any length and content.

    Returns:
        True for "two women on a bench" and for "an empty street"; False for "a person", "IMG 0042", a text in another
        language, and whatever speaks of minors.
    """
    if len(text) > LONGEST_TEXT or _FILE_NAME.search(text) or find_terms(text):
        return False
    language = detect_language(text)
    words = _TOKEN.findall(normalize(text))
    vocabulary = read_vocabulary(language)
    if not words or not all(_is_known(word, language, vocabulary) for word in words):
        return False
    return _names_adults(words, vocabulary) or _is_scene(words, vocabulary)


def _names_adults(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether adults are named, and nobody else: a word that leaves the age open takes the vote away."""
    adults = 0
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        following = words[index + 1 : index + 4]
        if word in _COUPLE and ("of" in following[:1] or before in ("young", "little")):
            continue
        if (word in _SOMEBODY and before in _OF_AGE) or vocabulary.has("adults", word):
            adults += 1
        elif vocabulary.has("kids-near", word) or (
            vocabulary.has("open", word) and not _is_of_adults(word, following, vocabulary)
        ):
            return False
    if len(words) == 1 and words[0] in _ALONE_UNCLEAR:
        return False
    return adults > 0


def _is_of_adults(word: str, following: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Another man, a group of older women."""
    if word in _SETS:
        return following[:1] == ["of"] and any(vocabulary.has("adults", other) for other in following)
    return word == "another" and any(vocabulary.has("adults", other) for other in following[:1])


def _is_scene(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether something is described and nobody is: the thing comes first, before what it does."""
    first = next((place for place, word in enumerate(words) if _is_thing(word, vocabulary)), None)
    if first is None:
        return False
    animals = vocabulary.has("animals", words[first])
    for place, word in enumerate(words):
        of_animal = animals and place > first and vocabulary.has("of-animals", word)
        if not of_animal and any(vocabulary.has(kind, word) for kind in ("adults", "open", "absent")):
            return False
    if any(word.endswith("ing") and not vocabulary.has("describing", word) for word in words[:first]):
        return False
    described = any(vocabulary.has("describing", word) for word in words[:first])
    return described or any(vocabulary.has("joining", word) for word in words)


def _is_thing(word: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.has("animals", word) or vocabulary.has("scene", word)


def _is_known(word: str, language: Language, vocabulary: Vocabulary) -> bool:
    if word.isdecimal():
        return len(word) <= 2
    if vocabulary.knows(word):
        return True
    return language == "en" and word.isascii() and is_counted(stem_word(word))


@lru_cache(maxsize=2)
def read_vocabulary(language: Language) -> Vocabulary:
    """The words of a language, read once."""
    content = (files("imgsearch.minors.words") / "vocabulary" / f"{language}.txt").read_text(encoding="utf-8")
    kinds: dict[str, set[str]] = {}
    kind = ""
    for line in content.splitlines():
        if line.startswith("@"):
            kind = line[1:]
            kinds[kind] = set()
        elif not line.startswith("#"):
            kinds[kind].update(line.split())
    return Vocabulary(
        {kind: frozenset(word for word in listed if not word.endswith("*")) for kind, listed in kinds.items()},
        {kind: tuple(word[:-1] for word in listed if word.endswith("*")) for kind, listed in kinds.items()},
    )

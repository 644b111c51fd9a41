"""Misspelt Russian words put right by those whose English captions have, in whatever form they were typed."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.edits import edits
from imgsearch.asking.no_mistakes import NO_MISTAKES
from imgsearch.rescoring.places import is_place
from imgsearch.rescoring.russian import Lexicon, russian_lexicon
from imgsearch.rescoring.words import CYRILLIC, rarity, stem_word, stems

#: Letters of a stem of which some can be told to be wrong; below SURE a wrong one is often another word, but where it
#: sounds the same or two have changed places. Two may be wrong from LONG on, or where they sound the same.
SHORTEST, SURE, LONG = 3, 6, 8
#: In the captions of fewer pictures a word is hardly what was meant.
FEWEST = 5
#: Letters that sound the same where no stress is, or at the end: of mistakes the likeliest.
_ALIKE = ("оа", "эяеи", "сз", "тд", "пб", "кг", "фв", "щжш")
_SPELT = (("жы", "жи"), ("шы", "ши"), ("цы", "ци"))
_LETTERS = re.compile(r"(?<!\w)[а-яё]+(?!\w)")
#: What is typed in front for another letter.
_FIRST = frozenset("ао оа еи ие эе еэ".split())


def mend_russian(word: str, *, for_sure: bool = False) -> str:
    """The word that a misspelt one is nearest to, with its ending; itself where it is known or none is near.

    Args:
        word: in lower case.
        for_sure: leaves alone what may be another word: letters that sound otherwise are wrong.
    """
    lexicon, own = russian_lexicon(), stem_word(word)
    if not CYRILLIC.search(word) or len(own) < SHORTEST or not word.startswith(own) or _is_known(lexicon, word, own):
        return word
    farthest = 2 if len(own) >= SURE else 1
    near = [
        (distance, not _sounds_like(own, stem), rarity(english), stem)
        for stem, english in _asked_for().items()
        if abs(len(stem) - len(own)) <= farthest
        and (stem[0] == own[0] or own[0] + stem[0] in _FIRST)
        and (distance := edits(own, stem, farthest)) <= farthest
        and (_is_sure(own, stem) or (not for_sure and _is_near(own, distance)))
    ]
    return _with_ending(min(near)[-1], word.removeprefix(own)) if near else word


def _is_sure(own: str, stem: str) -> bool:
    return _sounds_like(own, stem) or (len(own) > SHORTEST and sorted(own) == sorted(stem))


def _is_near(own: str, distance: int) -> bool:
    return len(own) >= LONG or (len(own) >= SURE and distance < 2)


def is_misspelt_russian(text: str) -> bool:
    """Whether a text has a Russian word that is surely none, and can be put right."""
    return any(mend_russian(word, for_sure=True) != word for word in _LETTERS.findall(text.lower()))


def mend_words(text: str) -> str:
    """A text in lower case, whose Russian words are put right."""
    return _LETTERS.sub(lambda match: mend_russian(match[0]), text.lower())


def _with_ending(stem: str, ending: str) -> str:
    """A word of a stem, with the ending that was typed where that is one."""
    return stem + ending if stem_word(stem + ending) == stem else _words().get(stem, stem)


def _is_known(lexicon: Lexicon, word: str, stem: str) -> bool:
    listed = word in lexicon.words or stem in lexicon.stems or any(stem in name for name in lexicon.names)
    return listed or stem in NO_MISTAKES or is_place(word)


def _sounds_like(word: str, other: str) -> bool:
    """Whether letters alone differ that sound the same, or one stands twice."""
    return _sound(word) == _sound(other)


def _sound(word: str) -> str:
    for wrong, right in _SPELT:
        word = word.replace(wrong, right)
    for alike in _ALIKE:
        for letter in alike[:-1]:
            word = word.replace(letter, alike[-1])
    return "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Stem -> the first word of it that is listed."""
    found: dict[str, str] = {}
    for word in russian_lexicon().words:
        found.setdefault(stem_word(word), word)
    return found


@lru_cache(maxsize=1)
def _asked_for() -> dict[str, str]:
    """Stem of each Russian word that captions have in English often enough -> of the English one."""
    counts = stems()
    counted = russian_lexicon().counted
    return {
        stem: english for stem, english in counted.items() if len(stem) >= SHORTEST and counts.get(english, 0) >= FEWEST
    }

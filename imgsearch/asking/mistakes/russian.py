"""Misspelt Russian words: written as they sound, «виласипед», and with slips of the fingers, «собкаа»."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from imgsearch.asking.mistakes.english import FEWEST, edits
from imgsearch.encoders import load_vocabulary
from imgsearch.rescoring.bilingual import is_listed
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.russian_names import is_like_surname, is_listed_name
from imgsearch.rescoring.words import rarity, stem_word, stems

#: A misspelt word has so many letters. Below SURE_OF_ONE a single wrong letter is often another word, but where it
#: sounds the same or two stand in the wrong order; from LONG on two may be wrong, one of which sounds the same.
SHORTEST, SURE_OF_ONE, LONG = 4, 5, 8
#: By how much the logarithm of its probability must exceed that of what was typed: words that are listed nowhere are
#: mostly words. Chosen by mistakes made in frequent words, and by listed words that were taken for unlisted ones.
LIKELIER, AS_LIKELY = 6.0, -5.0
#: The same of a word for each of its letters: "khokhloma" gives one that is likelier, "hornbill" and "giraf" do not.
LIKELY_LETTER = -5.0
_VOICED = str.maketrans("бвгджз", "пфктшс")
#: Vowels without stress, and letters that only change others.
_ALIKE = str.maketrans("оеэяый", "аиииии", "ьъ")
_DULL = re.compile(r"[бвгджз](?=[бвгджзь]*(?:[пфктшсхцчщ]|$))")
_DOUBLED = re.compile(r"(.)\1+")
#: No form of a word ends so.
_NO_ENDING = re.compile("[гкх](?:ей|[ыяю])$|[жшчщ][ыяюэ]$")


class _Listed(NamedTuple):
    """Words, or stems of words."""

    by_sound: dict[str, list[str]]
    by_letter: dict[str, list[str]]
    """By the first letter."""


def mend_russian(word: str) -> str:
    """The Russian word that a misspelt one is nearest to; itself where it is known or none is near.

    Args:
        word: in lower case.
    """
    plain = word.replace("ё", "е")
    if len(plain) < SHORTEST or is_known(plain):
        return word
    likely = _likelihood(plain)
    for distance, _, other in sorted(_near(plain)):
        if distance and is_like_surname(plain):
            break
        if _likelihood(other) - likely >= (LIKELIER if distance else AS_LIKELY):
            return other
    return word


def is_known(word: str) -> bool:
    """Whether a word, with е for ё, or another form of it is listed, is a frequent one, or may be a name."""
    lexicon, stem = russian_lexicon(), stem_word(word)
    if word in lexicon.words or is_listed_name(word):
        return True
    if not _NO_ENDING.search(word) and (stem in lexicon.stems or is_listed(stem)):
        return True
    return load_vocabulary().likelihood(word)[1] == 1


def as_heard(word: str) -> str:
    """A word that was put into Russian letters one by one, as it is spelled where that is listed: пельмени of пелмени.

    Args:
        word: in lower case. Latin letters leave open whether it ends in ы or in ый, and have no soft sign.
    """
    listed = russian_lexicon().words
    short = word.removesuffix("й") if word.endswith("ый") else word
    exact = next((other for other in (word, short, f"{word}ь") if other in listed), None)
    if exact is None and (mended := mend_russian(word)) in listed:
        exact = mended
    return exact or (short if stem_word(short) in russian_lexicon().stems else word)


def is_likely(word: str) -> bool:
    """Whether a word may be Russian: one that is known, or whose pieces are about as frequent as those of others."""
    plain = word.replace("ё", "е")
    return is_known(plain) or is_like_surname(plain) or _likelihood(plain) >= LIKELY_LETTER * len(plain)


def sound(word: str) -> str:
    """How a word sounds, roughly: unstressed vowels, voiced consonants before others and doubled letters are one."""
    return _DOUBLED.sub(r"\1", _DULL.sub(lambda match: match[0].translate(_VOICED), word).translate(_ALIKE))


def _near(word: str) -> Iterator[tuple[int, float, str]]:
    """Words that are near, with how many letters are wrong and how rare what they name is in captions."""
    lexicon, (words, listed_stems), stem = russian_lexicon(), _listed(), stem_word(word)
    ways = [(word, words, lexicon.words, "")]
    # A stem alone is no word.
    if ending := word[len(stem) :]:
        ways.append((stem, listed_stems, lexicon.stems, ending))
    for typed, listed, english, behind in ways:
        for distance, other in _alike(typed, listed):
            named = stem_word(english[other].split()[-1])
            if stems().get(named, 0) >= FEWEST or (distance == 0 and not behind):
                yield distance, rarity(named), other + behind


def _likelihood(word: str) -> float:
    return load_vocabulary().likelihood(word)[0]


def _alike(word: str, listed: _Listed) -> Iterator[tuple[int, str]]:
    farthest, heard = 2 if len(word) >= LONG else 1, sound(word)
    for other in listed.by_sound.get(heard, ()):
        # Who writes as he hears is wrong once, in however many letters; one of them is hardly a mistake.
        if other != word:
            yield edits(word, other, 1) - 1, other
    for other in listed.by_letter.get(word[0], ()):
        if abs(len(word) - len(other)) <= farthest and len(set(word) ^ set(other)) <= 2 * farthest:
            distance = edits(word, other, farthest)
            is_slip = distance == 1 and (len(word) >= SURE_OF_ONE or sorted(word) == sorted(other))
            if is_slip or (distance == farthest == 2 and edits(heard, sound(other), 1) == 1):
                yield distance, other


@lru_cache(maxsize=1)
def _listed() -> tuple[_Listed, _Listed]:
    """Words and stems."""
    lexicon = russian_lexicon()
    return _sort(lexicon.words), _sort(lexicon.stems)


def _sort(words: dict[str, str]) -> _Listed:
    by_sound, by_letter = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for word in words:
        if len(word) >= SHORTEST - 1:
            by_sound[sound(word)].append(word)
            by_letter[word[0]].append(word)
    return _Listed(by_sound, by_letter)

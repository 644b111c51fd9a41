"""Misspelt English words."""

from __future__ import annotations

from collections.abc import Iterator

from imgsearch.asking.vocabulary import is_english, is_listed, things
from imgsearch.rescoring.asked import FUNCTION_WORDS
from imgsearch.rescoring.words import rarity, stem_word, stems

#: A misspelt word has so many letters, and from LONG on two of them may be wrong; hardly ever the first one. Below
#: SURE two wrong letters are often another word, but where they only stand elsewhere or sound the same; below
#: SURE_OF_ONE so is a single one.
SHORTEST, SURE_OF_ONE, LONG, SURE = 3, 4, 7, 8
#: In the captions of fewer pictures a word is hardly what was meant.
FEWEST = 5
_ENDINGS = ("", "e", "s", "es", "ing", "ed")
#: What the stemmer takes off that is part of a word: serve, party, another, usual.
_LEFT = ("e", "y", "er", "al")


def mend(word: str) -> str:
    """The English word that a misspelt one is nearest to; itself where it is English or none is near.

    Words of captions, and of things that captions seldom show: elephants.
    """
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha() or is_english(word, SHORTEST):
        return word
    farthest = 2 if len(word) >= LONG else 1
    own = stem_word(word)
    near = [
        _rank(word, surface, distance)
        for stem, pictures in stems().items()
        if pictures >= FEWEST and _may_be_near(own, stem, farthest)
        for distance, surface in _surfaces(word, stem, farthest)
        if surface[0] == word[0] and _is_mended(word, surface, distance)
    ]
    near += [
        _rank(word, other, distance)
        for other in things().get(word[0], ())
        if abs(len(other) - len(word)) <= farthest
        and (distance := edits(word, other, farthest)) <= farthest
        and _is_mended(word, other, distance)
    ]
    return min(near)[-1] if near else word


def _rank(word: str, other: str, distance: int) -> tuple[bool, int, int, bool, bool, float, str]:
    """What is likelier to have been meant comes first."""
    is_heard = _by_sound(word) == _by_sound(other)
    frequent = not is_listed(other), rarity(stem_word(other))
    # Without a little word a text mostly says the same: nobody would miss one.
    return not is_heard, distance, _slip(word, other), other in FUNCTION_WORDS, *frequent, other


def _slip(word: str, other: str) -> int:
    """Letters change places, or are left out or typed twice, sooner than that others stand for them."""
    if sorted(word) == sorted(other):
        return 0
    return 1 if len(word) != len(other) else 2


def _by_sound(word: str) -> str:
    return word.replace("ph", "f")


def _is_mended(word: str, surface: str, distance: int) -> bool:
    if len(word) < SURE_OF_ONE:
        return sorted(word) == sorted(surface)
    return distance < 2 or len(word) >= SURE or _sounds_like(word, surface)


def _sounds_like(word: str, other: str) -> bool:
    return sorted(word) == sorted(other) or edits(_by_sound(word), _by_sound(other), 1) < 2


def _may_be_near(word: str, stem: str, farthest: int) -> bool:
    """A quick look: each mistake changes at most two of the letters that occur, and a misspelt ending stays."""
    return -1 <= len(word) - len(stem) + farthest <= 2 * farthest + 3 and len(set(word) ^ set(stem)) <= 2 * farthest + 1


def _surfaces(word: str, stem: str, farthest: int) -> Iterator[tuple[int, str]]:
    """Words with a stem, which itself may be none, with their distance from what was typed."""
    for base in _bases(stem):
        for ending in _ENDINGS:
            surface = base + ending
            if abs(len(surface) - len(word)) > farthest:
                continue
            distance = edits(word, surface, farthest)
            if distance <= farthest and stem_word(surface) == stem and _is_formed(word, base, ending):
                yield distance, surface


def _is_formed(word: str, base: str, ending: str) -> bool:
    """Whether a word may end so: "serv", "couche" and "himmed" have stems that captions have, and are no words."""
    if is_listed(base + ending):
        return True
    if ending in ("", "s"):
        return not any(is_listed(base + left) for left in _LEFT)
    if ending in ("e", "es"):
        return not any(is_listed(base + left) for left in ("", "er", "al"))
    # Nobody typed it: "himmel" is no form of him.
    return word[-1] == ending[-1] and not base.endswith("e")


def _bases(stem: str) -> set[str]:
    """What a stem is in front of endings: runn(ing) of run, hik(ing) of hike, happ(y) of happi, carry(ing) of carri."""
    changed = {stem[:-1], f"{stem[:-1]}y"} if stem.endswith(("i", "e")) else set()
    return {stem, stem + stem[-1], *changed}


def edits(one: str, other: str, farthest: int) -> int:
    """Letters to insert, leave out, replace or swap with the next; ``farthest + 1`` where it takes more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, opposite in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != opposite))
            if row > 1 < column and letter == other[column - 2] and opposite == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > farthest:
            return farthest + 1
        before, last = last, current
    return min(last[-1], farthest + 1)

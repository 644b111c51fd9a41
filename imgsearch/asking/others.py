"""Other texts that somebody may have meant: the other keyboard layout, Russian in Latin letters, misspelt English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from imgsearch.asking.edits import edits
from imgsearch.asking.misspelt import mend_words
from imgsearch.asking.vocabulary import is_english, is_listed
from imgsearch.letters import to_cyrillic
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.words import rarity, stem_word, stems
from imgsearch.spelling import spell

#: Keys of one keyboard in its two layouts, without and with Shift.
_ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)
#: Pairs of letters of which most Russian and English words consist.
_RUSSIAN_PAIRS = frozenset(
    "ст ен ов но ни на ра ко то ро ан ос по го ер од ре ор пр та во ли ла ал ет ол ом ка ло ат ес ит ин де от ва ти "
    "те ве да не ль ны ел ик ам за об ас ил ри со ба ак ша ош шк ки ма аш ез ле ог ой ий ый ая ые мо дв до ож же жд "
    "ви ид др ру уг сн ег ги гу гр бе бо би бу ех ед дн эт ме ми му аб ев ем ей ек ие им ия чк че чи ча век юд лю "
    "ну нк ск ср тр уб уд ул ут ун ци цв ше ши уш ух ям ях ха хо хл вы вн ву вс се си су иц ии из ис их оп оч ощ зд "
    "зи зн зе лн лк пе пи пл пу пя рн ры рь рк ся сь ьн ью ья ще жи жн щи йк".split()
)
_ENGLISH_PAIRS = frozenset(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro "
    "ic ne ea ra ce li ch ll be ma si om ur ca el la ho lo no do og ac us po so wa pe ow da ir un ee ck oo ak am ap "
    "ba bi bo by ay ai em et fi fo fr ga ge go gr id ig il im ke ki ly mo na nc ni nk ol op ot pa pi pl pr ru sa sh "
    "sk sn sp su ta tr tw ul up ut wh wi wo ye".split()
)
PLAUSIBLE = 0.5
#: Pairs of letters that tell whether a text may be Russian; of fewer the words have to be known.
FEWEST_PAIRS = 3
#: A misspelt word has so many letters, and from LONG on two of them may be wrong; hardly ever the first one. Below
#: SURE two wrong letters are often another word, but where they only stand elsewhere or sound the same; below
#: SURE_OF_ONE so is a single one.
SHORTEST, SURE_OF_ONE, LONG, SURE = 3, 4, 7, 8
#: In the captions of fewer pictures a word is hardly what was meant.
FEWEST = 5
MOST_WORDS = 12
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ENDINGS = ("", "e", "s", "es", "ing", "ed")


def other_texts(text: str) -> list[str]:
    """What a text may have been meant to be, the likeliest first; empty where it looks as it was meant.

    Args:
        text: as it was typed, since in the other layout punctuation is letters.
    """
    words = text.lower().split()
    if not words or len(words) > MOST_WORDS:
        return []
    found = list(_of_russian(text)) if _is_cyrillic(text) else list(_of_latin(text.lower(), words))
    return [other for other in dict.fromkeys(found) if other != text]


def _of_russian(text: str) -> Iterator[str]:
    english = text.translate(_TO_ENGLISH).lower()
    if _share_known(english.split()) == 1 or (
        _plausible(english, _ENGLISH_PAIRS) >= PLAUSIBLE > _plausible(text.lower(), _RUSSIAN_PAIRS)
    ):
        yield english
    mended = mend_words(text)
    if mended != text.lower():
        yield mended


def _of_latin(text: str, words: list[str]) -> Iterator[str]:
    mended = " ".join(map(mend, words))
    if mended != text and _share_known(mended.split()) == 1:
        yield mended
    if _share_known(words) < PLAUSIBLE:
        russian = [text.translate(_TO_RUSSIAN), to_cyrillic(text)]
        judged = [(_plausible_russian(other), other) for other in russian if _is_russian(other)]
        yield from (other for share, other in sorted(judged, reverse=True) if share >= PLAUSIBLE)
    if mended != text:
        yield mended


def mend(word: str) -> str:
    """The English word of captions that a misspelt one is nearest to; itself where it is English or none is near."""
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha() or is_english(word, SHORTEST):
        return word
    farthest = 2 if len(word) >= LONG else 1
    own = stem_word(word)
    near = [
        (distance, not is_listed(surface), rarity(stem), surface)
        for stem, pictures in stems().items()
        if pictures >= FEWEST and _may_be_near(own, stem, farthest)
        for distance, surface in _surfaces(word, stem, farthest)
        if surface[0] == word[0] and _is_mended(word, surface, distance)
    ]
    return min(near)[-1] if near else word


def _is_mended(word: str, surface: str, distance: int) -> bool:
    if len(word) < SURE_OF_ONE:
        return sorted(word) == sorted(surface)
    return distance < 2 or len(word) >= SURE or _sounds_like(word, surface)


def _sounds_like(word: str, other: str) -> bool:
    return sorted(word) == sorted(other) or edits(word.replace("ph", "f"), other.replace("ph", "f"), 1) < 2


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
            if distance <= farthest and stem_word(surface) == stem:
                yield distance, surface


def _bases(stem: str) -> set[str]:
    """What a stem is in front of endings: runn(ing) of run, hik(ing) of hike, happ(y) of happi, carry(ing) of carri."""
    changed = {stem[:-1], f"{stem[:-1]}y"} if stem.endswith(("i", "e")) else set()
    return {stem, stem + stem[-1], *changed}


def _share_known(words: Iterable[str]) -> float:
    plain = [word.strip(".,;:!?'\"") for word in words]
    known = [is_english(word) for word in plain if word]
    return sum(known) / max(len(known), 1)


def _plausible(text: str, pairs: frozenset[str]) -> float:
    """Share of the neighbouring letters that often stand together; ё counts as е."""
    plain = text.replace("ё", "е")
    found = [one + other in pairs for one, other in pairwise(plain) if one.isalpha() and other.isalpha()]
    return sum(found) / max(len(found), 1)


def _plausible_russian(text: str) -> float:
    """The same of a text in Russian letters; one that has hardly any pairs has to be a word that is listed."""
    if len(text) > FEWEST_PAIRS:
        return _plausible(text, _RUSSIAN_PAIRS)
    return float(spell(text) in russian_lexicon().words)


def _is_cyrillic(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * len(_CYRILLIC.findall(text)) > len(letters)


def _is_russian(text: str) -> bool:
    """Whether all words consist of Cyrillic letters."""
    return all(_CYRILLIC.match(letter) for letter in text if not letter.isspace() and not letter.isdigit())

"""How rare the words of a query are in captions, in English and Russian."""

from __future__ import annotations

from imgsearch.rescoring.asked import JOINING
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.words import CYRILLIC, WORD, rarity, stem_word
from imgsearch.spelling import spell

#: Words of a short text, small English ones among them.
MOST_WORDS = 3


def is_short(text: str) -> bool:
    """Whether a text has so few words."""
    return len(word_rarities(text)) <= MOST_WORDS


def word_rarities(text: str) -> list[float]:
    """How much each word of a text says: the rarer in captions the more.

    A Russian word counts as its English one; one of which none is listed counts as never said.
    """
    words = [word for word in WORD.findall(spell(text)) if word not in JOINING]
    return [_rarity(stem_word(word)) for word in words]


def _rarity(stem: str) -> float:
    return rarity(russian_lexicon().counted.get(stem, stem)) if CYRILLIC.search(stem) else rarity(stem)

"""How rare the words of a query are in captions, in English and Russian."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from imgsearch.rescoring.known import JOINING
from imgsearch.rescoring.words import CYRILLIC, WORD, is_counted, rarity, stem_word
from imgsearch.spelling import spell

RUSSIAN_FILE = "russian_words.tsv"


def word_rarities(text: str) -> list[float]:
    """How much each word of a text says: the rarer in captions the more.

    A Russian word counts as its English one; one of which none is listed counts as never said.
    """
    words = [word for word in WORD.findall(spell(text)) if word not in JOINING]
    return [_rarity(stem_word(word)) for word in words]


def _rarity(stem: str) -> float:
    return rarity(_english().get(stem, stem)) if CYRILLIC.search(stem) else rarity(stem)


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """Russian stem -> stem of the most frequent English word that it translates."""
    table = (files("imgsearch.rescoring") / RUSSIAN_FILE).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in table.splitlines():
        english, russian = line.split("\t")
        stem = stem_word(english)
        if not is_counted(stem):
            continue
        for word in russian.split():
            own = stem_word(spell(word))
            if own not in found or rarity(stem) < rarity(found[own]):
                found[own] = stem
    return found

"""What a text is before encoders see it: spelled in one way, and in English where that is known."""

from __future__ import annotations

import re

from imgsearch.asking.numbers import say_numbers
from imgsearch.encoders import is_english
from imgsearch.rescoring.russian import English, read_russian
from imgsearch.rescoring.words import CYRILLIC
from imgsearch.spelling import spell

LATIN = re.compile("[a-z]{2}")
#: Share of a Russian text's words that have to be known.
LEAST_KNOWN = 0.5


def read_as_typed(text: str) -> str:
    """A text as it is encoded: spelled in one way, small numbers as words, and of two languages in English.

    No encoder reads two languages in one text well.
    """
    text = say_numbers(spell(text))
    if not (CYRILLIC.search(text) and LATIN.search(text)):
        return text
    english = read_russian(text)
    return english.text if english.is_whole else text


def read_english(text: str) -> English | None:
    """What a text in Russian says in English, where most of its words are known; None for all others.

    Args:
        text: as spell() gives it.
    """
    if not CYRILLIC.search(text) or is_english(text):
        return None
    english = read_russian(text)
    return english if english.share >= LEAST_KNOWN else None

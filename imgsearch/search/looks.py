"""What the words of a text look like, where they were learned from pictures."""

from __future__ import annotations

from imgsearch.encoders import is_english
from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.familiar import is_short
from imgsearch.rescoring.learned import LearnedWords, Looks
from imgsearch.rescoring.russian import English


def approach(words: LearnedWords | None, vector: FloatArray, text: str, english: English | None) -> FloatArray | None:
    """(1, D), unit length, of a text moved towards what its words look like; None where none of them was learned.

    Args:
        words: what was learned for the encoder.
        vector: (1, D) of the text.
        text: as spell() gives it.
        english: what it says in English, from read_english().
    """
    return toward(words, vector, text, look_up(words, text, english))


def toward(words: LearnedWords | None, vector: FloatArray, text: str, looks: Looks | None) -> FloatArray | None:
    """The same where it is known what the words look like, from look_up()."""
    return None if words is None or looks is None else words.toward(vector, looks, is_short=is_short(text))


def look_up(words: LearnedWords | None, text: str, english: English | None) -> Looks | None:
    """What the words of a text look like one by one; arguments as above."""
    read = _read(text, english)
    return None if words is None or read is None else words.look_up(read)


def _read(text: str, english: English | None) -> str | None:
    """A text in English, as far as that is known."""
    if english is not None:
        return english.text
    return text if is_english(text) else None

"""Long texts in sentences: a vector of a hundred words says a little of everything and nothing for certain."""

from __future__ import annotations

import re

#: From so many words on a text is taken in sentences.
LONG_WORDS = 60
#: A sentence of more words is cut, where it has a comma at all.
LONGEST_WORDS = 40
#: Words below which a sentence is read with the one before.
FEWEST_WORDS = 4
_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_COMMA = re.compile(r"(?<=[,:–—])\s+")


def split_long(text: str, most: int) -> list[str]:
    """The sentences of a long text, at most so many; a short one stays whole.

    Args:
        text: as it was typed.
        most: number of parts; the shortest neighbours are put together until they are no more.
    """
    if len(text.split()) < LONG_WORDS:
        return [text]
    pieces: list[str] = []
    for sentence in filter(str.strip, _END.split(text)):
        cut = _COMMA.split(sentence) if len(sentence.split()) > LONGEST_WORDS else [sentence]
        pieces += [part for piece in cut for part in _chunks(piece.split())]
    pieces = _with_words(pieces)
    while len(pieces) > max(most, 1):
        place = min(range(len(pieces) - 1), key=lambda at: len(pieces[at]) + len(pieces[at + 1]))
        pieces[place : place + 2] = [f"{pieces[place]} {pieces[place + 1]}"]
    return pieces


def _chunks(words: list[str]) -> list[str]:
    """Words without a stop among them, in pieces of equal length."""
    count = -(-len(words) // LONGEST_WORDS)
    length = -(-len(words) // max(count, 1))
    return [" ".join(words[first : first + length]) for first in range(0, len(words), max(length, 1))]


def _with_words(pieces: list[str]) -> list[str]:
    """The pieces, of which those with few words belong to the one before."""
    joined: list[str] = []
    for piece in pieces:
        if joined and min(len(piece.split()), len(joined[-1].split())) < FEWEST_WORDS:
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined

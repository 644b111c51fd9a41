"""Tables of texts with what should be found in them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """A text and whether the answer to it is yes."""

    language: str
    kind: str
    text: str
    expected: bool


def read_cases(name: str) -> list[Case]:
    """The rows of a table beside this file: language, class, text, yes or no."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return [Case(language, kind, text, {"yes": True, "no": False}[answer]) for language, kind, text, answer in rows]

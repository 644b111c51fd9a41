"""What programs, comments and drawings in a web page say of pictures: lists in JSON, of which a script makes a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.json_parts import objects
from loaders.mentioned import names_in

#: What is said in a program; longer strings are pictures or programs themselves.
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.){1,2000})\"|'((?:[^'\\\n]|\\.){1,2000})'|`([^`\\]{1,2000})`")
_SPACES = re.compile(r"[^\S\t]+")
_DATA = re.compile(r"[\[{]")


def lines_of_program(kind: str, text: str) -> list[str]:
    """Lines that name pictures, each with what is said of them.

    Args:
        kind: how it begins.
        text: behind that, until its end.
    """
    if kind == "<style" or "." not in text:
        return []
    if kind == "<!--":
        return [f"{line}\n" for line in text.splitlines() if names_in(line)]
    if kind != "<script":
        line = _SPACES.sub(" ", text.replace("=", "=\t"))
        return [f"{line}\n"] if names_in(line) else []
    text = text.partition(">")[2].strip()
    if not text.startswith(("{", "[")):
        return list(_strings(text))
    told = ((said.names, _SPACES.sub(" ", said.text)) for said in objects(text))
    return ["\t".join((*names, words)) + "\n" for names, words in told if names]


def _strings(text: str) -> Iterator[str]:
    """What stands in a program's quotation marks, object by object."""
    if not names_in(text):
        return
    for part in text.split("}"):
        start = _DATA.search(part)
        said = [" ".join(filter(None, found)) for found in _STRING.findall(part[start.start() :] if start else part)]
        line = "\t".join(_SPACES.sub(" ", each.replace("\\/", "/")) for each in said)
        if line.strip():
            yield f"{line}\n"

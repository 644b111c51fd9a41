"""What XML says of pictures, element by element, whatever program has written it, and however its lines are broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from loaders.heard import DEEPEST, Refused
from loaders.json_parts import as_object, parts_of_tree
from loaders.lines import decoded
from loaders.mentioned import names_in
from loaders.workbook import local_name

#: What text beside attributes or other elements is called.
_TEXT = "text"
#: In Apple's lists a name and its value stand side by side.
_KEY = "key"


def elements(text: str) -> list[Refused] | None:
    """What each element says of the pictures that it names; None where it is no XML, damaged, or names none."""
    try:
        root = fromstring(decoded(text).lstrip("\ufeff \r\n\t"))
        # What stands too deep may be told by lines.
        return list(parts_of_tree({local_name(root.tag): _tree(root, DEEPEST)}, text)) or None
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None


def _tree(element: Element, levels: int) -> Any:  # noqa: ANN401 (as of JSON)
    """An element as an object of its attributes and elements, or its text where it has neither."""
    if not levels:
        return " ".join(element.itertext())
    said = " ".join(filter(None, (part.strip() for part in _own_texts(element))))
    pairs = [(local_name(name), value) for name, value in element.items()]
    below = [(local_name(each.tag), _tree(each, levels - 1)) for each in element]
    if not pairs and not below:
        return said
    return as_object([*pairs, *([(_TEXT, said)] if said else []), *_records(_with_keys(below))])


def _own_texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    yield from (each.tail or "" for each in element)


def _with_keys(below: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    names = [name for name, _ in below]
    if len(below) % 2 or names[::2] != [_KEY] * (len(below) // 2) or _KEY in names[1::2]:
        return list(below)
    return [(str(key), value) for (_, key), (_, value) in zip(below[::2], below[1::2], strict=True)]


def _records(below: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Elements that stand one after the other for one picture after the other, which nothing else holds together."""
    starts = [at for at, (name, _) in enumerate(below) if name == below[0][0]]
    parts = [below[start:end] for start, end in pairwise([*starts, len(below)])]
    if len(parts) < 2 or len(parts) == len(below):
        return below
    named = [any(isinstance(value, str) and names_in(value) for _, value in part) for part in parts]
    return [("records", as_object(part)) for part in parts] if all(named) else below

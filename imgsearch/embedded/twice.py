"""JSON in which an object has one name twice: Python's reader keeps the last value alone, and says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Twice(list[Any]):
    """All the values that one object has under one name."""


def keep_all(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, as `object_pairs_hook`; a name that stands there twice has all its values."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    values: dict[str, Twice] = {}
    for name, value in pairs:
        said = values.setdefault(name, Twice())
        if value not in said:
            said.append(value)
    return {name: said if len(said) > 1 else said[0] for name, said in values.items()}

"""What stands in lists and objects within one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def texts_in(said: object) -> Iterator[str]:
    """All texts in it, but for the names of values."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        yield from texts_in(said.values())
    elif isinstance(said, Iterable):
        for each in said:
            yield from texts_in(each)

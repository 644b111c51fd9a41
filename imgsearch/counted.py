"""Numbers of things in English: 1 picture, 2,000 pictures."""

from __future__ import annotations


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number and what there is of it.

    Args:
        count: how many.
        one: what a single one is called, and what it does: "caption", "caption reaches".
        many: the same of several; by default ``one`` with an s.
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def every(count: int, one: str, many: str | None = None) -> str:
    """All that there are, as counted() names them."""
    return f"the one {one}" if count == 1 else f"all {counted(count, one, many)}"

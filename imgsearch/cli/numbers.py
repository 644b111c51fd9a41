"""Numbers on the command line, which are refused with those that are taken."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

import click

Kind = TypeVar("Kind", int, float)
#: What generators of random numbers begin with, and tables have room for.
SEEDS = 2**31


class WholeNumber(click.IntRange):
    """A whole number, from the lowest to the highest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 (Click's own)
        """The number."""
        number = _read(int, value)
        if number is None or not _is_within(number, self.min, self.max):
            self.fail(f"{str(value)!r} is no whole number{_range(self.min, self.max)}", param, ctx)
        return number


class Number(click.FloatRange):
    """A number that may have a fraction, from the lowest to the highest; never NaN, which is in no range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 (Click's own)
        """The number."""
        number = _read(float, value)
        if number is None or not isfinite(number) or not _is_within(number, self.min, self.max):
            self.fail(f"{str(value)!r} is no number{_range(self.min, self.max)}, such as 0.5", param, ctx)
        return number


def _read(kind: Callable[[Any], Kind], value: object) -> Kind | None:
    """None where it is no such number, or one as only Python writes it, such as 1_7."""
    if isinstance(value, str) and ("_" in value or not value.isascii()):
        return None
    try:
        return kind(value)
    except (ValueError, OverflowError):
        return None


def _is_within(number: float, low: float | None, high: float | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _range(low: float | None, high: float | None) -> str:
    at_least = f" from {low:,}" if low is not None else ""
    at_most = f" to {high:,}" if high is not None else " on" if low is not None else ""
    return at_least + at_most


SEED = WholeNumber(0, SEEDS - 1)

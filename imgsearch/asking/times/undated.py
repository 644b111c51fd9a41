"""A text without the time that it names, for galleries in which no picture has a date."""

from __future__ import annotations

from imgsearch.asking.any_picture import names_something
from imgsearch.asking.left_out import leave_out
from imgsearch.asking.times.any_year import find_month
from imgsearch.asking.times.period import find_period
from imgsearch.asking.tokens import tokens_of, without_last_signs
from imgsearch.spelling import tidy


def without_time(said: str) -> str | None:
    """The text without it; None where it names none, or nothing else."""
    text = without_last_signs(tidy(said))
    quoted = [(token.start, token.end) for token in tokens_of(text) if token.is_quoted]
    found = find_period(text, quoted) or find_month(text)
    if found is None or any(start < found.place.end and found.place.start < end for start, end in quoted):
        return None
    left = leave_out(text, [found.place])
    return left if names_something(left) else None

"""Months of any year, by their names."""

from __future__ import annotations

RUSSIAN_MONTHS = {
    "january": "январь",
    "february": "февраль",
    "march": "март",
    "april": "апрель",
    "may": "май",
    "june": "июнь",
    "july": "июль",
    "august": "август",
    "september": "сентябрь",
    "october": "октябрь",
    "november": "ноябрь",
    "december": "декабрь",
}
MONTHS = tuple(RUSSIAN_MONTHS)
#: As they are often written.
SHORT = {**{name[:3]: name for name in MONTHS}, "sept": "september"}
_NAMES = {**{russian: name for name, russian in RUSSIAN_MONTHS.items()}, **SHORT}


def read_month(text: str) -> str:
    """The name in MONTHS of what somebody wrote in English or Russian; the text itself where there is none."""
    said = text.strip().lower().rstrip(".")
    return _NAMES.get(said, said)

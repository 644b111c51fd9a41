"""Facets: which photographers, tags, places, people, years, colours, shapes the matches have; a choice narrows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Row

from imgsearch.queries.filters import FILTERS
from imgsearch.search.candidate import Candidate

#: Values of each facet that are worth a choice.
MOST_VALUES = 8


@dataclass(frozen=True)
class Facet:
    """What matches are counted by."""

    values: Callable[[Row[Any] | Candidate], Iterable[str]]
    """Of a candidate's row."""
    filters: tuple[str, ...]
    """Those that a value is put into."""


class Count(NamedTuple):
    """How many matches have a value."""

    value: str
    matches: int
    filters: dict[str, str]
    """What narrows the search to them, by the filters' names, as they are written in an address."""


#: By the name under which the page and the API show them.
FACETS: Mapping[str, Facet] = {
    "photographer": Facet(lambda row: [row.photographer] if row.photographer else [], ("photographer",)),
    "tags": Facet(lambda row: row.tags, ("tags",)),
    "places": Facet(lambda row: row.places, ("places",)),
    "people": Facet(lambda row: row.persons or (), ("people",)),
    "year": Facet(lambda row: [f"{row.taken_at.year:04}"] if row.taken_at else [], ("taken_from", "taken_to")),
    "colours": Facet(lambda row: row.colours or [], ("colours",)),
    "orientation": Facet(lambda row: [row.orientation], ("orientation",)),
}
#: Between several values of a filter.
SEPARATOR = ","


def count_facets(rows: Iterable[Row[Any] | Candidate], *, every: bool = False) -> dict[str, list[Count]]:
    """The commonest values among candidates, the most frequent first; facets in which all are alike are left out.

    Args:
        rows: of select_candidates: the matches among the candidates that a search has looked at; or select_browsed.
        every: each picture counts by itself; else a series is one, as it is one hit.
    """
    rows = list(rows)
    numbers = number_photographs(rows, every=every)
    total = len(set(numbers))
    found: dict[str, list[Count]] = {}
    for name, facet in FACETS.items():
        held = {(value, number) for number, row in zip(numbers, rows, strict=True) for value in facet.values(row)}
        counts = Counter(value for value, _ in held)
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        values = [
            Count(value, matches, dict.fromkeys(facet.filters, value))
            for value, matches in ranked
            if matches < total and can_be_written(name, value)
        ]
        if values:
            found[name] = values[:MOST_VALUES]
    return found


def number_photographs(rows: Iterable[Row[Any] | Candidate], *, every: bool) -> list[int]:
    """A number for each picture, which those of a series share; with ``every`` none do."""
    # Of a picture without a series it is below all of theirs.
    alone = count(-1, -1)
    return [next(alone) if every or row.series is None else row.series for row in rows]


def can_be_written(name: str, value: str) -> bool:
    """Whether an address can narrow a search to a facet's value: a comma in it may be read as its end."""
    return SEPARATOR not in value or not any(FILTERS[each].is_multiple for each in FACETS[name].filters)

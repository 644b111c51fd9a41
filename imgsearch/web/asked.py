"""The filters of a search as they are written in an address."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, Signature
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import Query

from imgsearch.errors import BadInput
from imgsearch.queries.filters import FILTERS, Filter, Filters


class Asked:
    """Filters as somebody wrote them, by name; empty ones do not count."""

    def __init__(self, **written: str) -> None:
        self.written = {name: written.get(name, "") for name in FILTERS}

    def __getitem__(self, name: str) -> str:
        return self.written[name]

    def filters(self) -> Filters:
        """What pictures must be.

        Raises:
            BadInput: a date is invalid, or nothing could pass.
        """
        return Filters(**{name: _read(FILTERS[name], text) for name, text in self.written.items() if text.strip()})

    def chosen(self) -> list[tuple[Filter, str]]:
        """The filters that count, but for the gallery, which has its own list, and what is written for each."""
        return [(FILTERS[name], text) for name, text in self.written.items() if text.strip() and name != "gallery"]

    @property
    def has_any(self) -> bool:
        """Whether any filter counts."""
        return any(self.written.values())

    @property
    def beyond_gallery(self) -> bool:
        """Whether any filter but the gallery counts."""
        return any(text for name, text in self.written.items() if name != "gallery")


def _read(row: Filter, text: str) -> object:
    try:
        if row.is_multiple:
            return tuple(row.parse(part) for part in text.split(",") if part.strip())
        return row.parse(text)
    except ValueError as exc:
        raise BadInput(str(exc)) from exc


def read_asked(**written: str) -> Asked:
    """Filters of a request: a parameter for each of FILTERS."""
    return Asked(**written)


def _parameter(row: Filter) -> Parameter:
    kind: object = Literal["", *row.choices] if row.choices else str
    several = " Commas between several." if row.is_multiple else ""
    annotation = Annotated[kind, Query(max_length=row.longest, description=row.help + several)]  # type: ignore[valid-type]
    return Parameter(row.name, Parameter.KEYWORD_ONLY, default="", annotation=annotation)


def signature_of(filters: Mapping[str, Filter]) -> Signature:
    """A parameter for each filter."""
    return Signature([_parameter(row) for row in filters.values()])


# FastAPI reads the parameters of a dependency from its signature.
read_asked.__signature__ = signature_of(FILTERS)  # type: ignore[attr-defined]


class Extent(NamedTuple):
    """What is shown beside the best matches."""

    nearest: bool = False
    """Pictures below the threshold."""
    every: bool = False
    """Every copy and shot of a series."""
    literal: bool = False
    """Nothing is understood of the text, it is taken as it is."""


EVERYDAY = Extent()


def read_extent(
    nearest: bool = False, every: Annotated[bool, Query(alias="all")] = False, literal: bool = False
) -> Extent:
    """From the address."""
    return Extent(nearest, every, literal)


class Link:
    """Addresses of the same search with something changed."""

    def __init__(self, asked: Asked, q: str = "", extent: Extent = EVERYDAY, like: int | None = None) -> None:
        self.q, self.extent, self.like = q, extent, like
        shown = {"nearest": extent.nearest, "all": extent.every, "literal": extent.literal}
        self._values: dict[str, object] = {"q": q, "like": like, **shown, **asked.written}

    def __call__(self, **changes: object) -> str:
        """The address; what is empty is left out."""
        return self._address(self._values | changes)

    def narrowed(self, filters: Mapping[str, str]) -> str:
        """The address of the same search with filters that must hold besides, from the first page on."""
        written = {name: str(self._values[name] or "") for name in filters}
        added = {
            name: f"{written[name]},{value}" if FILTERS[name].is_multiple and written[name].strip() else value
            for name, value in filters.items()
        }
        return self(**added)

    def without(self, *names: str) -> str:
        """The address of the same search without some of its filters."""
        return self(**dict.fromkeys(names))

    def without_filters(self) -> str:
        """The address of the same search for all pictures."""
        return self._address({name: value for name, value in self._values.items() if name not in FILTERS})

    def _address(self, values: dict[str, object]) -> str:
        return "/?" + urlencode({name: 1 if value is True else value for name, value in values.items() if value})

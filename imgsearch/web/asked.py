"""The filters of a search as they are written in an address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from inspect import Parameter, Signature
from typing import Annotated, Literal

from fastapi import Query, Request
from pydantic import BeforeValidator

from imgsearch.errors import BadInput
from imgsearch.queries.filters import FILTERS, Filters
from imgsearch.queries.one_filter import Filter


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
        # Dates alone are read, and a single one of a filter that may have several cannot be wrong.
        wanted = "2024, 2024-05, 2024-05-31, 31.05.2024 или 2024-05-31 12:30"
        raise BadInput(str(exc), ru=f"«{text}» – не дата; пишите {wanted}") from exc


def read_asked(request: Request, **written: str) -> Asked:
    """Filters of a request: a parameter for each of FILTERS; of those that may have several values all count.

    Raises:
        BadInput: several values are too long together.
    """
    for name in (name for name in written if FILTERS[name].is_multiple):
        written[name] = ",".join(request.query_params.getlist(name))
        if len(written[name]) > (longest := FILTERS[name].longest):
            raise BadInput(f"{name} has more than {longest} characters", ru=f"{name}: больше {longest} знаков")
    return Asked(**written)


def _parameter(row: Filter) -> Parameter:
    kind: object = str
    if row.is_choice:  # in any case, as on the command line
        kind = Annotated[Literal["", *row.choices], BeforeValidator(partial(_as_choice, row))]
    several = " Commas between several, or the parameter again." if row.is_multiple else ""
    annotation = Annotated[kind, Query(max_length=row.longest, description=row.help + several)]  # type: ignore[valid-type]
    return Parameter(row.name, Parameter.KEYWORD_ONLY, default="", annotation=annotation)


def _as_choice(row: Filter, said: object) -> object:
    """What is no text is refused by the choices themselves."""
    return row.clean(said.strip().lower()) if isinstance(said, str) else said


def signature_of(filters: Mapping[str, Filter]) -> Signature:
    """The request, and a parameter for each filter."""
    request = Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)
    return Signature([request, *map(_parameter, filters.values())])


# FastAPI reads the parameters of a dependency from its signature.
read_asked.__signature__ = signature_of(FILTERS)  # type: ignore[attr-defined]

"""What is asked for in the page's address, besides filters, and addresses of the same search with a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import Depends, Query

from imgsearch.errors import BadInput
from imgsearch.queries.filters import FILTERS
from imgsearch.search.pages import MAXIMUM_LIMIT
from imgsearch.search.query import MAXIMUM_PARTS
from imgsearch.web.asked import Asked
from imgsearch.web.numbers import LARGEST_ID, Digits

SortWritten = Literal["", "score", "newest", "oldest"]
Pictures = Annotated[list[Annotated[Digits, Query(ge=1, le=LARGEST_ID)]], Query()]


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


@dataclass(frozen=True)
class Question:
    """Texts, pictures and order, as they stand in the address."""

    texts: tuple[str, ...] = ()
    like: tuple[int, ...] = ()
    pictures: tuple[str, ...] = ()
    """Tokens of pictures that were searched by."""
    sort: str = ""
    min_score: str = ""
    extent: Extent = field(default=EVERYDAY)
    browses: bool = False
    """Whether all pictures are to be shown where nothing is asked for."""

    @property
    def q(self) -> str:
        """What stands in the search box."""
        return self.texts[0] if self.texts else ""

    @property
    def has_parts(self) -> bool:
        """Whether there is anything to compare pictures with."""
        return bool(self.texts or self.like or self.pictures)

    def options(self) -> dict[str, Any]:
        """The fields of a query that it names.

        Raises:
            BadInput: the score is no number.
        """
        # Whoever asks for more like one picture wants to see the nearest, however near they are.
        alone = bool(self.like) and not self.texts and not self.pictures
        shown = {"nearest": self.extent.nearest or alone, "every": self.extent.every}
        # What is left over in the address when the last text is taken away.
        sort = self.sort if self.has_parts or self.sort != "score" else None
        return {**shown, "sort": sort or None, "min_score": _read_score(self.min_score)}

    def as_options(self) -> dict[str, Any]:
        """The same as the API reads it, which takes numbers as programs write them, and shows what is asked for alone.

        Raises:
            BadInput: the score is no number.
        """
        options = self.options()
        score = options["min_score"]
        return {
            "nearest": options["nearest"],
            "sort": options["sort"],
            "min_score": "" if score is None else f"{score:g}",
        }

    def as_address(self) -> dict[str, Any]:
        """Names and values as they are written in an address."""
        extent = {"nearest": self.extent.nearest, "all": self.extent.every, "literal": self.extent.literal}
        asked = {"q": self.texts, "like": self.like, "picture": self.pictures}
        return {**asked, "sort": self.sort, "min_score": self.min_score, **extent, "browse": self.browses}


def _read_score(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError as exc:
        raise BadInput(
            f"the minimum score is {text[:20]!r}; it must be a number from 0 to 1",
            ru=f"наименьшая оценка – «{text[:20]}», а нужно число от 0 до 1",
        ) from exc


def read_question(
    extent: Annotated[Extent, Depends(read_extent)],
    q: Annotated[list[str], Query()] = [],  # noqa: B006 (FastAPI copies it)
    like: Pictures = [],  # noqa: B006
    picture: Annotated[list[str], Query()] = [],  # noqa: B006
    sort: SortWritten = "",
    min_score: Annotated[str, Query(max_length=40)] = "",
) -> Question:
    """From the address."""
    texts = tuple(text.strip() for text in q if text.strip())
    most = MAXIMUM_PARTS + 1  # one too many is refused with the rest of what may be wrong
    return Question(texts[:most], tuple(like[:most]), tuple(picture[:most]), sort, min_score, extent)


class Link:
    """Addresses of the same search with something changed."""

    def __init__(self, asked: Asked, question: Question) -> None:
        self.question = question
        self._values: dict[str, Any] = {**question.as_address(), **asked.written}

    def __call__(self, **changes: Any) -> str:  # noqa: ANN401 (whatever stands in an address)
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

    def without_part(self, name: str, index: int) -> str:
        """The address of the same search without one of its texts or pictures."""
        values = self._values[name]
        return self(**{name: [*values[:index], *values[index + 1 :]]})

    def without_filters(self) -> str:
        """The address of the same search for all pictures."""
        return self._address({name: value for name, value in self._values.items() if name not in FILTERS})

    def as_file(self, kind: str) -> str:
        """The address of the same answer as a file, of as many hits as the API gives at once; none of own pictures."""
        given = {name: value for name, value in self._values.items() if name not in ("picture", "browse")}
        given |= self.question.as_options()
        return self._address({**given, "limit": MAXIMUM_LIMIT, "format": kind}).replace("/?", "/api/search?", 1)

    def _address(self, values: dict[str, Any]) -> str:
        given = {name: 1 if value is True else value for name, value in values.items() if value}
        return "/?" + urlencode(given, doseq=True)

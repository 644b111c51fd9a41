"""What a picture must be, besides looking like the query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, DateTime, String, bindparam, func
from sqlalchemy.dialects.postgresql import ARRAY

from imgsearch.errors import BadInput
from imgsearch.tables import Image

Orientation = Literal["landscape", "portrait", "square"]
#: NUL, and what Python makes of bytes that are not UTF-8: no text in PostgreSQL has either.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def normal_tag(tag: str) -> str:
    """A tag as it is stored and compared."""
    return " ".join(tag.lower().strip().removeprefix("#").split())


@dataclass(frozen=True)
class Filters:
    """Conditions that all have to hold; None and empty ones do not count."""

    gallery: str | None = None
    """Name of the folder that the picture was loaded from."""
    taken_from: datetime | None = None
    """First moment, by the clock where the picture was taken."""
    taken_to: datetime | None = None
    """The first moment that is too late."""
    photographer: str | None = None
    """Who took it, in whatever case."""
    tags: tuple[str, ...] = ()
    """It has all of them."""
    orientation: Orientation | None = None

    def __post_init__(self) -> None:
        """Bring tags into the stored form.

        Raises:
            BadInput: nothing could pass, or one is empty or no text.
        """
        object.__setattr__(self, "tags", tuple(map(normal_tag, self.tags)))
        if self.photographer is not None:
            object.__setattr__(self, "photographer", " ".join(self.photographer.split()))
        if "" in (self.gallery, self.photographer, *self.tags):
            raise BadInput("a filter is empty; leave it out or say what must hold")
        if self.taken_from is not None and self.taken_to is not None and self.taken_from >= self.taken_to:
            raise BadInput(f"no time is left between {self.taken_from} and {self.taken_to}")
        if self.orientation is not None and self.orientation not in get_args(Orientation):
            raise BadInput(f"{self.orientation!r} is not one of {', '.join(get_args(Orientation))}")
        for value in (self.gallery, self.photographer, *self.tags):
            if value is not None and UNSTORABLE.search(value):
                raise BadInput("a filter contains a NUL character or is not valid UTF-8")

    @property
    def names(self) -> tuple[str, ...]:
        """Those that count; with them a statement can be kept and used for other values."""
        return tuple(name for name in CONDITIONS if getattr(self, name) not in (None, ()))

    @property
    def parameters(self) -> dict[str, Any]:
        """Values for the conditions' parameters."""
        values = {name: getattr(self, name) for name in self.names}
        return {f"filter_{name}": list(value) if name == "tags" else value for name, value in values.items()}

    def describe(self) -> str:
        """The conditions in words."""
        return ", ".join(
            f"{name.replace('_', ' ')} {', '.join(value) if name == 'tags' else value}"
            for name in self.names
            for value in [getattr(self, name)]
        )


#: Each takes the parameter ``filter_<name>``.
CONDITIONS: dict[str, ColumnElement[bool]] = {
    "gallery": Image.gallery == bindparam("filter_gallery", type_=String),
    "taken_from": Image.taken_at >= bindparam("filter_taken_from", type_=DateTime),
    "taken_to": Image.taken_at < bindparam("filter_taken_to", type_=DateTime),
    "photographer": Image.photographer_key == func.lower(bindparam("filter_photographer", type_=String)),
    "tags": Image.tags.contains(bindparam("filter_tags", type_=ARRAY(String))),
    "orientation": Image.orientation == bindparam("filter_orientation", type_=String),
}


def conditions(names: Iterable[str]) -> list[ColumnElement[bool]]:
    """The conditions on Image of these filters."""
    return [CONDITIONS[name] for name in names]

"""What a gallery says of its own dates and names: what a test tells it, or what its database holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from imgsearch.asking.meaning import Place
from imgsearch.asking.several import Several
from imgsearch.queries.filters import Filters
from imgsearch.search.own import Gallery, Named


@dataclass
class FakeOwn:
    """A gallery that says what it is told to."""

    dates: bool = True
    photographer: Place | None = None
    names: frozenset[str] = frozenset()
    several: Several | None = None
    asked: list[Filters] = field(default_factory=list)
    """For which dates were asked."""

    def has_dates(self, filters: Filters) -> bool:
        self.asked.append(filters)
        return self.dates

    def is_called(self, text: str, filters: Filters) -> bool:
        return False

    def find_names(self, text: str, filters: Filters) -> Named:
        return Named(self.photographer, self.names, self.several)


def own_of(session: Session) -> Gallery:
    """What the database says."""

    @contextmanager
    def reading() -> Iterator[Session]:
        yield session
        session.rollback()

    return Gallery(reading)

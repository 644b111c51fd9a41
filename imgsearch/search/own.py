"""What a gallery's own dates and names say of a text, wherever it was typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy.orm import Session

from imgsearch.asking.by_whom import find_photographer, name_words
from imgsearch.asking.meaning import Place
from imgsearch.queries.filters import Filters


class Own(Protocol):
    """What a gallery says, as far as a text may mean one of its dates or names."""

    def has_dates(self, filters: Filters) -> bool:
        """Whether any picture that passes filters has a date; asked where a text names a time or an order."""
        ...

    def is_called(self, text: str, filters: Filters) -> bool:
        """Whether a text with a time is what a picture is called, given that time as filters, too."""
        ...

    def find_photographer(self, text: str, filters: Filters) -> Place | None:
        """Where a text, tidy, names a photographer whose pictures pass the filters."""
        ...


class Gallery:
    """What the database says.

    Args:
        reading: gives a session in a transaction of the searcher.
    """

    def __init__(self, reading: Callable[[], AbstractContextManager[Session]]) -> None:
        self._reading = reading

    def has_dates(self, filters: Filters) -> bool:
        """Whether any picture that may be shown and passes filters has a date."""
        from imgsearch.queries.dates import read_has_dates

        with self._reading() as session:
            return read_has_dates(session, filters)

    def is_called(self, text: str, filters: Filters) -> bool:
        """Whether a text with a time is what a picture is called."""
        from imgsearch.queries.dates import read_is_called

        with self._reading() as session:
            return read_is_called(session, text, filters)

    def find_photographer(self, text: str, filters: Filters) -> Place | None:
        """Where a text names a photographer; one statement for each word that may be a name."""
        if not (words := name_words(text)):
            return None
        from imgsearch.queries.photographers import read_names_like

        with self._reading() as session:
            return find_photographer(text, *read_names_like(session, words, filters))

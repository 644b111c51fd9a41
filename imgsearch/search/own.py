"""What a gallery's own dates and names say of a text, wherever it was typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from sqlalchemy.orm import Session

from imgsearch.asking.by_whom import find_photographer, name_words
from imgsearch.asking.meaning import ANY_OF, Place, Understood
from imgsearch.asking.several import Several, find_several
from imgsearch.queries.filters import Filters


class Named(NamedTuple):
    """Names that a text has."""

    photographer: Place | None = None
    """Where it names one whose pictures are asked for."""
    names: frozenset[str] = frozenset()
    """All of them, as they are stored."""
    several: Several | None = None
    """Where it names two photographers."""


NOBODY = Named()


class Own(Protocol):
    """What a gallery says, as far as a text may mean one of its dates or names."""

    def has_dates(self, filters: Filters) -> bool:
        """Whether any picture that passes filters has a date; asked where a text names a time or an order."""
        ...

    def is_called(self, text: str, filters: Filters) -> bool:
        """Whether a text with a time is what a picture is called, given that time as filters, too."""
        ...

    def find_names(self, text: str, filters: Filters) -> Named:
        """Which names of pictures that pass the filters a text, tidy, has."""
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

    def find_names(self, text: str, filters: Filters) -> Named:
        """Which names a text has; one statement for each word that may be one."""
        if not (words := name_words(text)):
            return NOBODY
        from imgsearch.queries.own_names import read_names_like

        with self._reading() as session:
            photographers, persons, others = read_names_like(session, words, filters)
        several = find_several(text, photographers, persons)
        one = find_photographer(text, photographers, persons, others) if several is None else several.place
        return Named(one, photographers | persons | others, several)


class AsUnderstood:
    """What the gallery has, by what was understood of a text before.

    Args:
        understood: of that text.
    """

    def __init__(self, understood: Understood) -> None:
        self._understood = understood

    def has_dates(self, filters: Filters) -> bool:
        """Whether a time or an order was understood."""
        return bool(self._understood.of("taken") or self._understood.of("order"))

    def is_called(self, text: str, filters: Filters) -> bool:
        """Never."""
        return False

    def find_names(self, text: str, filters: Filters) -> Named:
        """The photographer who was understood, or any of two, wherever the text names them."""
        names = [name for said in self._understood.of("by") for name in said.split(ANY_OF)]
        several = find_several(text, names, ()) if len(names) > 1 else None
        return Named(find_photographer(text, names, ()) if several is None else several.place)

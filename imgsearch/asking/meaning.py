"""What was found in a text."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

Kind = Literal["without", "taken", "phrase", "colour"]


class Place(NamedTuple):
    """A stretch of a text and what it says."""

    start: int
    end: int
    text: str


class Period(NamedTuple):
    """A time when pictures may have been taken."""

    place: Place
    start: datetime | None
    """None: since ever."""
    end: datetime | None
    """The first moment after it; None: for ever."""


class Meaning(NamedTuple):
    """One thing that was understood."""

    kind: Kind
    text: str
    """The unwanted thing, the time, the words that were left together, or a colour's name in the palette."""
    literal: str
    """The query with this in quotation marks, so that it is taken for words."""


class Understood(NamedTuple):
    """All that was understood of a query, in the order of the text."""

    meanings: tuple[Meaning, ...] = ()

    def of(self, kind: Kind) -> list[str]:
        """The texts of one kind."""
        return [meaning.text for meaning in self.meanings if meaning.kind == kind]

    def as_dict(self) -> dict[str, list[str]]:
        """Kind -> texts, of those kinds that there are."""
        kinds = dict.fromkeys(meaning.kind for meaning in self.meanings)
        return {kind: self.of(kind) for kind in kinds}


NOTHING = Understood()


class Reading(NamedTuple):
    """A text taken apart."""

    wanted: str
    """What is left to look for; empty where the text is only a time."""
    unwanted: tuple[str, ...]
    period: Period | None
    understood: Understood

    @property
    def is_plain(self) -> bool:
        """Whether it is asked for as it was typed; a colour stays a word."""
        return all(meaning.kind == "colour" for meaning in self.understood.meanings)

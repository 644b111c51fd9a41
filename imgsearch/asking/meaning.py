"""What was found in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from imgsearch.moment import Moment
from imgsearch.spelling import tidy

Kind = Literal["without", "taken", "only", "order", "by", "request", "phrase", "colour", "named", "either"]
Order = Literal["newest", "oldest"]
#: Of what changes nothing of the text that is asked for.
UNCHANGED = frozenset(("colour", "named", "either"))
#: Between the names of photographers of whom any is meant, in a filter too; and between things.
ANY_OF = " | "
#: The same as people say it.
OR = {"en": " or ", "ru": " или "}


class Place(NamedTuple):
    """A stretch of a text and what it says."""

    start: int
    end: int
    text: str

    def blank(self, text: str) -> str:
        """The text without the stretch, every other letter where it was."""
        return f"{text[: self.start]}{' ' * (self.end - self.start)}{text[self.end :]}"


class Period(NamedTuple):
    """A time when pictures may have been taken."""

    place: Place
    start: datetime | None
    """None: since ever."""
    end: datetime | None
    """The first moment after it; None: for ever."""
    is_denied: bool = False
    """Whether pictures of any other time are asked for."""
    between: tuple[Moment, ...] = ()
    """What of it is not meant: of "2019 or 2021" the year 2020."""


class Meaning(NamedTuple):
    """One thing that was understood."""

    kind: Kind
    text: str
    """The unwanted thing, the time, what kind of photographs alone are asked for, the order, the photographer, what
    only asks for pictures, the words that were left together, a colour's name in the palette, small pictures by
    their names, or the things of which any is looked for."""
    literal: str
    """The query with this in quotation marks, so that it is taken for words."""


class Understood(NamedTuple):
    """All that was understood of a query, in the order of the text."""

    meanings: tuple[Meaning, ...] = ()

    def of(self, kind: Kind) -> list[str]:
        """The texts of one kind."""
        return [meaning.text for meaning in self.meanings if meaning.kind == kind]

    def is_only(self, *kinds: Kind) -> bool:
        """Whether all that was understood is of these kinds."""
        return all(meaning.kind in kinds for meaning in self.meanings)

    def as_dict(self) -> dict[str, list[str]]:
        """Kind -> texts, of those kinds that there are."""
        kinds = dict.fromkeys(meaning.kind for meaning in self.meanings)
        return {kind: self.of(kind) for kind in kinds}


class Beside(NamedTuple):
    """What is left of a text without the names in it, by which pictures that have them are judged."""

    shown: str
    """What else it asks for."""
    names: tuple[str, ...]
    """As they were typed."""


NOTHING = Understood()


class Reading(NamedTuple):
    """A text taken apart."""

    wanted: str
    """What is left to look for; empty where the text only says when it was or what should not be there."""
    unwanted: tuple[str, ...]
    period: Period | None
    only: Mapping[str, str]
    """Filter -> value, of what a photograph must be whatever it shows."""
    sort: Order | None
    """By which date pictures are to come."""
    understood: Understood

    def add_either(self, things: Sequence[str], text: str) -> Reading:
        """The same, and that any of some things is looked for.

        Args:
            things: none adds nothing.
            text: what was typed; what is looked for can be taken for words where it stands there in one piece.
        """
        if not things:
            return self
        wanted = tidy(self.wanted)
        literal = text.replace(wanted, f'"{wanted}"') if text.count(wanted) == 1 else f'"{text}"'
        meant = Meaning("either", ANY_OF.join(things), literal)
        return self._replace(understood=Understood((meant, *self.understood.meanings)))

    @property
    def says_when(self) -> bool:
        """Whether a time is named, of one year or of any."""
        return bool(self.understood.of("taken"))

    @property
    def is_plain(self) -> bool:
        """Whether it is asked for as it was typed; a colour stays a word, and a small picture is named when encoded.

        Either of some things is asked for in a way of its own.
        """
        return all(meaning.kind in UNCHANGED for meaning in self.understood.meanings)


def say_any(language: str, names: str) -> str:
    """Photographers or things of which any is meant, as people write them: «Лев Орлов или Анна Петрова»."""
    return names.replace(ANY_OF, OR[language])

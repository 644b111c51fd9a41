"""What a file says of its picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A text as somebody wrote it: without control characters and outer blanks, lines ending in \\n, in NFC."""

    text: str
    language: str | None
    """As the file names it (ru, en-GB); None where it names none."""
    field: str
    """Where it stood, as exiftool calls it: XMP-dc:Description, IPTC:Caption-Abstract."""


#: What has no column of its own in the table image.
DETAILS = ("title", "person", "sublocation", "city", "state", "country", "copyright", "rating")


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a file and its sidecars say; each thing once, the more trusted source first."""

    captions: tuple[Text, ...] = ()
    """Descriptions, headlines and comments."""
    titles: tuple[Text, ...] = ()
    keywords: tuple[str, ...] = ()
    """As spelt; of a hierarchy, each of its levels."""
    hierarchies: tuple[tuple[str, ...], ...] = ()
    """Hierarchical keywords, from the top down."""
    persons: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    copyright: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    sublocation: str | None = None
    taken_at: datetime | None = None
    """By the clock on the wall where it was taken, without a time zone."""
    utc_offset: timedelta | None = None
    """Of that clock, where the file says it."""
    rating: int | None = None
    """Stars 1 to 5, -1 for a rejected picture; None when nobody rated it."""
    gps: tuple[float, float] | None = None
    """Latitude and longitude in degrees, north and east positive; only when they were asked for."""
    raw: Mapping[str, str | list[str]] = field(default_factory=dict)
    """Every field as found, by the names that exiftool uses; places by GPS only when they were asked for."""
    heard: tuple[str, ...] = ()
    """Every text in any of the files, each once, for whoever looks for words: what no record holds too."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why."""
    closed: Mapping[str, str] = field(default_factory=dict)
    """Sidecars that cannot be opened, by name the reason: nobody knows what they say."""

    @property
    def photographer(self) -> str | None:
        """Those who took it, in one text, as the Metadata Working Group joins them."""
        return "; ".join(self.photographers) or None

    @property
    def details(self) -> dict[str, Any]:
        """Of DETAILS what is known, as JSON has it."""
        known = {
            "title": [title.text for title in self.titles],
            "person": list(self.persons),
            "sublocation": self.sublocation,
            "city": self.city,
            "state": self.state,
            "country": self.country,
            "copyright": self.copyright,
            "rating": self.rating,
        }
        return {name: value for name, value in known.items() if value not in (None, [])}

    @property
    def words(self) -> tuple[str, ...]:
        """What is searched as words, not as sentences: titles, keywords, persons, places, photographers."""
        places = (self.sublocation, self.city, self.state, self.country)
        titles = (title.text for title in self.titles)
        found = (*titles, *self.keywords, *self.persons, *(place for place in places if place), *self.photographers)
        return tuple(dict.fromkeys(found))

"""One picture that the database found for a query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from imgsearch.rescoring.known import Known
from imgsearch.rescoring.words import is_russian
from imgsearch.spelling import fold


class Candidate(NamedTuple):
    """The columns of select_candidates, in their order, but for the similarities that follow them.

    Looked at thousands of times in each search, which a tuple with names answers several times as fast as a Row.
    """

    image_id: int
    turn: int
    distance: float
    embedding: bytes
    """Of halfvec_send."""
    name: str
    path: str
    sha256: bytes
    width: int
    height: int
    series: int | None
    titles: list[str]
    tags: list[str]
    places: list[str]
    persons: list[str] | None
    photographer: str | None
    taken_at: datetime | None
    orientation: str
    colours: list[str] | None
    source_path: str
    captions: list[str] | None
    """The picture's own; None where it has none."""


def what_is_known(row: Candidate) -> Known:
    """What is known of a candidate besides what encoders read."""
    # Who is in a picture is among its titles, and nobody's name is put into another language.
    persons = tuple(row.persons or ())
    folded = set(map(fold, persons))
    things = (*(title for title in row.titles if fold(title) not in folded), *row.tags)
    by = (row.photographer,) if row.photographer else ()
    own = row.captions or ()
    # Most captions have no Russian letters, which is known of all of them at once.
    russian = () if "".join(own).isascii() else tuple(filter(is_russian, own))
    return Known((*things, *row.places), row.source_path, bool(own), russian, things, (*persons, *by))

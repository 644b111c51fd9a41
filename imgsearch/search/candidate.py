"""One picture that the database found for a query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


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

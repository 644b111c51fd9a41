"""Places as people wrote them: they are stored in small letters, and what was written stands in the metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.nested import texts_in
from imgsearch.queries.arrays import is_any
from imgsearch.search.candidate import Candidate
from imgsearch.search.facets import Count
from imgsearch.tables import Image


def write_places(
    session: Session, facets: dict[str, list[Count]], rows: Iterable[Row[Any] | Candidate]
) -> dict[str, list[Count]]:
    """The facets with places as one picture of each has them; a filter knows them in any case.

    Args:
        session: outside a transaction.
        facets: of count_facets().
        rows: what was counted.
    """
    if "places" not in facets:
        return facets
    asked = {count.value for count in facets["places"]}
    pictures: dict[str, int] = {}
    for row in rows:
        for place in asked.intersection(row.places):
            pictures.setdefault(place, row.image_id if isinstance(row, Candidate) else row.id)
        if len(pictures) == len(asked):
            break
    statement = select(Image.id, Image.details).where(is_any(Image.id, set(pictures.values())), ~Image.is_hidden)
    with transaction_as(session, SEARCHER_ROLE):
        said = {image_id: metadata for image_id, metadata in session.execute(statement)}
    written = {place: written_as(place, said.get(image_id)) for place, image_id in pictures.items()}
    places = [(count, written.get(count.value, count.value)) for count in facets["places"]]
    return {**facets, "places": [Count(place, count.matches, {"places": place}) for count, place in places]}


def written_as(place: str, metadata: Mapping[str, Any] | None) -> str:
    """How a picture's metadata writes a place; the place where it does not say."""
    return next((text for text in map(_one_line, texts_in(metadata)) if text.lower() == place), place)


def _one_line(text: str) -> str:
    return " ".join(text.split())

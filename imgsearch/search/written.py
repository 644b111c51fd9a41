"""Places as people wrote them: they are stored in small letters, and what was written stands in the metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
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
    missing = {count.value: None for count in facets["places"]}
    pictures: dict[str, int] = {}
    for row in rows:
        for place in missing.keys() & row.places:
            pictures.setdefault(place, row.image_id if isinstance(row, Candidate) else row.id)
        if len(pictures) == len(missing):
            break
    statement = select(Image.id, Image.details).where(is_any(Image.id, set(pictures.values())), ~Image.is_hidden)
    with transaction_as(session, SEARCHER_ROLE):
        said = {image_id: metadata for image_id, metadata in session.execute(statement)}
    written = {place: written_as(place, said.get(image_id)) for place, image_id in pictures.items()}
    places = [(count, written.get(count.value, count.value)) for count in facets["places"]]
    return {**facets, "places": [Count(place, count.matches, {"places": place}) for count, place in places]}


def written_as(place: str, metadata: Mapping[str, Any] | None) -> str:
    """How a picture's metadata writes a place; the place where it does not say."""
    return next((text for text in map(_one_line, _texts(metadata)) if text.lower() == place), place)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _texts(said: object) -> Iterator[str]:
    """All texts in metadata, those of the file too."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value)

"""Somebody who is called like a thing, as the database answers."""

from __future__ import annotations

from sqlalchemy.orm import Session

from imgsearch.search import Query, SearchModels, search
from tests.fakes import unit

from .conftest import AddImage


def test_who_asks_for_a_thing_gets_no_pictures_by_somebody_who_is_called_so(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("by.jpg", unit(0, 1), "grass", photographer="Иван Волков")
    add_image("of.jpg", unit(0, 1), "grass", metadata={"person": ["Rose Brown"]})
    add_image("wolf.jpg", unit(0, 1), "grass", tags=["волк"])
    found = {
        query: sorted(hit.name for hit in search(session, models, Query.of(query)).hits)
        for query in ("волк", "волки", "rose", "Иван Волков", "Rose Brown", "Ivan Volkov")
    }
    by, of, wolf = ["by.jpg"], ["of.jpg"], ["wolf.jpg"]
    assert found == {"волк": wolf, "волки": wolf, "rose": [], "Иван Волков": by, "Rose Brown": of, "Ivan Volkov": by}

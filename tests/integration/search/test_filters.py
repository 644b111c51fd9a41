from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, EmptyIndex
from imgsearch.search import (
    Filters,
    SearchModels,
)
from tests.asking import search
from tests.fakes import unit

from .conftest import AddImage


def test_flagged_pictures_pass_no_filter(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("a.jpg", unit(1))
    add_image("minor.jpg", unit(1), minor=True)
    session.execute(text("UPDATE image SET tags = '{dog}', photographer = 'Anna'"))
    session.commit()
    for filters in (Filters(tags=("dog",)), Filters(photographer="Anna"), Filters(orientation="landscape")):
        result = search(session, models, "dog", min_score=0.0, filters=filters)
        assert [hit.name for hit in result.hits] == ["a.jpg"]
        assert result.passing == 1


def test_who_names_a_gallery_that_is_not_there_is_told_where_to_look(session: Session, models: SearchModels) -> None:
    for filters, remedy in (
        (Filters(gallery="nowhere"), "; `imgsearch status` lists the galleries"),
        (Filters(tags=("x",)), ""),
    ):
        with pytest.raises(EmptyIndex) as refused:
            search(session, models, "dog", filters=filters)
        assert str(refused.value) == f"no picture with a vector passes the filters: {filters.describe()}{remedy}"


def test_filters_that_cannot_pass_are_refused() -> None:
    with pytest.raises(BadInput, match="no time is left"):
        Filters(taken_from=datetime(2024, 1, 2), taken_to=datetime(2024, 1, 1))
    with pytest.raises(BadInput, match="NUL"):
        Filters(gallery="a\x00")
    with pytest.raises(BadInput, match="not one of landscape"):
        Filters(orientation="round")
    for filters in ({"tags": ("dog", " # ")}, {"photographer": " "}, {"gallery": ""}):
        with pytest.raises(BadInput, match="a filter is empty"):
            Filters(**filters)

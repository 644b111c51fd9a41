"""What a script is told of one picture, and of none that may not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.errors import NoSuchPicture
from imgsearch.search import SearchModels
from imgsearch.shown.described import Described
from imgsearch.tables import Image, Thumbnail
from tests.fakes import CosineRegressor, unit

from .conftest import AddImage

TAKEN = datetime(2024, 5, 31, 12, 30)
METADATA = {"title": "Loyal friend", "persons": ["Anna"], "city": "Tver"}


@pytest.fixture
def catalog(
    engine: Engine, session: Session, models: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Catalog]:
    scored = replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]
    monkeypatch.setattr("imgsearch.search.warm.read_models", lambda _session: scored)
    with Catalog(engine) as opened:
        yield opened
        session.rollback()


def add_thumbnail(session: Session, image_id: int, data: bytes) -> None:
    values: dict[str, Any] = {"image_id": image_id, "sha256": b"a" * 32, "width": 4, "height": 3, "webp": data}
    session.execute(insert(Thumbnail).values(is_hidden=False, **values))
    session.commit()


def test_a_picture_is_described_by_all_that_may_be_told_of_it(
    catalog: Catalog, session: Session, add_image: AddImage
) -> None:
    more: dict[str, Any] = {"taken_at": TAKEN, "photographer": "Boris", "tags": ["pets", "2024"], "metadata": METADATA}
    dog = add_image("dog.jpg", unit(1), "A dog runs", "A wet dog", width=40, height=30, **more)
    add_thumbnail(session, dog, b"webp")
    titles = session.query(Image.titles).scalar()
    found = catalog.describe(dog)
    assert found == Described(
        image_id=dog, name="dog.jpg", gallery="g", width=40, height=30, taken_at=TAKEN, photographer="Boris",
        titles=titles, tags=["pets", "2024"], places=["tver"], persons=["Anna"], captions=["A dog runs", "A wet dog"],
        thumbnail=b"webp",
    )  # fmt: skip
    assert sorted(found.titles) == ["Anna", "Loyal friend"]


def test_of_a_picture_of_which_nothing_is_known_lists_are_empty(catalog: Catalog, add_image: AddImage) -> None:
    plain = add_image("plain.jpg", unit(1))
    assert catalog.describe(plain) == Described(
        image_id=plain, name="plain.jpg", gallery="g", width=4, height=3, taken_at=None, photographer=None, titles=[],
        tags=[], places=[], persons=[], captions=[], thumbnail=None,
    )  # fmt: skip


def test_a_hidden_picture_is_described_as_one_that_is_not_there(
    catalog: Catalog, session: Session, add_image: AddImage
) -> None:
    minor = add_image("minor.jpg", unit(1), "A wall", minor=True)
    for image_id in (minor, minor + 1):
        with pytest.raises(NoSuchPicture, match=f"^there is no picture {image_id}; hits of a search tell"):
            catalog.describe(image_id)


def test_a_text_is_read_as_people_write_unless_it_is_taken_literally(catalog: Catalog, add_image: AddImage) -> None:
    add_image("dog.jpg", unit(1))
    assert catalog.search("dog without snow").result.understood.as_dict() == {"without": ["snow"]}
    assert catalog.search("dog without snow", literal=True).result.understood.as_dict() == {}

"""What a script gets from a catalog: the page, the threshold and the filters that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.db import EmbeddedServer
from imgsearch.errors import BadInput, SchemaOutdated, UnreadableImage
from imgsearch.search import (
    Filters,
    SearchModels,
)
from imgsearch.tables import Image, Search
from tests.asking import search
from tests.fakes import CosineRegressor, unit

from .conftest import AddImage


@pytest.fixture
def catalog(
    engine: Engine, session: Session, models: SearchModels, add_image: AddImage, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Catalog]:
    """Three dogs, more and more snow about them, and a flagged one."""
    scored = replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]
    monkeypatch.setattr("imgsearch.search.warm.read_models", lambda _session: scored)
    for number, name in enumerate(("dog", "snowy", "snowier")):
        add_image(name, unit(1, number), gallery="g" if number else "other")
    add_image("minor", unit(1), minor=True)
    with Catalog(engine) as opened:
        yield opened
        # A connection that is in use when the engine is disposed of would stay open.
        session.rollback()


def test_the_database_of_a_folder_is_that_of_its_server(
    catalog: Catalog, database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def url(server: EmbeddedServer) -> URL:
        asked.append(server.data_dir)
        return database_url

    monkeypatch.setattr(EmbeddedServer, "url", url)
    monkeypatch.setenv("HOME", str(tmp_path))
    expected = EmbeddedServer(tmp_path / "photos").data_dir
    expected.mkdir(parents=True)
    for folder in (str(tmp_path / "photos"), tmp_path / "photos", "~/photos"):
        with Catalog.open(data_dir=folder) as opened:
            assert list(opened.frame()["name"]) == ["dog", "snowy", "snowier"]
    assert asked == [expected] * 3


def test_an_old_schema_is_refused_and_no_connection_stays_open(
    engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    disposed: list[Engine] = []
    dispose = Engine.dispose

    def note(closed: Engine) -> None:
        disposed.append(closed)
        dispose(closed)

    monkeypatch.setattr(Engine, "dispose", note)
    with pytest.raises(SchemaOutdated, match="imgsearch db upgrade"):
        Catalog(engine)
    assert disposed == [engine]


def test_a_search_gives_the_matches_and_on_request_the_others(catalog: Catalog) -> None:
    assert [hit.name for hit in catalog.search("dog")] == ["dog", "snowy"]
    assert [hit.name for hit in catalog.search("dog", nearest=True)] == ["dog", "snowy", "snowier"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"limit": 1}, ["dog"]),
        ({"limit": 1, "offset": 1}, ["snowy"]),
        ({"min_score": 0.4}, ["dog", "snowy", "snowier"]),
        ({"min_score": 0.9}, ["dog"]),
        ({"filters": Filters(gallery="g")}, ["snowy"]),
    ],
)
def test_options_of_a_search_are_passed_on(catalog: Catalog, options: dict[str, Any], found: list[str]) -> None:
    assert [hit.name for hit in catalog.search("dog", **options)] == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, ["dog", "snowy", "snowier"]),
        ({"limit": 1, "offset": 1}, ["snowy"]),
        ({"min_score": 0.6}, ["dog", "snowy"]),
        ({"min_score": 0.6, "nearest": True}, ["dog", "snowy", "snowier"]),
        ({"filters": Filters(gallery="g")}, ["snowy", "snowier"]),
    ],
)
def test_a_search_by_picture_gives_cosines(
    catalog: Catalog, tmp_path: Path, options: dict[str, Any], found: list[str]
) -> None:
    red = Pillow.new("RGB", (4, 4), "red")
    red.save(tmp_path / "red.png")
    for picture in (red, tmp_path / "red.png", str(tmp_path / "red.png")):
        hits = catalog.search_by_image(picture, **options)
        assert [hit.name for hit in hits] == found
        cosines = {"dog": 1.0, "snowy": 0.7099, "snowier": 0.4507}
        assert [hit.score for hit in hits] == pytest.approx([cosines[name] for name in found], abs=1e-3)
        assert [hit.score for hit in hits] == pytest.approx([1 - hit.distance for hit in hits])


def test_a_file_that_is_no_picture_is_refused(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    for given in (tmp_path / "a.txt", tmp_path / "nothing.jpg"):
        with pytest.raises(UnreadableImage, match=f"^{given}: "):
            catalog.search_by_image(given)
        with pytest.raises(UnreadableImage, match=f"^{given}: "):
            catalog.search(images=str(given))


def test_a_single_picture_or_id_may_stand_alone(catalog: Catalog) -> None:
    red = Pillow.new("RGB", (4, 4), "red")
    assert list(catalog.search(images=red)) == list(catalog.search(images=[red]))
    wanted = catalog.search("dog")[0].image_id
    assert list(catalog.search(like=wanted, nearest=True)) == list(catalog.search(like=[wanted], nearest=True))
    assert list(catalog.search("dog", filters=None)) == list(catalog.search("dog"))


@pytest.mark.parametrize(
    ("texts", "options", "said"),
    [
        ((5,), {}, "5 is no text; give each text as an argument of its own"),
        ((["dog"],), {}, r"\['dog'\] is no text"),
        ((None,), {}, "None is no text"),
        (("dog",), {"like": "17"}, "'17' is no picture's id; hits have it as image_id"),
        (("dog",), {"like": [1.5]}, "1.5 is no picture's id"),
        (("dog",), {"images": [5]}, "5 is no picture; give the path of a file"),
        (("dog",), {"filters": {"gallery": "g"}}, r"write them as Filters\(gallery=..., tags=\[...\]\)"),
        (("dog",), {"limit": "5"}, "the limit is '5' and the offset 0; both have to be whole numbers"),
        (("dog",), {"limit": 2.5}, "the limit is 2.5"),
        (("dog",), {"offset": None}, "the offset None"),
        (("dog",), {"min_score": "high"}, "the minimum score is 'high'; it must be a number from 0 to 1"),
    ],
)
def test_what_is_of_another_kind_is_told(
    catalog: Catalog, texts: tuple[Any, ...], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        catalog.search(*texts, **options)


def test_what_is_no_id_is_not_described(catalog: Catalog) -> None:
    for given in ("x", 1.5, None):
        with pytest.raises(BadInput, match="is no picture's id"):
            catalog.describe(given)  # type: ignore[arg-type]


def test_each_search_is_recorded(catalog: Catalog, session: Session) -> None:
    catalog.search("dog")
    catalog.search("a boy")
    catalog.search_by_image(Pillow.new("RGB", (4, 4), "red"))
    rows = session.execute(
        select(Search.text, Search.language, Search.refused, Search.hit_count, Search.best_score).order_by(Search.id)
    )
    assert [(*row[:4], row.best_score and round(row.best_score, 2)) for row in rows] == [
        ("dog", "en", False, 2, 1.0), ("a boy", "en", True, 0, None), (None, None, False, 3, 1.0),
    ]  # fmt: skip


def test_the_frame_has_every_picture_that_may_be_shown_by_its_id(catalog: Catalog, session: Session) -> None:
    # What is written last is where the table is read last.
    session.execute(update(Image).where(Image.name == "dog").values(photographer="Ann"))
    session.commit()
    frame = catalog.frame()
    assert list(frame["name"]) == ["dog", "snowy", "snowier"]
    assert list(frame["orientation"]) == ["landscape"] * 3
    assert list(frame.columns[:6]) == ["image_id", "name", "path", "gallery", "width", "height"]


@pytest.mark.parametrize("min_score", [-0.001, 1.001, float("nan")])
def test_a_minimal_score_outside_0_and_1_is_refused(catalog: Catalog, min_score: float) -> None:
    with pytest.raises(BadInput, match="must be a number from 0 to 1"):
        catalog.search("dog", min_score=min_score)


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize(("min_score", "hits"), [(0, 3), (1, 1)])
def test_minimal_scores_of_exactly_0_and_1_are_taken(
    session: Session, models: SearchModels, min_score: float, hits: int
) -> None:
    result = search(session, models, "dog" * 99, min_score=min_score)
    assert (len(result.hits), len(result.nearest)) == (hits, 3 - hits)

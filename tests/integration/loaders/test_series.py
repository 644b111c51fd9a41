"""Copies and bursts of one photograph are a series, of which a search shows the best."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sklearn.datasets
from click.testing import CliRunner
from PIL import Image as Pillow
from sqlalchemy import insert, literal, select, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.tables import Image, MinorEvidence
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from loaders.series import BURST_SECONDS, load_series
from loaders.thumbnails import load_thumbnails
from tests.fakes import ColourEncoder

PHOTOGRAPHS = [Pillow.fromarray(photograph) for photograph in sklearn.datasets.load_sample_images().images]
MOMENT = datetime(2024, 5, 6, 7, 8, 9)


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """A photograph, its bytes again, two copies of it, and another photograph."""
    root = tmp_path / "shoot"
    root.mkdir()
    china, flower = PHOTOGRAPHS
    china.save(root / "china.png")
    shutil.copy(root / "china.png", root / "again.png")
    china.resize((320, 213)).save(root / "small.jpg", quality=80)
    china.save(root / "worse.jpg", quality=30)
    flower.save(root / "flower.jpg", quality=95)
    return root


def load(session: Session, root: Path) -> int:
    load_images(session, root)
    load_image_embeddings(session, "small", lambda _: ColourEncoder())
    load_thumbnails(session)
    return load_series(session).inserted


def groups(session: Session) -> list[set[str]]:
    """Names of the pictures of each series, and each one that is alone."""
    found: dict[object, set[str]] = {}
    for name, series in session.execute(select(Image.name, Image.series).order_by(Image.name)):
        found.setdefault(series or name, set()).add(name)
    session.rollback()
    return list(found.values())


def test_the_same_bytes_and_copies_are_a_series(session: Session, shoot: Path) -> None:
    copies = {"china.png", "again.png", "small.jpg", "worse.jpg"}
    assert load(session, shoot) == 4
    assert groups(session) == [copies, {"flower.jpg"}]
    assert load(session, shoot) == 0
    PHOTOGRAPHS[0].resize((400, 266)).save(shoot / "new.png")
    assert load(session, shoot) == 1
    assert groups(session) == [copies | {"new.png"}, {"flower.jpg"}]


def test_plain_pictures_are_not_taken_for_copies(session: Session, tmp_path: Path) -> None:
    (tmp_path / "walls").mkdir()
    for number, colour in enumerate(("#aa3030", "#ab3131", "#ac3333")):
        Pillow.new("RGB", (300, 200), colour).save(tmp_path / "walls" / f"{number}.png")
    assert load(session, tmp_path / "walls") == 0


def test_other_bytes_are_compared_again(session: Session, shoot: Path) -> None:
    load(session, shoot)
    PHOTOGRAPHS[1].save(shoot / "worse.jpg", quality=60)
    assert load(session, shoot) == 2
    assert groups(session) == [{"again.png", "china.png", "small.jpg"}, {"flower.jpg", "worse.jpg"}]


def burst(session: Session, root: Path, seconds: list[float]) -> list[set[str]]:
    """Shots of one scene, no copies of one another, so many seconds after the first one."""
    root.mkdir()
    names = [f"shot{number}.png" for number in range(len(seconds))]
    for number, name in enumerate(names):
        PHOTOGRAPHS[1].rotate(25 * number).resize((300, 200)).save(root / name)
    load_images(session, root)
    for name, after in zip(names, seconds, strict=True):
        session.execute(update(Image).where(Image.name == name).values(taken_at=MOMENT + timedelta(seconds=after)))
    session.commit()
    load(session, root)
    return groups(session)


def test_shots_of_one_moment_are_a_series(session: Session, tmp_path: Path) -> None:
    step = BURST_SECONDS
    assert burst(session, tmp_path / "burst", [0, step, 2 * step, 3 * step + 0.1]) == [
        {"shot0.png", "shot1.png", "shot2.png"},
        {"shot3.png"},
    ]


def test_a_new_picture_joins_two_series_to_one(session: Session, tmp_path: Path) -> None:
    assert len(burst(session, tmp_path / "burst", [0, 1, 20, 21])) == 2
    session.execute(update(Image).where(Image.name.in_(["shot1.png", "shot2.png"])).values(taken_at=MOMENT))
    session.execute(update(Image).where(Image.name == "shot1.png").values(is_compared=False))
    session.commit()
    load_series(session)
    assert groups(session) == [{"shot0.png", "shot1.png", "shot2.png", "shot3.png"}]


def ask(url: URL, monkeypatch: pytest.MonkeyPatch, *options: str) -> list[tuple[str, int]]:
    """Names of the hits, with how many more each stands for."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", lambda _: ColourEncoder())
    done = CliRunner().invoke(main, ["query", "red", "--nearest", "--json", *options])
    assert done.exit_code == 0, done.output
    return [(hit["name"], hit["more"]) for hit in json.loads(done.stdout)["hits"]]


def test_a_search_shows_the_best_of_a_series_and_says_how_many_more_there_are(
    session: Session, shoot: Path, database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(session, shoot)
    everything = ask(database_url, monkeypatch, "--all")
    assert {name for name, _ in everything} == {"china.png", "again.png", "small.jpg", "worse.jpg", "flower.jpg"}
    assert {more for _, more in everything} == {0}
    best = next(name for name, _ in everything if name != "flower.jpg")
    folded = ask(database_url, monkeypatch)
    assert sorted(folded) == sorted([(best, 3), ("flower.jpg", 0)])
    pages = [ask(database_url, monkeypatch, "-n", "1", "--page", page) for page in "123"]
    assert pages == [[folded[0]], [folded[1]], []]


def test_pictures_that_are_hidden_are_not_counted(
    session: Session, shoot: Path, database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(session, shoot)
    found = select(Image.id, Image.is_hidden, literal("classifier"), literal("r1"), literal(0.95))
    columns = ["image_id", "is_hidden", "source", "term", "probability"]
    seen = found.where(Image.name == "small.jpg")
    session.execute(insert(MinorEvidence).from_select(columns, seen, include_defaults=False))
    session.commit()
    assert sorted(more for _, more in ask(database_url, monkeypatch)) == [0, 2]

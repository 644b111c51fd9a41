"""The main colours of pictures, by which a search is narrowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image as Pillow
from sqlalchemy import select, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.tables import Image
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from loaders.series import load_series
from loaders.thumbnails import load_thumbnails
from tests.builders import hide
from tests.fakes import ColourEncoder

SHADES = {"meadow": "forestgreen", "rose": "crimson", "sky": "royalblue"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A picture of each shade, and one of two."""
    root = tmp_path / "shades"
    root.mkdir()
    for name, shade in SHADES.items():
        Pillow.new("RGB", (300, 200), shade).save(root / f"{name}.png")
    both = Pillow.new("RGB", (300, 200), "forestgreen")
    both.paste(Pillow.new("RGB", (100, 200), "royalblue"))
    both.save(root / "both.png")
    return root


def load(session: Session, root: Path) -> dict[str, list[str] | None]:
    load_images(session, root)
    load_image_embeddings(session, "small", lambda _: ColourEncoder())
    load_thumbnails(session)
    load_series(session)
    return colours(session)


def colours(session: Session) -> dict[str, list[str] | None]:
    found = {name: own for name, own in session.execute(select(Image.name, Image.colours))}
    session.rollback()
    return found


def test_a_load_names_the_colours_of_each_picture(session: Session, root: Path) -> None:
    assert load(session, root) == {
        "meadow.png": ["green"],
        "rose.png": ["red"],
        "sky.png": ["blue"],
        "both.png": ["green", "blue"],
    }


def test_pictures_of_an_older_database_get_theirs_with_the_next_load(session: Session, root: Path) -> None:
    load(session, root)
    session.execute(update(Image).where(Image.name == "rose.png").values(colours=None))
    session.commit()
    assert load(session, root)["rose.png"] == ["red"]


def test_other_bytes_have_colours_of_their_own(session: Session, root: Path) -> None:
    load(session, root)
    Pillow.new("RGB", (300, 200), "gold").save(root / "rose.png")
    load_images(session, root)
    assert colours(session)["rose.png"] is None
    assert load(session, root)["rose.png"] == ["yellow"]


def ask(url: URL, monkeypatch: pytest.MonkeyPatch, *options: str) -> Any:  # noqa: ANN401 (what the command prints)
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", lambda _: ColourEncoder())
    done = CliRunner().invoke(main, ["query", "red", "--nearest", "--json", *options])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--colour", "green"], {"meadow.png", "both.png"}),
        (["--colour", "зелёный"], {"meadow.png", "both.png"}),
        (["--colour", "green", "--colour", "Blue"], {"both.png"}),
    ],
)
def test_a_search_is_narrowed_to_colours(
    session: Session,
    database_url: URL,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    names: set[str],
) -> None:
    load(session, root)
    assert {hit["name"] for hit in ask(database_url, monkeypatch, *options)["hits"]} == names


def test_hidden_pictures_are_found_by_no_colour(
    session: Session, database_url: URL, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(session, root)
    hide(session, Image.name == "both.png")
    session.commit()
    found = ask(database_url, monkeypatch, "--colour", "green")
    assert [hit["name"] for hit in found["hits"]] == ["meadow.png"]


def test_nothing_but_names_of_colours_can_be_said_there(session: Session, root: Path) -> None:
    load(session, root)
    with pytest.raises(IntegrityError, match="ck_image_colours"):
        session.execute(update(Image).values(colours=["a girl of nine"]))

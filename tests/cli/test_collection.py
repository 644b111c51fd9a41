"""`imgsearch collection` and files of results, on a database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.search import SearchModels
from imgsearch.tables import Image
from imgsearch.web.accounts import add_account
from imgsearch.web.app import create_app
from imgsearch.web.config import WebConfig
from tests.builders import hide, insert_image, make_models

ANN = ("--account", "ann")


@pytest.fixture
def ids(session: Session, database_url: URL, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """Three pictures, of which the last is hidden."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    add_account(session, "ann", "searcher", "correct horse battery")
    found = []
    for number in range(3):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(bytes([number]))
        found.append(insert_image(session, path, (4, 3), "g"))
    session.commit()
    hide(session, Image.id == found[2])
    session.commit()
    return found


@pytest.fixture
def models(session: Session) -> SearchModels:
    return make_models(session)


def run(*arguments: object, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["collection", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done


def test_a_collection_is_made_shown_shared_and_removed(ids: list[int], engine: Engine, models: SearchModels) -> None:
    assert run("add", "Red ones", *ids[:2], *ANN).output == "2 pictures are in Red ones\n"
    assert re.findall(r"\d+\.jpg", run("show", "Red ones", *ANN).output) == ["0.jpg", "1.jpg"]
    path = run("share", "Red ones", "--days", 2, *ANN).output.strip()
    assert re.search(r"2  Red ones +shared until \d{4}-\d\d-\d\d\n", run("list", *ANN).output)
    with TestClient(create_app(engine, WebConfig(secret="0" * 64), models)) as stranger:
        assert stranger.get(path).status_code == 200
        run("unshare", "Red ones", *ANN)
        assert stranger.get(path).status_code == 404
    run("remove", "Red ones", ids[0], *ANN)
    assert re.findall(r"\d+\.jpg", run("show", "Red ones", *ANN).output) == ["1.jpg"]
    run("remove", "Red ones", *ANN)
    assert "no collections" in run("list", *ANN).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "Blue", "--account", "ann"), "ann has no collection 'Blue'"),
        (("list", "--account", "bob"), "there is no account 'bob'"),
        (("add", " ", "--account", "ann"), "a collection's name has 1 to 200 characters"),
        (
            ("add", "Red", "999", "--account", "ann"),
            "there is no picture 999; hits of a search tell their ids",
        ),
    ],
)
def test_mistakes_are_one_line(ids: list[int], arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments, code=1)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_hidden_picture_is_collected_by_nobody(ids: list[int]) -> None:
    assert f"there is no picture {ids[2]}" in run("add", "Red", ids[2], *ANN, code=1).stderr

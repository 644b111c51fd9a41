"""The command, the API, Python and the page ask the same: the same query finds the same by all four."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.queries.filters import FILTERS, Filters
from imgsearch.search import SearchModels
from imgsearch.search.ahead import EncodingAhead
from imgsearch.shown.catalog import Catalog
from imgsearch.tables import Image

from .conftest import BLUE, RED, AddPicture, csrf_of, jpeg

TILE = re.compile(r'class="tile [^>]*href="/picture/(\d+)')


class Asked(NamedTuple):
    """A query, whichever way it is asked."""

    texts: tuple[str, ...] = ()
    like: str = ""
    own: bool = False
    """With a picture of the visitor's."""
    options: tuple[tuple[str, Any], ...] = ()


ASKED = [
    Asked(("something red",)),
    Asked(("red without blue",)),
    Asked(("red -blue",)),
    Asked(("without red",)),
    Asked(("-red",)),
    Asked(("-1:red",)),
    Asked(("-red", "-green")),
    Asked(("photos without red",), options=(("sort", "oldest"),)),
    Asked(("red", "blue")),
    Asked(("2:red", "blue")),
    Asked(("red", "-0.5:blue")),
    Asked(("red",), like="blue.png"),
    Asked(("3:blue", "-red"), like="pink.png"),
    Asked(like="red.png"),
    Asked(own=True),
    Asked(("2:red",), own=True),
    Asked(("red",), like="blue.png", own=True, options=(("sort", "oldest"),)),
    Asked(("red",), options=(("photographer", "Ann"),)),
    Asked(("red",), options=(("sort", "newest"),)),
    Asked(("red",), options=(("min_score", 0.6),)),
    Asked(("red",), options=(("literal", True),)),
    Asked(options=(("sort", "oldest"),)),
    Asked(options=(("photographer", "Ann"),)),
    Asked(("red",), options=(("taken_from", "2021"), ("taken_to", "2022-05-01"))),
    Asked(("red",), options=(("taken_from", "0001-01-01"), ("taken_to", "9999-12-31"))),
    Asked(options=(("taken_from", "0001"), ("taken_to", "9999"))),
]


@pytest.fixture
def ids(session: Session, add_picture: AddPicture) -> dict[str, int]:
    """Four pictures with dates, two of them Ann's."""
    colours = {"red.png": RED, "pink.png": (200, 60, 90), "violet.png": (120, 20, 140), "blue.png": BLUE}
    found = {name: add_picture(name, colour, caption=f"a {name[:-4]} square") for name, colour in colours.items()}
    for year, name in enumerate(("blue.png", "red.png", "violet.png", "pink.png"), start=2020):
        values = {"taken_at": f"{year}-05-01", "photographer": "Ann" if year % 2 else "Bo"}
        session.execute(update(Image).where(Image.name == name).values(values))
    session.commit()
    return found


@pytest.fixture
def by_command(
    database_url: URL, models: SearchModels, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Asked, dict[str, int]], list[int]]:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    monkeypatch.setattr("imgsearch.cli.query.read_models", lambda _session: models)
    monkeypatch.setattr("imgsearch.cli.query.EncodingAhead", lambda _texts: EncodingAhead([]))
    own = tmp_path / "own.jpg"
    own.write_bytes(jpeg(BLUE))

    def ask(asked: Asked, ids: dict[str, int]) -> list[int]:
        options = [f"--like={ids[asked.like]}"] if asked.like else []
        options += [f"--image={own}"] if asked.own else []
        for name, value in asked.options:
            option = FILTERS[name].option if name in FILTERS else f"--{name.replace('_', '-')}"
            options += [option] if value is True else [f"{option}={value}"]
        done = CliRunner().invoke(main, ["query", *asked.texts, *options, "--json", "--nearest"], standalone_mode=False)
        assert done.exit_code == 0, done.output
        return [hit["image_id"] for hit in json.loads(done.output)["hits"]]

    return ask


def by_api(client: TestClient, asked: Asked, ids: dict[str, int]) -> list[int]:
    params: dict[str, Any] = {"q": list(asked.texts), "nearest": True, **dict(asked.options)}
    if asked.like:
        params["like"] = ids[asked.like]
    if asked.own:
        answer = client.post("/api/search/image", params=params, files={"picture": ("own.jpg", jpeg(BLUE))})
    else:
        answer = client.get("/api/search", params=params)
    assert answer.status_code == 200, answer.text
    return [hit["image_id"] for hit in answer.json()["hits"]]


def by_page(client: TestClient, asked: Asked, ids: dict[str, int]) -> list[int]:
    params: dict[str, Any] = {"q": list(asked.texts), "nearest": True, **dict(asked.options)}
    if asked.like:
        params["like"] = ids[asked.like]
    if asked.own:
        form = {"csrf": csrf_of(client.get("/").text)}
        sent = client.post("/by-picture", data=form, files={"picture": ("own.jpg", jpeg(BLUE))})
        params["picture"] = sent.headers["location"].partition("picture=")[2]
    page = client.get("/", params=params)
    assert page.status_code == 200, page.text
    return [int(found) for found in TILE.findall(page.text)]


def by_catalog(engine: Engine, models: SearchModels, own: Path, asked: Asked, ids: dict[str, int]) -> list[int]:
    catalog = Catalog(engine)
    catalog._searcher._models, catalog._searcher._is_given = models, True
    options = dict(asked.options)
    filters = Filters(**{name: options.pop(name) for name in FILTERS if name in options})
    own.write_bytes(jpeg(BLUE))
    found = catalog.search(
        *asked.texts,
        images=[own] if asked.own else [],
        like=[ids[asked.like]] if asked.like else [],
        filters=filters,
        nearest=True,
        **options,
    )
    return [hit.image_id for hit in found]


@pytest.fixture
def ways(
    client: TestClient,
    engine: Engine,
    models: SearchModels,
    by_command: Callable[[Asked, dict[str, int]], list[int]],
    tmp_path: Path,
) -> dict[str, Callable[[Asked, dict[str, int]], list[int]]]:
    return {
        "command": by_command,
        "API": partial(by_api, client),
        "page": partial(by_page, client),
        "Python": partial(by_catalog, engine, models, tmp_path / "catalog.jpg"),
    }


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_all_four_ways_find_the_same(
    ways: dict[str, Callable[[Asked, dict[str, int]], list[int]]], ids: dict[str, int], asked: Asked
) -> None:
    found = {name: way(asked, ids) for name, way in ways.items()}
    assert len(found["command"]) >= 2
    assert found == dict.fromkeys(ways, found["command"])


@pytest.mark.parametrize("texts", [["red", "2:"], ["red", "-red"], ["red"] * 11])
def test_what_one_way_refuses_all_refuse(client: TestClient, texts: list[str]) -> None:
    assert client.get("/api/search", params={"q": texts}).status_code in (400, 422)
    assert client.get("/", params={"q": texts}).status_code == 400

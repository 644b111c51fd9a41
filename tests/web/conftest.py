from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from pgvector import HalfVector
from PIL import Image as Pillow
from sqlalchemy import Engine, insert
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.search import SearchModels
from imgsearch.tables import Caption, Encoder, Image, ImageEmbedding, MinorEvidence
from imgsearch.web.accounts import add_account
from imgsearch.web.app import create_app
from imgsearch.web.config import WebConfig
from loaders.thumbnails import load_thumbnails
from tests.builders import hide, insert_image
from tests.fakes import RedBlueEncoder
from tests.web.logins import ROLES, Issuer
from tests.web.processes import Page, Serve, start_page

PASSWORD = "correct horse battery"
DIMENSION = 8
CONFIG = WebConfig(secret="0" * 64, searches_per_minute=10_000, logins_per_minute=3)
RED, BLUE = (220, 20, 20), (20, 20, 220)


AddPicture = Callable[..., int]
OpenSite = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """An error is one line: what structlog prints for developers takes seconds where rich is installed."""
    processors: list[structlog.typing.Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
    structlog.configure(processors=processors)
    yield
    structlog.reset_defaults()


@pytest.fixture
def models(session: Session) -> SearchModels:
    row = Encoder(name="small", revision="1", dimension=DIMENSION, is_active=True)
    session.add(row)
    session.commit()
    return SearchModels(row.id, RedBlueEncoder(), {}, None, None)


@pytest.fixture
def add_picture(session: Session, models: SearchModels, tmp_path: Path) -> AddPicture:
    """Write a picture of one colour with EXIF, and load it with a caption and a thumbnail; returns its id."""

    def add(
        name: str,
        colour: tuple[int, int, int] = RED,
        *,
        minor: bool = False,
        size: tuple[int, int] = (60, 40),
        gallery: str = "g",
        caption: str = "a red square",
    ) -> int:
        picture = Pillow.new("RGB", size, colour)
        exif = Pillow.Exif()
        exif[0x010F] = "SecretCamera"
        path = tmp_path / name
        picture.save(path, exif=exif)
        image_id = insert_image(session, path, size, gallery)
        vector = HalfVector(models.encoder.encode_images([picture])[0])
        session.execute(
            insert(ImageEmbedding).values(
                encoder_id=models.encoder_id, image_id=image_id, is_hidden=False, embedding=vector
            )
        )
        session.execute(
            insert(Caption).values(
                caption_key=f"{name}#0", image_name=name, image_id=image_id, is_hidden=False, text=caption
            )
        )
        session.commit()
        load_thumbnails(session)
        if minor:
            session.execute(
                insert(MinorEvidence).values(
                    image_id=image_id, is_hidden=False, source="caption", term="boy", caption_key="x", probability=1.0
                )
            )
            session.commit()
        return image_id

    return add


@pytest.fixture
def accounts(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    # Four accounts and many logins in every test: the cost that keeps guessers out would be paid here.
    monkeypatch.setattr("imgsearch.web.accounts._hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    add_account(session, "sam", "searcher", PASSWORD)
    add_account(session, "eve", "editor", PASSWORD)
    add_account(session, "ada", "admin", PASSWORD)
    add_account(session, "tom", "searcher", PASSWORD, sees_originals=False)
    session.commit()


@pytest.fixture
def client(engine: Engine, models: SearchModels) -> Iterator[TestClient]:
    with TestClient(create_app(engine, CONFIG, models), follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def open_site(engine: Engine, models: SearchModels) -> Iterator[OpenSite]:
    """Opens the page with other settings than usual; `address` is the visitor's."""
    with ExitStack() as opened:

        def open_it(address: str = "testclient", *, faults: bool = True, **settings: Any) -> TestClient:  # noqa: ANN401
            app = create_app(engine, replace(CONFIG, **settings), models)
            made = TestClient(app, follow_redirects=False, client=(address, 1), raise_server_exceptions=faults)
            return opened.enter_context(made)

        yield open_it


@pytest.fixture(scope="session")
def running_issuer() -> Iterator[Issuer]:
    with Issuer.running() as issuer:
        yield issuer


@pytest.fixture
def issuer(running_issuer: Issuer) -> Issuer:
    """An OpenID Connect provider that tells the truth until it is asked not to."""
    running_issuer.lie()
    return running_issuer


@pytest.fixture
def site(open_site: OpenSite, issuer: Issuer) -> TestClient:
    """The page, where that provider vouches for people."""
    return open_site(oidc=issuer.config(), roles=ROLES)


@pytest.fixture
def serve(database_url: URL, tmp_path: Path) -> Iterator[Serve]:
    """Starts the page as a command."""
    with ExitStack() as stack:

        def start(*options: str, workers: int = 2) -> Page:
            return start_page(stack, database_url, tmp_path, *options, workers=workers)

        yield start


@pytest.fixture
def web_engine(engine: Engine, database_url: URL) -> Iterator[Engine]:
    """Connections of a login that is a member of imgsearch_web and nothing else."""
    name = f"web_login_{database_url.database}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'secret' IN ROLE imgsearch_web")
    made = make_engine(database_url.set(username=name, password="secret"))
    yield made
    made.dispose()
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP ROLE {name}")


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def log_in(client: TestClient, name: str, password: str = PASSWORD) -> int:
    """Log in through the form; returns the status."""
    form = {"name": name, "password": password, "csrf": csrf_of(client.get("/login").text)}
    return client.post("/login", data=form).status_code


def jpeg(colour: tuple[int, int, int] = RED, size: tuple[int, int] = (30, 30)) -> bytes:
    data = BytesIO()
    Pillow.new("RGB", size, colour).save(data, "JPEG")
    return data.getvalue()


def flag(session: Session, image_id: int) -> None:
    hide(session, Image.id == image_id)
    session.commit()


def routes_of(client: TestClient) -> set[tuple[str, str]]:
    """Method and path of every route of the application, whichever router it came from."""
    assert isinstance(client.app, FastAPI)
    found = set()
    for route in iter_route_contexts(client.app.routes):
        found |= {(method, str(route.path)) for method in (route.methods or ()) if method != "HEAD"}
    return found

"""64 clients that search while pictures are loaded and flagged and the encoder is switched."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.errors import BadInput
from imgsearch.minors import find_terms
from imgsearch.minors.review import review
from imgsearch.search import read_models
from loaders.embeddings import load_caption_embeddings, load_image_embeddings
from loaders.folder import load_folder
from loaders.switch import load_and_switch
from tests.asking import search
from tests.builders import demand_screening
from tests.fakes import ColourEncoder

CLIENTS = 64
#: Seconds between two searches of a client, so that all of them together leave the load a share of one process.
PAUSE = 0.75
LOADS = 3
PICTURES = 24
"""In a folder; every sixth has a caption that speaks of a child."""


class Client(threading.Thread):
    """Searches again and again over a connection of its own, and looks for pictures that were flagged before."""

    def __init__(self, url: URL, hidden: dict[str, None], done: threading.Event) -> None:
        super().__init__()
        self.url, self.hidden, self.done = url, hidden, done
        self.last: set[str] = set()
        self.shown: set[str] = set()
        self.searches = 0
        self.errors: list[Exception] = []

    def run(self) -> None:
        engine = make_engine(self.url)
        try:
            with Session(engine) as session:
                while not self.done.wait(PAUSE) and not self.errors:
                    self.search(session)
                self.search(session)
        except Exception as exc:
            self.errors.append(exc)
        finally:
            engine.dispose()

    def search(self, session: Session) -> None:
        hidden = set(self.hidden)
        models = read_models(session)
        session.rollback()
        result = search(session, models, "red and blue", limit=LOADS * PICTURES, min_score=0.0)
        self.last = {hit.name for hit in (*result.hits, *result.nearest)}
        self.shown |= hidden & self.last
        self.searches += 1


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> dict[str, ColourEncoder]:
    made = {"first": ColourEncoder(), "second": ColourEncoder("second", dimension=8), "minilm": ColourEncoder("minilm")}
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", made.__getitem__)
    return made


def make_folder(folder: Path) -> dict[str, bool]:
    """Pictures of many colours with captions; whether each is of a child."""
    folder.mkdir()
    made = {}
    lines = ["image,caption"]
    for number in range(PICTURES):
        name = f"{folder.name}-{number}.png"
        colour = (number * 10, number * 37 % 256, int(folder.name) * 80)
        Pillow.new("RGB", (8, 8), colour).save(folder / name)
        made[name] = number % 6 == 0
        lines.append(f"{name},A {'child' if made[name] else 'car'} in red and blue")
    (folder / "captions.csv").write_text("\n".join(lines))
    return made


def switch_again_and_again(engine: Engine, encoders: dict[str, ColourEncoder], done: threading.Event) -> int:
    """Switch between the two encoders until it is done; how often that was."""
    switched = 0
    with Session(engine) as session:
        while not done.is_set():
            try:
                load_and_switch(session, encoders[("second", "first")[switched % 2]], encoders.__getitem__)
                switched += 1
            except BadInput:  # a load has just brought pictures that lack a vector
                session.rollback()
            time.sleep(0.3)
    return switched


def test_no_error_and_no_flagged_picture_while_a_load_and_a_switch_run(
    database_url: URL, clone_database: Callable[[], URL], tmp_path: Path, encoders: dict[str, ColourEncoder]
) -> None:
    folders = [tmp_path / str(number) for number in range(LOADS)]
    pictures = {name: minor for folder in folders for name, minor in make_folder(folder).items()}
    hidden = dict.fromkeys(name for name, minor in pictures.items() if minor)
    engine = make_engine(database_url)
    done = threading.Event()

    def load(folder: Path) -> None:
        with Session(engine) as session:
            list(load_folder(session, folder, find_terms))
            for name in ("first", "second"):
                load_image_embeddings(session, name, encoders.__getitem__)
            load_caption_embeddings(session, "minilm", encoders.__getitem__)

    def load_and_flag() -> None:
        for number, folder in enumerate(folders[1:], start=1):
            load(folder)
            with Session(engine) as session:
                review(session, [f"{number - 1}-1.png"], "flag", "editor")
                session.commit()
            hidden[f"{number - 1}-1.png"] = None

    with Session(engine) as session:
        demand_screening(session, of_pixels=False)
        session.commit()
    load(folders[0])
    clients = [Client(database_url, hidden, done) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    with ThreadPoolExecutor(2) as pool:
        switching = pool.submit(switch_again_and_again, engine, encoders, done)
        try:
            load_and_flag()
        finally:
            done.set()
        assert switching.result() > 1
    for client in clients:
        client.join(timeout=60)
    engine.dispose()
    assert [error for client in clients for error in client.errors] == []
    assert set().union(*(client.shown for client in clients)) == set()
    assert min(client.searches for client in clients) > 1
    assert all(client.last == set(pictures) - set(hidden) for client in clients)

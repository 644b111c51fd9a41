"""A catalog that cannot be opened, and one that is closed."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.errors import BadInput, DatabaseUnavailable
from imgsearch.search import SearchModels
from tests.fakes import unit

from .conftest import AddImage

CLOSED = "this catalog is closed; open another one with Catalog.open"


@pytest.fixture
def catalog(
    engine: Engine, session: Session, models: SearchModels, add_image: AddImage, monkeypatch: pytest.MonkeyPatch
) -> Catalog:
    monkeypatch.setattr("imgsearch.search.warm.read_models", lambda _session: models)
    add_image("dog", unit(1))
    session.commit()
    return Catalog(engine)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://h/d",
        "postgresql://a:b@c@h/d",
        "postgresql://h:port/d",
        "postgresql://h/d?no_such_option=1",
        "postgresql://127.0.0.1:1/d",
    ],
)
def test_what_is_wrong_with_an_address_is_said_of_the_argument(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", "postgresql://other/database")
    with pytest.raises((BadInput, DatabaseUnavailable), match=r"the URL that Catalog\.open was given") as refused:
        Catalog.open(url)
    assert "IMGSEARCH_DATABASE_URL" not in str(refused.value)


ASKING: list[Callable[[Catalog], Any]] = [
    lambda catalog: catalog.search("dog"),
    lambda catalog: catalog.search(like=1),
    lambda catalog: catalog.browse(),
    lambda catalog: catalog.frame(),
    lambda catalog: catalog.describe(1),
    lambda catalog: catalog.__enter__(),
]


@pytest.mark.parametrize("ask", ASKING)
def test_a_closed_catalog_says_so(catalog: Catalog, ask: Callable[[Catalog], Any]) -> None:
    catalog.search("dog")
    catalog.close()
    with pytest.raises(BadInput, match=CLOSED):
        ask(catalog)
    catalog.close()


def test_a_forked_process_leaves_the_connections_of_the_other_alone(catalog: Catalog, engine: Engine) -> None:
    catalog.search("dog")
    with engine.connect() as connection:
        backend = connection.connection.dbapi_connection
        assert backend is not None
        with pytest.MonkeyPatch.context() as forked:
            forked.setattr("imgsearch.shown.own_lock.getpid", lambda: -1)
            for ask in ASKING:
                with pytest.raises(BadInput, match="this catalog is of the process that was forked; open another one"):
                    ask(catalog)
            catalog.close()
        assert not backend.closed
    backend.close()
    assert len(catalog.search("dog", nearest=True)) == 1
    catalog.close()


def test_threads_of_a_catalog_that_is_closed_hear_so_and_keep_no_connection(catalog: Catalog, engine: Engine) -> None:
    said: list[str] = []
    begun = threading.Barrier(5)

    def ask() -> None:
        begun.wait()
        try:
            while True:
                catalog.search("dog")
        except BadInput as exc:
            said.append(str(exc))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    begun.wait()
    catalog.search("dog")
    catalog.close()
    for thread in threads:
        thread.join(30)
    assert said == [CLOSED] * 4
    gc.collect()  # pytest makes an error of a connection that is forgotten while it is open
    assert "Connections in pool: 0" in engine.pool.status()

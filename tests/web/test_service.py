"""What the page writes into its log, and what it answers when something is wrong with it."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.engine import URL

from imgsearch.db import make_engine
from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import ImgsearchError
from imgsearch.search import SearchModels
from imgsearch.web.app import create_app
from imgsearch.web.finding import Finder
from tests.page_logs import page_logs

from .conftest import CONFIG, PASSWORD, AddPicture, OpenSite, csrf_of, log_in

WENT_WRONG = "Something went wrong. The error is in the log."


@pytest.mark.parametrize("log_queries", [False, True])
def test_the_log_tells_of_requests_and_of_queries_only_if_asked_to(
    open_site: OpenSite, accounts: None, capsys: pytest.CaptureFixture[str], log_queries: bool
) -> None:
    site = open_site(log_queries=log_queries)
    with page_logs():
        log_in(site, "sam")
        answer = site.get("/?q=a+secret+wish")
        site.get("/picture/7?q=a+secret+wish")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    search, picture = lines[-2:]
    told = {name: search[name] for name in ("method", "route", "status", "account", "request_id")}
    assert told == {
        "method": "GET", "route": "/", "status": 200, "account": "sam", "request_id": answer.headers["x-request-id"],
    }  # fmt: skip
    assert (picture["route"], picture["status"]) == ("/picture/{image_id}", 404)
    assert [line.get("query") for line in (search, picture)] == ["a secret wish" if log_queries else None] * 2
    assert ("secret" in json.dumps(lines)) is log_queries
    assert PASSWORD not in json.dumps(lines)
    assert [line["account"] for line in lines if line["route"] == "/login"] == [None, None]


def test_lines_of_libraries_say_when_and_how_bad_as_those_of_requests_do(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = datetime.now(UTC)
    with page_logs():
        client.get("/healthz")
        logging.getLogger("a.library").info("unsaid")
        try:
            raise OSError("the disk is full")
        except OSError:
            logging.getLogger("a.library").warning("%d\x1b[2J", 5, exc_info=True)
    request, library = map(json.loads, capsys.readouterr().err.splitlines())
    assert (request["event"], request["level"]) == ("request", "info")
    assert 0 < request["ms"] < 60_000
    assert (library["event"], library["level"]) == ("5\x1b[2J", "warning")
    assert library["exception"].splitlines()[-1] == "OSError: the disk is full"
    for line in (request, library):
        assert line["timestamp"].endswith("Z")
        assert begun <= datetime.fromisoformat(line["timestamp"]) <= datetime.now(UTC)
    assert set(library) == {"event", "level", "timestamp", "exception"}


def test_a_line_of_the_log_is_one_write_so_that_processes_may_share_it(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    class Stream(StringIO):
        def write(self, said: str) -> int:
            written.append(said)
            return len(said)

    monkeypatch.setattr("sys.stderr", Stream())
    site = open_site()
    with page_logs():
        for _ in range(3):
            site.get("/healthz")
    assert [json.loads(line)["route"] for line in written] == ["/healthz"] * 3
    assert all(line.endswith("}\n") for line in written)


def test_without_a_database_the_page_says_so(database_url: URL, models: SearchModels) -> None:
    engine = make_engine(database_url.set(database="imgsearch_test_nowhere"))
    with TestClient(create_app(engine, CONFIG, models)) as site:
        health = site.get("/healthz")
        assert (health.status_code, health.json()) == (503, {"status": "the database does not answer"})
        answer = site.get("/api/search?q=red")
        assert (answer.status_code, answer.json()) == (503, {"detail": "the database does not answer"})
        for path in ("/", "/picture/1", "/shared/x"):
            page = site.get(path, headers={"Accept-Language": "ru", "Cookie": "imgsearch_session=mine"})
            assert page.status_code == 503
            assert "База данных не отвечает" in page.text
            # Whoever is logged in stays so.
            assert "set-cookie" not in page.headers
            assert "/login" not in page.text
    engine.dispose()


def test_characters_that_no_text_has_are_the_visitors_mistake(
    client: TestClient, add_picture: AddPicture, accounts: None
) -> None:
    add_picture("r.png")
    csrf = csrf_of(client.get("/login").text)
    assert client.post("/login", data={"name": "s\0m", "password": PASSWORD, "csrf": csrf}).status_code == 400
    log_in(client, "sam")
    form = {"text": "red\0", "image": 1, "rating": 3, "csrf": csrf_of(client.get("/rate").text)}
    assert client.post("/rate", data=form).status_code == 400


@pytest.mark.parametrize("address", ["/picture/x", "/picture/0", "/thumbnail/x.webp", "/nowhere", "/api/nowhere"])
def test_an_address_where_nothing_can_be_is_not_found(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    kind = "application/json" if address.startswith("/api/") else "text/html; charset=utf-8"
    assert answer.headers["content-type"] == kind
    assert ("Page not found." in answer.text) is not address.startswith("/api/")


@pytest.mark.parametrize(
    ("address", "said"), [("/api/search?q=dog", '{"detail":"the service is not ready"}'), ("/?q=dog", WENT_WRONG)]
)
def test_what_is_wrong_with_the_service_itself_stands_in_the_log_alone(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    accounts: None,
    address: str,
    said: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ImgsearchError("models/small lacks a file")

    monkeypatch.setattr(Finder, "find", fail)
    log_in(client, "sam")
    with page_logs():
        answer = client.get(address)
    assert answer.status_code == 503
    assert said in answer.text
    assert "models/small" not in answer.text
    assert "models/small lacks a file" in capsys.readouterr().err


def test_no_request_holds_a_connection_for_longer_than_20_seconds(client: TestClient) -> None:
    with client.app.state.site.database.acting_as(SEARCHER_ROLE) as session:  # type: ignore[attr-defined]
        assert session.scalar(text("SHOW statement_timeout")) == "20s"
        assert session.scalar(text("SELECT current_user")) == SEARCHER_ROLE
        assert session.scalar(text("SELECT session_user")) != SEARCHER_ROLE

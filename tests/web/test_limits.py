"""Every limit at its last allowed value and at the next one; the usual ones are those that the documentation names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from imgsearch.cli.serve import serve
from imgsearch.web.accounts import User
from imgsearch.web.config import WebConfig
from imgsearch.web.counting import OwnCounter
from imgsearch.web.limits import Limits
from imgsearch.web.visitor import Visitor

from .conftest import CONFIG, AddPicture, OpenSite, csrf_of, jpeg, log_in

SEEN_BY = Visitor.new(None, "en", "192.0.2.1")
USUAL = WebConfig(secret="0" * 64)
MEGABYTE, KILOBYTE = 1024 * 1024, 1024


def test_the_command_starts_with_the_usual_limits() -> None:
    usual = serve.make_context("serve", []).params
    assert usual["searches_per_minute"] == USUAL.searches_per_minute
    assert usual["max_upload"] * MEGABYTE == USUAL.max_upload_bytes
    assert (usual["host"], usual["behind_proxy"]) == ("127.0.0.1", None)
    assert not any(usual[name] for name in ("login_required", "https_only", "log_queries", "metrics"))
    assert not any((USUAL.login_required, USUAL.https_only, USUAL.log_queries, USUAL.metrics))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_700_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


def test_searches_are_counted_by_the_minute_and_address(clock: list[float]) -> None:
    limits = Limits(USUAL)
    asked = []
    for _ in range(61):
        clock[0] += 0.5
        asked.append(limits.may_search(SEEN_BY))
    assert asked == [True] * 60 + [False]
    clock[0] += 25
    assert not limits.may_search(SEEN_BY)
    assert limits.may_search(replace(SEEN_BY, address="192.0.2.2"))
    user = User(1, "sam", "searcher", True, 0)
    assert all(limits.may_search(replace(SEEN_BY, user=user)) for _ in range(61))
    clock[0] += 60
    assert limits.may_search(SEEN_BY)


def test_logins_are_counted_by_the_minute_name_and_address(clock: list[float]) -> None:
    limits = Limits(USUAL)
    attempts = []
    for name in ("eve", "Eve", " eve", "EVE ", "eve", "eve"):
        clock[0] += 5
        attempts.append(limits.may_log_in(SEEN_BY, name))
    assert attempts == [True] * 5 + [False]
    elsewhere = replace(SEEN_BY, address="192.0.2.2")
    assert limits.may_log_in(elsewhere, "eve")  # nobody can lock somebody out from another address
    assert [limits.may_log_in(SEEN_BY, f"name {n}") for n in range(15)] == [True] * 14 + [False]
    clock[0] += 61
    assert limits.may_log_in(SEEN_BY, "eve")


def test_guesses_at_one_name_from_many_addresses_are_slowed(clock: list[float]) -> None:
    limits = Limits(USUAL)

    def guess(number: int, name: str = "eve") -> bool:
        return limits.may_log_in(replace(SEEN_BY, address=f"198.51.{number // 250}.{number % 250}"), name)

    assert [guess(number) for number in range(12)] == [True] * 10 + [False] * 2
    assert guess(0, "sam")
    assert limits.seconds_to_wait(SEEN_BY, " Eve") == 60
    clock[0] += 61
    assert guess(20)
    taken = 0
    for number in range(1000):  # a guess each 6 s, each from elsewhere
        clock[0] += 6
        taken += guess(number)
    assert 90 <= taken <= 130  # of 60 an hour, in 100 minutes
    assert limits.seconds_to_wait(SEEN_BY, "eve") > 60


def test_an_owner_gets_in_from_a_known_address_while_others_guess(clock: list[float]) -> None:
    limits = Limits(USUAL)
    limits.remember(SEEN_BY, "Eve ")
    guesses = [limits.may_log_in(replace(SEEN_BY, address=f"198.51.100.{n}"), "eve") for n in range(20)]
    assert guesses.count(True) == 10
    assert [limits.may_log_in(SEEN_BY, "eve") for _ in range(6)] == [True] * 5 + [False]
    assert not limits.may_log_in(replace(SEEN_BY, address="192.0.2.2"), "eve")
    assert limits.seconds_to_wait(SEEN_BY, "eve") == 60


def test_known_addresses_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.web.counting.REMEMBERED", 3)
    counter = OwnCounter()
    limits = Limits(USUAL, counter)
    for n in (1, 2, 3, 1, 4):
        limits.remember(replace(SEEN_BY, address=str(n)), "eve")
    assert [address for _name, address in counter.remembered] == ["3", "1", "4"]


def test_the_login_page_says_when_to_come_again(open_site: OpenSite, accounts: None) -> None:
    statuses, counts = [], Limits(CONFIG)
    for number in range(7):
        site = open_site(f"198.51.100.{number}")
        app = site.app
        assert isinstance(app, FastAPI)
        app.state.site = replace(app.state.site, limits=counts)  # one page, seen from here and there
        form = {"name": "eve", "password": "wrong password", "csrf": csrf_of(site.get("/login").text)}
        answer = site.post("/login", data=form)
        statuses.append(answer.status_code)
    assert statuses == [401] * 6 + [429]
    assert 1 <= int(answer.headers["retry-after"]) <= 60


def test_the_page_and_the_api_refuse_the_first_search_too_many(open_site: OpenSite, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    for ask in ("/?q=red", "/?like=1", "/api/search?q=red"):
        site = open_site(searches_per_minute=2)
        assert [site.get(path).status_code for path in (ask, "/", ask, "/", ask, "/")] == [200] * 4 + [429, 200], ask
    site = open_site(searches_per_minute=1)
    form = {"csrf": csrf_of(site.get("/").text)}
    sent = [site.post("/by-picture", data=form, files={"picture": ("x", jpeg())}).status_code for _ in range(2)]
    assert sent == [303, 429]
    assert site.post("/api/search/image", files={"picture": ("x", jpeg())}).status_code == 429
    assert "Too many searches in a minute." in site.get("/?q=red").text


def test_the_first_login_too_many_is_refused_with_the_right_password(client: TestClient, accounts: None) -> None:
    most = CONFIG.logins_per_minute
    assert [log_in(client, "Eve", "wrong password") for _ in range(most)] == [401] * most
    assert log_in(client, "eve") == 429
    assert log_in(client, "sam") == 303


def test_bodies_are_refused_from_one_byte_too_many(client: TestClient) -> None:
    form, upload = 64 * KILOBYTE, 20 * MEGABYTE + 64 * KILOBYTE
    for path, most in (("/login", form), ("/rate", form), ("/nowhere", form), ("/by-picture", upload),
                       ("/api/search/image", upload)):  # fmt: skip
        for method in ("POST", "PUT", "DELETE"):
            sent = [client.request(method, path, content=b"x", headers={"Content-Length": str(most + more)}).status_code
                    for more in (0, 1)]  # fmt: skip
            assert sent[0] in (400, 401, 404, 405, 422), (method, path)
            assert sent[1] == 413, (method, path)
    for method in ("POST", "PUT", "DELETE"):
        bare = client.build_request(method, "/nowhere")
        bare.headers.pop("Content-Length", None)  # as curl sends it
        assert client.send(bare).status_code == 404, method
    for length in ("", "-1", "1e3", "x"):
        answer = client.post("/login", content=b"x", headers={"Content-Length": length})
        assert answer.status_code == 411, length


@pytest.mark.parametrize(
    ("address", "last", "next_one"),
    [
        ("/api/search?q=red&limit={}", 1000, 1001),
        ("/api/search?q=red&limit={}", 1, 0),
        ("/api/search?q=red&offset={}", 9990, 10_000),
        ("/api/search?q=red&min_score={}", 1, 1.01),
        ("/api/search?q={}", "red " * 500, "red " * 500 + "s"),
        ("/?q=red&page={}", 333, 334),
        ("/?q=red&page={}", 1, 0),
        ("/?q={}", "red " * 499 + "red", "red " * 500 + "red"),
        ("/?q=red&gallery={}", "g" * 500, "g" * 501),
        ("/picture/{}", 1, 2**63),
    ],
)
def test_values_of_an_address_are_refused_beyond_their_limit(
    client: TestClient, add_picture: AddPicture, address: str, last: float | str, next_one: float | str
) -> None:
    add_picture("r.jpg")
    assert client.get(address.format(last)).status_code == 200
    refused = client.get(address.format(next_one)).status_code
    assert refused == (422 if address.startswith("/api/") else 404 if address.startswith("/picture/") else 400)

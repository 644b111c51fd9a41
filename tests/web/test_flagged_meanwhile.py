"""A picture that is flagged while somebody opens, collects or reports it is one that is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from imgsearch.tables import Collection, Image
from imgsearch.web.collections import add_pictures, find_collection, read_member_ids
from tests.builders import hide

from .conftest import AddPicture, csrf_of, log_in

pytestmark = pytest.mark.usefixtures("accounts")
WAITS = text("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid <> pg_backend_pid()")
Visit = Callable[[TestClient, list[int]], int]


def first_hit(client: TestClient) -> str:
    found = re.search(r'href="(/picture/[^"]*search=[^"]*)"', client.get("/?q=red&nearest=1").text)
    assert found is not None
    return unescape(found[1])


def open_it(client: TestClient, ids: list[int]) -> int:
    return client.get(re.sub(r"\d+", str(ids[0]), first_hit(client), count=1)).status_code


def report(client: TestClient, ids: list[int]) -> int:
    return client.post("/api/reports", json={"image_id": ids[0], "kind": "minor"}).status_code


def collect(client: TestClient, ids: list[int]) -> int:
    headers = {"X-CSRF-Token": csrf_of(client.get("/collections").text)}
    return client.post("/api/collections", json={"name": "Red", "images": ids}, headers=headers).status_code


@pytest.fixture
def ids(add_picture: AddPicture) -> list[int]:
    return [add_picture(f"{number}.jpg") for number in range(2)]


@pytest.mark.parametrize(("visit", "status"), [(open_it, 404), (report, 404), (collect, 200)])
def test_whoever_is_late_is_told_what_is_there(
    client: TestClient, engine: Engine, ids: list[int], visit: Visit, status: int
) -> None:
    log_in(client, "sam")
    with ThreadPoolExecutor(1) as pool, Session(engine) as editor, Session(engine) as looking:
        hide(editor, Image.id == ids[0])
        answer = pool.submit(visit, client, ids)
        while not looking.scalar(WAITS):
            assert not answer.done(), answer.result()
            looking.rollback()
        editor.commit()
        assert answer.result() == status
        collections = looking.scalars(select(Collection.id)).all()
        assert [read_member_ids(looking, made) for made in collections] == ([ids[1:]] if visit is collect else [])


def test_what_is_gone_since_it_was_read_keeps_no_other_out(
    session: Session, client: TestClient, ids: list[int]
) -> None:
    log_in(client, "sam")
    collect(client, [])
    account = session.scalars(select(Collection.account_id)).one()
    made = find_collection(session, account, "Red")
    assert add_pictures(session, made, [ids[1] + 99, *ids]) == 2
    assert read_member_ids(session, made) == ids

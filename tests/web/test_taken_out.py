"""What is taken out of a collection, or goes with it, while it is hidden, is not there when it is shown again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, delete, text
from sqlalchemy.orm import Session

from imgsearch.db.migrate import downgrade, upgrade
from imgsearch.search import SearchModels
from imgsearch.tables import MinorEvidence
from imgsearch.web.accounts import remove_account
from imgsearch.web.app import create_app
from imgsearch.web.collections import take_picture

from .conftest import CONFIG, AddPicture, csrf_of, flag, log_in
from .test_collections import collect
from .test_search_page import shown

ROWS = text("SELECT image_id FROM collection_picture ORDER BY collection_id, image_id")


@pytest.fixture
def ids(add_picture: AddPicture) -> list[int]:
    return [add_picture(f"{number}.jpg") for number in range(3)]


@pytest.fixture
def sam(web_engine: Engine, models: SearchModels, accounts: None) -> Iterator[TestClient]:
    """Logged in at a page whose own login has no right but the page's."""
    with TestClient(create_app(web_engine, CONFIG, models), follow_redirects=False) as client:
        log_in(client, "sam")
        yield client


def clear(session: Session) -> None:
    session.execute(delete(MinorEvidence))
    session.commit()


def test_a_hidden_picture_is_taken_out_for_good_and_no_answer_tells_of_it(
    sam: TestClient, ids: list[int], session: Session
) -> None:
    first, second, third = (collect(sam, name, *ids[:2]) for name in ("Red", "Other", "Third"))
    flag(session, ids[0])
    csrf = csrf_of(sam.get("/collections").text)
    answers = []
    for image_id in (ids[0], ids[2], ids[2] + 99):  # hidden, never put there, not loaded
        page = sam.post(f"{first}/take", data={"image": image_id, "csrf": csrf})
        program = sam.delete(f"/api{second}/pictures/{image_id}", headers={"X-CSRF-Token": csrf})
        told = [(a.status_code, a.content, sorted(set(a.headers) - {"set-cookie"})) for a in (page, program)]
        answers.append((told, page.headers["location"]))
    assert answers[1:] == answers[:1] * 2
    clear(session)
    assert [sorted(shown(sam.get(where).text)) for where in (first, second, third)] == [[ids[1]], [ids[1]], ids[:2]]


def test_members_of_the_owners_role_take_a_hidden_picture_out(
    sam: TestClient, ids: list[int], session: Session
) -> None:
    where = collect(sam, "Red", *ids[:2])
    flag(session, ids[0])
    session.execute(text("SET LOCAL ROLE imgsearch_owner"))
    take_picture(session, int(where.rpartition("/")[2]), ids[0])
    session.commit()
    assert session.scalars(ROWS).all() == ids[1:2]


def test_a_collection_that_is_removed_leaves_no_row_of_a_hidden_picture(
    sam: TestClient, ids: list[int], session: Session
) -> None:
    where, kept = collect(sam, "Red", *ids), collect(sam, "Kept", ids[0])
    flag(session, ids[0])
    csrf = csrf_of(sam.get("/collections").text)
    assert sam.post(f"{where}/remove", data={"csrf": csrf}).status_code == 303
    assert session.scalars(ROWS).all() == [ids[0]]
    clear(session)
    assert shown(sam.get(kept).text) == [ids[0]]
    flag(session, ids[0])
    remove_account(session, "sam")
    session.commit()
    assert session.scalars(ROWS).all() == []


def test_what_removed_collections_had_left_goes_with_the_migration(
    engine: Engine, sam: TestClient, ids: list[int], session: Session
) -> None:
    collect(sam, "Red", ids[1])
    session.execute(
        text(
            "INSERT INTO collection_picture (collection_id, image_id, is_hidden) "
            "SELECT 0, id, is_hidden FROM image WHERE id = :id"
        ),
        {"id": ids[0]},
    )
    session.commit()
    with engine.begin() as connection:
        downgrade(connection, "0043")
        assert connection.scalars(ROWS).all() == ids[:2]
        upgrade(connection)
        assert connection.scalars(ROWS).all() == [ids[1]]

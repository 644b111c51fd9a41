"""A verdict is on what its editor has seen: what others say meanwhile stays, and is looked at."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.tables import Image, MatchFeedback, MinorReview
from tests.web.conftest import AddPicture, csrf_of, log_in
from tests.web.test_review_queue import ids, seen, states

pytestmark = pytest.mark.usefixtures("accounts")


@pytest.fixture
def page(client: TestClient, add_picture: AddPicture) -> str:
    """The screen of an editor, with three pictures."""
    for name in ("a.png", "b.png", "c.png"):
        add_picture(name, (10, 10, ord(name[0])), minor=True)
    log_in(client, "eve")
    return client.get("/review").text


def say(session: Session, name: str, verdict: str) -> None:
    """What another editor says."""
    image_id = select(Image.id).where(Image.name == name).scalar_subquery()
    session.execute(insert(MinorReview).values(image_id=image_id, verdict=verdict, reason=""))
    session.commit()


def test_a_screen_that_is_out_of_date_clears_nothing_that_another_editor_flags(
    client: TestClient, page: str, session: Session
) -> None:
    say(session, "b.png", "flag")
    done = client.post("/review/batch", data={"csrf": csrf_of(page), "seen": seen(page)})
    assert done.headers["location"] == "/review?undo=2&left=1"
    assert states(session) == {"a.png": "clear", "b.png": "hidden", "c.png": "clear"}
    assert "another editor has decided since you saw them: 1." in client.get(done.headers["location"]).text


def test_what_somebody_reports_meanwhile_is_looked_at_again(client: TestClient, page: str, session: Session) -> None:
    client.post("/review/batch", data={"csrf": csrf_of(page), "seen": seen(page)})
    clear = client.get("/review?name=a.png").text
    assert session.scalar(select(func.report_picture(int(ids(page)["a.png"]), "minor: I am 15"))) is not None
    session.commit()
    form = {"csrf": csrf_of(page), "seen": seen(clear), "verdict": "clear"}
    assert client.post("/review", data=form).headers["location"] == "/review?left=1"
    assert "I am 15" in client.get("/review?name=a.png").text
    assert 'aria-label="a.png"' in client.get("/review").text


def test_a_marked_picture_is_hidden_whatever_was_said_meanwhile(
    client: TestClient, page: str, session: Session
) -> None:
    say(session, "b.png", "clear")
    client.post("/review/batch", data={"csrf": csrf_of(page), "seen": seen(page), "flag": ids(page)["b.png"]})
    assert states(session)["b.png"] == "hidden"


def test_undoing_leaves_what_another_editor_has_said_since(client: TestClient, page: str, session: Session) -> None:
    client.post("/review/batch", data={"csrf": csrf_of(page), "seen": seen(page)})
    say(session, "b.png", "flag")
    before = len(session.scalars(select(MinorReview.id)).all())
    client.post("/review/undo", data={"csrf": csrf_of(page)})
    # Of the others what their captions say counts again; nothing is said of what somebody else has decided on.
    assert set(states(session).values()) == {"hidden"}
    last = select(MinorReview.verdict).join(Image, Image.sha256 == MinorReview.sha256).where(Image.name == "b.png")
    assert session.scalar(last.order_by(MinorReview.id.desc()).limit(1)) == "flag"
    assert len(session.scalars(select(MinorReview.id)).all()) == before + 2


@pytest.mark.parametrize("verdict", ["flag", "clear"])
def test_one_picture_gets_no_verdict_where_its_file_was_replaced(
    client: TestClient, page: str, session: Session, verdict: str
) -> None:
    alone = client.get("/review?name=b.png").text
    other = update(Image).where(Image.name == "b.png").values(sha256=b"x" * 32)
    session.execute(other.execution_options(synchronize_session=False))
    session.commit()
    form = {"csrf": csrf_of(page), "seen": seen(alone), "verdict": verdict}
    assert client.post("/review", data=form).headers["location"] == "/review?left=1"
    assert session.scalars(select(MinorReview.id)).all() == []


def test_an_editor_is_told_that_nothing_was_written_where_an_unfinished_rating_is_in_the_way(
    client: TestClient, page: str, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.web.database.STATEMENT_TIMEOUT_MS", 300)
    image_id = int(ids(page)["b.png"])
    client.post("/review/batch", data={"csrf": csrf_of(page), "seen": seen(page)})
    alone = client.get("/review?name=b.png").text
    with Session(engine) as other:
        other.execute(insert(MatchFeedback).values(text="x", image_id=image_id, is_hidden=False, rating=2))
        done = client.post("/review", data={"csrf": csrf_of(page), "seen": seen(alone), "verdict": "flag"})
    assert done.status_code == 503
    assert "nothing was changed" in done.text
    assert "<main" in done.text
    assert states(session)["b.png"] == "clear"
    again = client.post("/review", data={"csrf": csrf_of(page), "seen": seen(alone), "verdict": "flag"})
    assert (again.status_code, states(session)["b.png"]) == (303, "hidden")

"""Visitors report a picture: it stays, and comes first before the editors with the reason."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.minors.queue import read_queue
from imgsearch.minors.review import review
from imgsearch.tables import Image, MinorEvidence

from .conftest import AddPicture, OpenSite, csrf_of, flag


def report(client: TestClient, image_id: int, reason: str = "the girl in red") -> int:
    form = {"kind": "minor", "reason": reason, "csrf": csrf_of(client.get(f"/picture/{image_id}").text)}
    return client.post(f"/picture/{image_id}/report", data=form).status_code


def test_a_reported_picture_stays_and_is_the_first_to_be_looked_at(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    add_picture("other.jpg", minor=True)
    image_id = add_picture("r.jpg")
    assert report(client, image_id) == 303
    assert "Thank you" in client.get(f"/picture/{image_id}?reported=1").text
    assert session.scalar(select(Image.state).where(Image.id == image_id)) == "clear"
    queue = read_queue(session, limit=10, detector=None)
    assert queue[0].name == "r.jpg"
    (evidence,) = queue[0].evidence
    assert (evidence.source, evidence.term, evidence.flags) == ("report", "minor: the girl in red", False)


def test_who_has_reported_finds_the_way_back_to_the_results(client: TestClient, add_picture: AddPicture) -> None:
    image_id = add_picture("r.jpg")
    page = client.get(f"/picture/{image_id}", params={"back": "/?q=red"}).text
    form = {"kind": "other", "csrf": csrf_of(page), "back": "/?q=red"}
    assert '<input type="hidden" name="back" value="/?q=red">' in page
    answer = client.post(f"/picture/{image_id}/report", data=form)
    assert answer.headers["location"] == f"/picture/{image_id}?reported=1&back=%2F%3Fq%3Dred"
    evil = client.post(f"/picture/{image_id}/report", data=form | {"back": "//evil.example"})
    assert evil.headers["location"] == f"/picture/{image_id}?reported=1&back=%2F"


def test_a_report_after_a_verdict_brings_the_picture_back_once_more(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    image_id = add_picture("r.jpg")
    report(client, image_id)
    review(session, ["r.jpg"], "clear", "eve")
    session.commit()
    assert read_queue(session, limit=10, detector=None) == []
    session.rollback()
    report(client, image_id)
    assert [suspect.name for suspect in read_queue(session, limit=10, detector=None)] == ["r.jpg"]
    assert len(session.scalars(select(MinorEvidence)).all()) == 1


def test_nobody_learns_of_hidden_pictures_by_reporting_them(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    shown, hidden = add_picture("r.jpg"), add_picture("h.jpg")
    flag(session, hidden)
    csrf = csrf_of(client.get(f"/picture/{shown}").text)
    for image_id in (hidden, 10**9):
        form = {"kind": "other", "reason": "x", "csrf": csrf}
        assert client.post(f"/picture/{image_id}/report", data=form).status_code == 404
        assert client.post("/api/reports", json={"image_id": image_id, "kind": "other"}).status_code == 404
    session.rollback()
    assert session.scalars(select(MinorEvidence).where(MinorEvidence.source == "report")).all() == []


def test_reports_are_limited_and_need_the_pages_own_form(open_site: OpenSite, add_picture: AddPicture) -> None:
    image_id = add_picture("r.jpg")
    client = open_site(reports_per_hour=2)
    assert client.post(f"/picture/{image_id}/report", data={"kind": "other"}).status_code == 400
    assert [report(client, image_id, str(number)) for number in range(3)] == [303, 303, 429]
    refused = client.post("/api/reports", json={"image_id": image_id, "kind": "minor"})
    assert refused.status_code == 429
    assert 3000 < int(refused.headers["Retry-After"]) <= 3600  # all were made just now


@pytest.mark.parametrize(
    "body", [{"kind": "rude"}, {"kind": "minor", "reason": "x" * 401}, {"image_id": 0, "kind": "minor"}]
)
def test_what_is_no_report_is_refused(client: TestClient, add_picture: AddPicture, body: dict[str, object]) -> None:
    image_id = add_picture("r.jpg")
    assert client.post("/api/reports", json={"image_id": image_id, **body}).status_code == 422
    sent = client.post("/api/reports", json={"image_id": image_id, "kind": "private", "reason": "NUL \x00 and\n more"})
    assert (sent.status_code, sent.json()) == (202, {"state": "waiting"})


def test_a_report_has_no_more_rights_than_a_visitor(
    client: TestClient, add_picture: AddPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    image_id = add_picture("r.jpg")
    database = client.app.state.site.database  # type: ignore[attr-defined]
    acting_as, roles = database.acting_as, list[object]()

    def act(role: object) -> object:
        roles.append(role)
        return acting_as(role)

    monkeypatch.setattr(type(database), "acting_as", lambda _self, role: act(role))
    assert client.post("/api/reports", json={"image_id": image_id, "kind": "minor"}).status_code == 202
    assert roles == [SEARCHER_ROLE]

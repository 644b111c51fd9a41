"""Pictures that editors take out by the API: who may, and where the picture is gone from."""

from __future__ import annotations

from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels
from imgsearch.tables import Caption, Image, ImageEmbedding, Removal, Thumbnail
from imgsearch.web.accounts import make_token
from imgsearch.web.app import create_app
from tests.web.conftest import CONFIG, AddPicture, OpenSite, csrf_of, log_in

pytestmark = pytest.mark.usefixtures("accounts")
ADDRESSES = ("/thumbnail/{}.webp", "/picture/{}", "/picture/{}/full.jpg", "/?like={}", "/review/picture/{}.jpg")


def bearer(session: Session, name: str) -> dict[str, str]:
    token = make_token(session, name, "")
    session.commit()
    return {"Authorization": f"Bearer {token}"}


def test_a_withdrawn_picture_is_in_no_answer_any_more(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    gone, kept = add_picture("gone.png"), add_picture("kept.png", (0, 200, 0))
    log_in(client, "ada")

    def found() -> list[int]:
        return [hit["image_id"] for hit in client.get("/api/search?q=red&nearest=1").json()["hits"]]

    assert found() == [gone, kept]
    assert {client.get(address.format(gone)).status_code for address in ADDRESSES} == {200}
    answer = client.delete(f"/api/pictures/{gone}?reason=asked for", headers=bearer(session, "eve"))
    assert (answer.status_code, answer.json()) == (200, {"removed": 1})
    assert found() == [kept]
    assert "gone.png" not in client.get("/?q=red&nearest=1").text
    assert {client.get(address.format(gone)).status_code for address in ADDRESSES} == {404}
    for table in (Caption, ImageEmbedding, Thumbnail):
        assert session.scalars(select(table.image_id)).all() == [kept]


def test_a_removal_is_signed_by_the_account_and_takes_copies_along_only_for_good(
    web_engine: Engine, models: SearchModels, add_picture: AddPicture, session: Session
) -> None:
    """Through a login that is a member of imgsearch_web alone."""
    ids = [add_picture(name) for name in ("a.png", "b.png", "c.png")]
    same = session.scalar(select(Image.sha256).where(Image.id == ids[0]))
    assert session.scalar(select(func.count()).where(Image.sha256 == same)) == 3
    headers = bearer(session, "eve")
    with TestClient(create_app(web_engine, CONFIG, models)) as client:
        removed = [
            client.delete(f"/api/pictures/{image_id}{query}", headers=headers).json()
            for image_id, query in ((ids[0], "?reason=twice"), (ids[1], "?reason=the bride&forever=true"))
        ]
    assert removed == [{"removed": 1}, {"removed": 2}]
    rows = session.execute(
        select(Removal.name, Removal.removed_by, Removal.reason, Removal.stays_out).order_by(Removal.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("a.png", "eve", "twice", False),
        ("c.png", "eve", "the bride", True),
        ("b.png", "eve", "the bride", True),
    ]


def test_bytes_that_stay_out_go_on_doing_so(client: TestClient, add_picture: AddPicture, session: Session) -> None:
    first, headers = add_picture("a.png"), bearer(session, "eve")
    client.delete(f"/api/pictures/{first}?reason=x&forever=true", headers=headers)
    again = add_picture("again.png")
    client.delete(f"/api/pictures/{again}?reason=y", headers=headers)
    assert session.scalars(select(Removal.stays_out)).all() == [True, True]


def test_a_removal_that_is_sent_again_finds_nothing(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    address, headers = f"/api/pictures/{add_picture('r.png')}?reason=x", bearer(session, "eve")
    assert [client.delete(address, headers=headers).status_code for _ in range(2)] == [200, 404]
    assert session.scalar(select(func.count()).select_from(Removal)) == 1


@pytest.mark.parametrize(("name", "status"), [(None, 401), ("sam", 403), ("tom", 403)])
def test_who_may_not_remove_gets_the_same_answer_for_shown_hidden_and_absent_pictures(
    client: TestClient, add_picture: AddPicture, session: Session, name: str | None, status: int
) -> None:
    ids = (add_picture("shown.png"), add_picture("hidden.png", minor=True), 999)
    headers = {} if name is None else bearer(session, name)
    answers = [client.delete(f"/api/pictures/{each}?reason=x", headers=headers) for each in ids]
    assert {answer.status_code for answer in answers} == {status}
    assert len({answer.text for answer in answers}) == 1
    assert session.scalar(select(func.count()).select_from(Image)) == 2


@pytest.mark.parametrize("query", ["", "?reason=", f"?reason={'x' * 1001}", "?reason=x&forever=perhaps"])
def test_a_removal_without_a_proper_reason_is_refused(
    client: TestClient, add_picture: AddPicture, session: Session, query: str
) -> None:
    image_id = add_picture("r.png")
    assert client.delete(f"/api/pictures/{image_id}{query}", headers=bearer(session, "eve")).status_code == 422
    assert client.get(f"/picture/{image_id}").status_code == 200


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_a_cookie_needs_the_form_token_of_its_own_session_in_a_header(
    open_site: OpenSite, add_picture: AddPicture, method: str
) -> None:
    client = open_site()
    address = "/api/pictures" if method == "POST" else f"/api/pictures/{add_picture('r.png')}?reason=x"
    foreign = csrf_of(TestClient(client.app).get("/login").text)
    log_in(client, "eve")
    own = csrf_of(client.get("/").text)
    for token in (None, "", foreign, own[:-1], own + "0"):
        headers = {} if token is None else {"X-CSRF-Token": token}
        assert client.request(method, address, headers=headers).status_code == 400
    taken = client.request(method, address, headers={"X-CSRF-Token": own})
    assert taken.status_code == (503 if method == "POST" else 200)


def test_an_editors_login_removes_by_sql_and_signs_as_itself(
    engine: Engine, add_picture: AddPicture, session: Session
) -> None:
    image_id = add_picture("r.png")
    digest = session.scalar(select(Image.sha256).where(Image.id == image_id))
    assert digest != sha256(b"").digest()
    session.commit()
    with engine.begin() as connection:
        connection.exec_driver_sql("SET ROLE imgsearch_editor")
        assert connection.scalar(select(func.stays_out(digest))) is False
        assert connection.scalar(select(func.remove_picture(image_id, True, "x"))) == 1
        assert connection.scalar(select(func.stays_out(digest))) is True

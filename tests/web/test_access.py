from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from imgsearch.search import SearchModels
from imgsearch.tables import Account, Image
from imgsearch.web.accounts import end_sessions, make_token, set_password
from imgsearch.web.app import create_app
from imgsearch.web.config import WebConfig
from tests.web.conftest import CONFIG, PASSWORD, AddPicture, OpenSite, csrf_of, flag, jpeg, log_in

ADDRESSES = ("/thumbnail/{}.webp", "/picture/{}", "/picture/{}/full.jpg", "/?like={}", "/rate?text=red&image={}")
EDITORS = ("/review/thumbnail/{}.webp", "/review/picture/{}.jpg")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["sam", "eve", "ada"])
def test_a_guessed_address_of_a_flagged_picture_is_not_found(
    client: TestClient, add_picture: AddPicture, accounts: None, session: Session, address: str, name: str
) -> None:
    image_id = add_picture("r.png")
    log_in(client, name)
    assert client.get(address.format(image_id)).status_code == 200
    flag(session, image_id)
    assert client.get(address.format(image_id)).status_code == 404


@pytest.mark.parametrize("address", EDITORS)
def test_flagged_pictures_are_shown_to_editors_alone(
    client: TestClient, add_picture: AddPicture, accounts: None, address: str
) -> None:
    image_id = add_picture("r.png", minor=True)
    assert client.get(address.format(image_id)).status_code == 303  # to the login
    log_in(client, "sam")
    assert client.get(address.format(image_id)).status_code == 403
    log_in(client, "eve")
    assert client.get(address.format(image_id)).status_code == 200


def test_a_login_with_the_role_web_alone_serves_everything_and_sees_nothing_flagged(
    web_engine: Engine, models: SearchModels, add_picture: AddPicture, accounts: None
) -> None:
    flagged, seen = add_picture("f.png", minor=True), add_picture("s.png")
    with TestClient(create_app(web_engine, CONFIG, models), follow_redirects=False) as client:
        page = client.get("/?q=red&nearest=1")
        assert page.status_code == 200
        assert f"/thumbnail/{seen}.webp" in page.text
        assert f"/{flagged}" not in page.text
        assert log_in(client, "eve") == 303
        assert "f.png" in client.get("/review").text
        assert client.get("/rate").status_code == 200
    with web_engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(select(Image.id))


def test_the_searcher_role_cannot_read_accounts(engine: Engine, accounts: None) -> None:
    with engine.connect() as connection:
        connection.execute(text("SET ROLE imgsearch_searcher"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(select(Account.password_hash))


def test_full_size_is_for_accounts_that_may_see_originals(
    client: TestClient, add_picture: AddPicture, accounts: None
) -> None:
    image_id = add_picture("r.jpg", size=(900, 600))
    address = f"/picture/{image_id}/full.jpg"
    assert client.get(address).headers["location"].startswith("/login")
    log_in(client, "tom")
    assert client.get(address).status_code == 403
    log_in(client, "sam")
    answer = client.get(address)
    served = Pillow.open(BytesIO(answer.content))
    assert (served.format, served.size) == ("JPEG", (900, 600))
    assert b"SecretCamera" not in answer.content


def test_a_file_put_in_the_place_of_a_picture_is_not_served(
    client: TestClient, add_picture: AddPicture, accounts: None, tmp_path: Path
) -> None:
    image_id = add_picture("r.jpg")
    log_in(client, "sam")
    (tmp_path / "r.jpg").write_bytes(jpeg())
    with capture_logs() as logs:
        answer = client.get(f"/picture/{image_id}/full.jpg")
    assert answer.status_code == 404
    assert (told := logs[0])["event"] == "picture"
    assert told["error"].startswith(str(tmp_path / "r.jpg"))
    assert told["request_id"] == answer.headers["X-Request-Id"]
    assert str(tmp_path) not in answer.text


def test_thumbnails_hold_no_metadata_and_fit_480_pixels(client: TestClient, add_picture: AddPicture) -> None:
    answer = client.get(f"/thumbnail/{add_picture('r.jpg', size=(1200, 800))}.webp")
    assert Pillow.open(BytesIO(answer.content)).size == (480, 320)
    assert b"SecretCamera" not in answer.content
    again = client.get(answer.request.url.path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_wrong_passwords_and_unknown_names_are_told_alike_and_limited(client: TestClient, accounts: None) -> None:
    assert log_in(client, "eve", "wrong password") == 401
    assert log_in(client, "nobody", "wrong password") == 401
    assert [log_in(client, "eve", "wrong password") for _ in range(2)] == [401, 401]
    assert log_in(client, "eve", PASSWORD) == 429


def test_a_form_without_its_token_is_refused(client: TestClient, accounts: None) -> None:
    csrf = csrf_of(client.get("/login").text)
    assert client.post("/login", data={"name": "eve", "password": PASSWORD}).status_code == 400
    client.cookies.clear()
    assert client.post("/login", data={"name": "eve", "password": PASSWORD, "csrf": csrf}).status_code == 400


def test_logging_out_or_a_new_password_ends_every_session(client: TestClient, accounts: None, session: Session) -> None:
    log_in(client, "eve")
    assert client.get("/review").status_code == 200
    stolen = dict(client.cookies)
    client.post("/logout", data={"csrf": csrf_of(client.get("/review").text)})
    client.cookies.update(stolen)
    assert client.get("/review").status_code == 303
    log_in(client, "eve")
    set_password(session, "eve", "another password")
    session.commit()
    assert client.get("/review").status_code == 303


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_cookie_of_another_secret_is_nobodys(
    client: TestClient, engine: Engine, models: SearchModels, accounts: None
) -> None:
    with TestClient(create_app(engine, WebConfig(secret="1" * 64), models), follow_redirects=False) as other:
        log_in(other, "eve")
        client.cookies.update(dict(other.cookies))
    assert client.get("/review").status_code == 303


@pytest.mark.parametrize("path", ["/", "/login", "/api/docs", "/nowhere", "/static/page.js", "/api/search"])
def test_every_answer_forbids_foreign_and_inline_code(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "style=" not in answer.text or not answer.headers["content-type"].startswith("text/html")
    assert "<script>" not in answer.text


def test_a_body_that_is_too_large_is_refused_unread(client: TestClient) -> None:
    for path, length in (("/login", 100_000), ("/api/search/image", 30_000_000)):
        answer = client.post(path, content=b"x", headers={"Content-Length": str(length)})
        assert answer.status_code == 413
    assert client.post("/login", content=iter([b"x"])).status_code == 411


def test_tokens_act_for_their_account_until_it_is_gone(
    engine: Engine, models: SearchModels, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    add_picture("r.jpg")
    token = make_token(session, "sam", "export")
    session.commit()
    config = WebConfig(secret="0" * 64, login_required=True)
    with TestClient(create_app(engine, config, models), follow_redirects=False) as client:
        assert client.get("/api/search?q=red").status_code == 401
        assert client.get("/").status_code == 303
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/search?q=red", headers=headers).status_code == 200
        assert client.get("/api/search?q=red", headers={"Authorization": "Bearer imgs_x"}).status_code == 401
        session.execute(text("DELETE FROM account WHERE name = 'sam'"))
        session.commit()
        assert client.get("/api/search?q=red", headers=headers).status_code == 401
    stored = session.scalars(text("SELECT count(*) FROM api_token")).one()
    assert stored == 0


def test_ended_sessions_are_of_that_account_only(client: TestClient, accounts: None, session: Session) -> None:
    log_in(client, "eve")
    end_sessions(session, session.scalars(select(Account.id).where(Account.name == "sam")).one())
    session.commit()
    assert client.get("/review").status_code == 200


def test_metrics_are_for_admins_once_they_are_opened(open_site: OpenSite, accounts: None) -> None:
    client = open_site(metrics=True)
    assert client.get("/metrics").status_code == 404
    log_in(client, "sam")
    assert client.get("/metrics").status_code == 404
    log_in(client, "ada")
    assert 'imgsearch_requests_total{method="GET"' in client.get("/metrics").text


def test_the_service_says_that_it_lives(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}

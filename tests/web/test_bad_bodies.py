"""What programs send by mistake: each answer says what is wrong with the body and what to send instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from imgsearch.errors import no_picture
from imgsearch.web.accounts import make_token

from .conftest import AddPicture, OpenSite, jpeg

JSON = {"Content-Type": "application/json"}
NO_OBJECT = "the body has to be a JSON object, sent with Content-Type: application/json"


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (b"", JSON, NO_OBJECT),
        (b"[]", JSON, NO_OBJECT),
        (b"null", JSON, NO_OBJECT),
        (b'{"image_id": 1, "kind": "other"}', {}, NO_OBJECT),
        (b"image_id=1&kind=other", {"Content-Type": "application/x-www-form-urlencoded"}, NO_OBJECT),
        (b"{", JSON, "the body is no JSON: Expecting property name enclosed in double quotes at character 1"),
        (b"{}", JSON, "image_id: Field required; kind: Field required"),
        (b'{"image_id": 1, "kind": "bad"}', JSON, "kind: Input should be 'minor', 'private' or 'other'"),
    ],
)
def test_a_body_that_is_none_is_told_with_the_remedy(
    client: TestClient, body: bytes, headers: dict[str, str], said: str
) -> None:
    answer = client.post("/api/reports", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (422, {"detail": said})


@pytest.mark.parametrize("body", [b'{"image_id": 1, "kind": "\xff"}', b"[" * 60_000], ids=["no UTF-8", "too deep"])
def test_json_that_cannot_be_read_is_told(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/reports", content=body, headers=JSON)
    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "the body is no JSON in UTF-8, or nested too deeply"},
    )


def test_a_picture_that_is_no_file_is_told(client: TestClient) -> None:
    said = "picture.0: it has to be a file, sent as multipart/form-data with a file name"
    answer = client.post("/api/search/image", files={"picture": (None, b"text")})
    assert (answer.status_code, answer.json()) == (422, {"detail": said})
    answer = client.post("/api/search/image", files={})
    assert (answer.status_code, answer.json()) == (422, {"detail": "picture: Field required"})
    for name, given in (("file", ("own.jpg", jpeg((1, 2, 3)))), ("other", (None, b"x"))):
        answer = client.post("/api/search/image", files={name: given})
        assert answer.status_code == 422
        assert answer.json()["detail"].startswith(f"the form has no field {name}, only picture; ")


def test_what_belongs_into_the_address_is_not_passed_over_in_a_form(
    client: TestClient, add_picture: AddPicture
) -> None:
    add_picture("r.jpg")
    picture = {"picture": ("own.jpg", jpeg())}
    answer = client.post("/api/search/image", files=picture, data={"gallery": "other", "limit": "5", "x" * 500: ""})
    said = f"the form has no field gallery, limit, {'x' * 40}, only picture; texts, filters and the rest stand in the "
    assert answer.status_code == 422
    assert answer.json()["detail"] == f"{said}address, as in /api/search/image?q=snow&limit=5"
    assert client.post("/api/search/image?gallery=other", files=picture).status_code == 404
    assert client.post("/api/search/image?utm_source=mail", files=picture).status_code == 200


@pytest.mark.usefixtures("accounts")
def test_what_is_told_of_an_upload_is_not_lost_by_a_mistyped_field(
    open_site: OpenSite, session: Session, tmp_path: Path
) -> None:
    site = open_site(uploads=tmp_path)
    headers = {"Authorization": f"Bearer {make_token(session, 'eve', '')}"}
    session.commit()
    answer = site.post(
        "/api/pictures", files={"picture": ("a.jpg", jpeg())}, data={"captions": "A dog"}, headers=headers
    )
    fields = "picture, path, caption, language, title, tags, place, photographer"
    assert (answer.status_code, answer.json()["detail"]) == (422, f"the form has no field captions, only {fields}")
    assert list(tmp_path.glob("*.jpg*")) == []


def test_who_has_no_token_is_told_how_to_send_one(client: TestClient) -> None:
    answer = client.get("/api/collections")
    said = "log in, or send an API token: Authorization: Bearer TOKEN; `imgsearch user token` makes one"
    assert (answer.status_code, answer.json(), answer.headers["www-authenticate"]) == (401, {"detail": said}, "Bearer")


def test_a_picture_that_is_not_there_is_told_by_its_number(client: TestClient) -> None:
    answer = client.post("/api/reports", json={"image_id": 4711, "kind": "other"})
    assert (answer.status_code, answer.json()) == (404, {"detail": str(no_picture(4711))})

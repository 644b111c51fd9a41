"""What programs send by mistake: each answer says what is wrong with the body and what to send instead."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from .conftest import jpeg

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
    for given in ({"file": ("own.jpg", jpeg((1, 2, 3)))}, {"other": (None, b"x")}):
        answer = client.post("/api/search/image", files=given)
        assert (answer.status_code, answer.json()) == (422, {"detail": "picture: Field required"})


def test_a_picture_that_is_not_there_is_told_by_its_number(client: TestClient) -> None:
    answer = client.post("/api/reports", json={"image_id": 4711, "kind": "other"})
    assert (answer.status_code, answer.json()) == (404, {"detail": "there is no picture 4711"})

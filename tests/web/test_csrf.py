"""Every form of the page carries a token of its session, and none is taken without it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from .conftest import PASSWORD, AddPicture, csrf_of, jpeg, log_in, routes_of

SEEN = f"1-{'0' * 64}-{'0' * 16}"
#: Who sends it, and the rest of the form.
FORMS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "/login": (None, {"data": {"name": "sam", "password": PASSWORD}}),
    "/logout": ("sam", {"data": {}}),
    "/rate": ("sam", {"data": {"text": "red", "image": "1", "rating": "3"}}),
    "/review": ("eve", {"data": {"seen": SEEN, "verdict": "flag"}}),
    "/review/batch": ("eve", {"data": {"seen": SEEN}}),
    "/review/undo": ("eve", {"data": {}}),
    "/by-picture": (None, {"data": {}, "files": {"picture": ("x.jpg", jpeg())}}),
    "/picture/{image_id}/report": (None, {"data": {"kind": "other"}}),
    "/collections": ("sam", {"data": {"name": "Red", "image": "1"}}),
    "/collections/{collection_id}/take": ("sam", {"data": {"image": "1"}}),
    "/collections/{collection_id}/share": ("sam", {"data": {"days": "3"}}),
    "/collections/{collection_id}/unshare": ("sam", {"data": {}}),
    "/collections/{collection_id}/remove": ("sam", {"data": {}}),
}
#: Changes nothing, so another site gains nothing by sending it; or takes JSON, which no form of another site can send.
HARMLESS = {"/api/search/image", "/api/reports"}
#: Want the token in a header; tests/web/test_archive.py and test_collections.py try them.
BY_HEADER = {
    "/api/pictures",
    "/api/pictures/{image_id}",
    "/api/collections",
    "/api/collections/{collection_id}",
    "/api/collections/{collection_id}/share",
    "/api/collections/{collection_id}/pictures/{image_id}",
}


def test_every_route_that_takes_a_form_is_tried_here(client: TestClient) -> None:
    assert {path for method, path in routes_of(client) if method != "GET"} == set(FORMS) | HARMLESS | BY_HEADER


@pytest.mark.parametrize("path", FORMS)
def test_a_form_needs_the_token_of_its_own_session(
    client: TestClient, add_picture: AddPicture, accounts: None, path: str
) -> None:
    assert add_picture("r.png") == 1
    name, form = FORMS[path]
    if name is not None:
        assert log_in(client, name) == 303
    foreign = csrf_of(TestClient(client.app).get("/login").text)
    own = csrf_of(client.get("/").text)
    if "{collection_id}" in path:
        client.post("/collections", data={"name": "Red", "image": "1", "csrf": own})
    path = path.format(image_id=1, collection_id=1)
    assert len(own) == 64
    assert own != foreign
    tokens = ["", "0" * 64, foreign, own[:-1], own + "0", own[:8] + "0" * 56, own.upper() + "x", "ы" * 64]
    for token in (None, *tokens):
        sent = form["data"] | ({} if token is None else {"csrf": token})
        answer = client.post(path, **form | {"data": sent})
        assert answer.status_code == 400, token
        assert "This form has expired." in answer.text, token
        assert (client.get("/rate").status_code == 200) is (name is not None)
    taken = client.post(path, **form | {"data": form["data"] | {"csrf": own}})
    assert taken.status_code == (200 if path.endswith("/share") else 303)


@pytest.mark.parametrize("path", ["/by-picture", "/picture/{image_id}/report", "/review/undo"])
def test_what_anybody_may_send_from_here_is_not_lost_with_the_session(
    client: TestClient, add_picture: AddPicture, accounts: None, path: str
) -> None:
    add_picture("r.png")
    name, form = FORMS[path]
    if name is not None:
        log_in(client, name)
    sent = form | {"data": form["data"] | {"csrf": "of a session that has ended"}}
    for sender in ("same-site", "cross-site", "none", "same-origin"):
        answer = client.post(path.format(image_id=1), **sent, headers={"Sec-Fetch-Site": sender})
        assert answer.status_code == (303 if sender == "same-origin" and name is None else 400), sender


def test_a_report_is_json_by_its_content_type_too(client: TestClient, add_picture: AddPicture) -> None:
    sent = f'{{"image_id": {add_picture("r.png")}, "kind": "other"}}'
    for kind, status in (("text/plain", 422), ("application/x-www-form-urlencoded", 422), ("application/json", 202)):
        assert client.post("/api/reports", content=sent, headers={"Content-Type": kind}).status_code == status


def test_who_has_logged_in_or_out_in_another_window_is_led_on(client: TestClient, accounts: None) -> None:
    old = csrf_of(client.get("/login").text)
    assert log_in(client, "sam") == 303
    own = csrf_of(client.get("/").text)
    wrong = {"name": "eve", "password": PASSWORD, "csrf": old, "next": "/rate"}
    again = client.post("/login", data=wrong, follow_redirects=False)
    assert (again.status_code, again.headers["location"], csrf_of(client.get("/").text)) == (303, "/rate", own)
    for _ in range(2):
        out = client.post("/logout", data={"csrf": own}, follow_redirects=False)
        assert (out.status_code, out.headers["location"]) == (303, "/")
    assert client.get("/rate", follow_redirects=False).status_code == 303

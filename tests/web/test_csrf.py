"""Every form of the page carries a token of its session, and none is taken without it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from .conftest import PASSWORD, AddPicture, csrf_of, jpeg, log_in, routes_of

#: Who sends it, and the rest of the form.
FORMS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "/login": (None, {"data": {"name": "sam", "password": PASSWORD}}),
    "/logout": ("sam", {"data": {}}),
    "/rate": ("sam", {"data": {"text": "red", "image": "1", "rating": "3"}}),
    "/review": ("eve", {"data": {"name": "r.png", "verdict": "flag"}}),
    "/by-picture": (None, {"data": {}, "files": {"picture": ("x.jpg", jpeg())}}),
}
#: Changes nothing, so another site gains nothing by sending it.
HARMLESS = {"/api/search/image"}
#: Want the token in a header; tests/web/test_archive.py tries them.
BY_HEADER = {"/api/pictures", "/api/pictures/{image_id}"}


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
    assert taken.status_code == (200 if path == "/by-picture" else 303)

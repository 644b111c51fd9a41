"""The headers of every kind of answer, word for word."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from .conftest import AddPicture, OpenSite, flag, log_in

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
OTHERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NOT_KEPT, FIVE_MINUTES = "private, no-store", "private, max-age=300"


def parsed(policy: str) -> dict[str, list[str]]:
    directives = [directive.split() for directive in policy.split(";")]
    assert len({name for name, *_ in directives}) == len(directives)  # browsers ignore a second one
    return {name: values for name, *values in directives}


def check_headers(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status, path
    assert parsed(answer.headers["content-security-policy"]) == POLICY, path
    assert {name: answer.headers.get(name) for name in OTHERS} == OTHERS, path
    assert "strict-transport-security" not in answer.headers, path
    assert len(answer.headers["x-request-id"]) == 16, path


def test_every_kind_of_answer_has_the_same_policy(client: TestClient, add_picture: AddPicture, accounts: None) -> None:
    image_id = add_picture("r.jpg")
    answers = {
        "/": 200, "/?q=red": 200, "/login": 200, "/api/docs": 200, "/api/openapi.json": 200, "/api/search?q=red": 200,
        "/api/search?limit=0": 422, "/nowhere": 404, "/static/page.js": 200, "/static/nowhere": 404, "/healthz": 200,
        f"/thumbnail/{image_id}.webp": 200, f"/picture/{image_id}": 200, f"/picture/{image_id}/full.jpg": 303,
        "/review": 303, "/language/ru": 303,
    }  # fmt: skip
    for path, status in answers.items():
        check_headers(client, "GET", path, status)
    check_headers(client, "DELETE", "/", 405)
    check_headers(client, "POST", "/login", 400)


def test_a_fault_has_the_same_policy_and_tells_nothing(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("the secret of the trade")

    site = open_site(faults=False)
    monkeypatch.setattr("imgsearch.web.routes.search.read_galleries", fail)
    check_headers(site, "GET", "/", 500)
    page = site.get("/")
    assert "Something went wrong. The error is in the log." in page.text
    assert page.headers["x-request-id"] in page.text
    assert "secret" not in page.text
    monkeypatch.setattr("imgsearch.web.routes.api.count_search", fail)
    answer = site.get("/api/search")
    assert answer.json() == {"detail": "something went wrong", "request_id": answer.headers["x-request-id"]}


def test_browsers_are_told_to_stay_with_tls_where_there_is_nothing_else(open_site: OpenSite) -> None:
    for path in ("/", "/api/search", "/static/page.css"):
        assert open_site(https_only=True).get(path).headers["strict-transport-security"] == "max-age=31536000"


def test_browsers_keep_small_copies_for_five_minutes_and_nothing_else(
    client: TestClient, add_picture: AddPicture, accounts: None
) -> None:
    image_id, hidden = add_picture("r.jpg"), add_picture("f.jpg", minor=True)
    log_in(client, "ada")
    small = {f"/thumbnail/{image_id}.webp"}
    others = {
        "/", "/?q=red", "/login", "/rate", "/review", "/language/ru", "/metrics", "/healthz", "/nowhere", "/api/docs",
        "/api/openapi.json", "/api/search?q=red", "/api/search", f"/picture/{image_id}", f"/picture/{hidden}",
        f"/picture/{image_id}/full.jpg", f"/review/picture/{hidden}.jpg", f"/thumbnail/{hidden}.webp",
        f"/review/thumbnail/{hidden}.webp",
    }  # fmt: skip
    kept = {path: client.get(path).headers.get("cache-control") for path in small | others}
    assert kept == dict.fromkeys(small, FIVE_MINUTES) | dict.fromkeys(others, NOT_KEPT)
    robots = client.get("/robots.txt")
    assert robots.text == "User-agent: *\nAllow: /$\nDisallow: /\n"
    assert robots.headers["cache-control"] == "public, max-age=3600"
    assert client.post("/logout", data={"csrf": ""}).headers["cache-control"] == NOT_KEPT


def test_static_files_are_checked_by_their_tag(client: TestClient) -> None:
    answer = client.get("/static/page.css")
    assert "cache-control" not in answer.headers
    assert client.get("/static/page.css", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_small_copy_is_sent_again_only_when_it_is_another(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    one, other = (f"/thumbnail/{add_picture(name)}.webp" for name in ("a.jpg", "b.png"))
    tags = [client.get(path).headers["etag"] for path in (one, other)]
    assert tags[0] != tags[1]
    same = client.get(one, headers={"If-None-Match": tags[0]})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tags[0])
    assert same.headers["cache-control"] == FIVE_MINUTES
    assert client.get(one, headers={"If-None-Match": tags[1]}).status_code == 200
    flag(session, int(one.split("/")[-1].split(".")[0]))
    assert client.get(one, headers={"If-None-Match": tags[0]}).status_code == 404

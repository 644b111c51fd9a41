"""Who may do what: every route for every kind of visitor."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from .conftest import PASSWORD, AddPicture, OpenSite, csrf_of, jpeg, log_in, routes_of

#: Nobody, a searcher, one without originals, an editor, an admin.
VISITORS = (None, "sam", "tom", "eve", "ada")


class Row(NamedTuple):
    """A route, the statuses for VISITORS, that for nobody where an account is required, and the form to send."""

    method: str
    route: str
    statuses: tuple[int, int, int, int, int]
    closed: int
    form: dict[str, str] = {}  # noqa: RUF012 (never changed)
    query: str = ""


ALL = (200,) * 5
GONE = (404,) * 5
ROWS = (
    Row("GET", "/", ALL, 303),
    Row("GET", "/", ALL, 303, query="?q=red"),
    Row("GET", "/", ALL, 303, query="?like={image_id}"),
    Row("POST", "/by-picture", (303,) * 5, 401),
    Row("GET", "/thumbnail/{image_id}.webp", ALL, 303),
    Row("GET", "/picture/{image_id}", ALL, 303),
    Row("POST", "/picture/{image_id}/report", (303,) * 5, 401, {"kind": "other"}),
    Row("GET", "/picture/{image_id}/full.jpg", (303, 200, 403, 200, 200), 303),
    Row("GET", "/login", ALL, 200),
    Row("POST", "/login", (303,) * 5, 303, {"name": "sam", "password": PASSWORD}),
    Row("GET", "/login/oidc", GONE, 404),
    Row("GET", "/login/oidc/callback", GONE, 404),
    Row("GET", "/language/{language}", (303,) * 5, 303),
    Row("GET", "/review", (303, 403, 403, 200, 200), 303),
    Row("GET", "/review/thumbnail/{image_id}.webp", (303, 403, 403, 200, 200), 303),
    Row("GET", "/review/picture/{image_id}.jpg", (303, 403, 403, 200, 200), 303),
    Row("GET", "/review/face/{image_id}.jpg", (303, 403, 403, 404, 404), 303),
    Row("POST", "/review", (401, 403, 403, 303, 303), 401, {"seen": "1-00-00", "verdict": "clear"}),
    Row("POST", "/review/batch", (401, 403, 403, 303, 303), 401, {"seen": "1-00-00"}),
    Row("POST", "/review/undo", (401, 403, 403, 303, 303), 401),
    Row("GET", "/review/veil/{choice}", (303, 403, 403, 303, 303), 303),
    Row("GET", "/rate", (303, 200, 200, 200, 200), 303),
    Row("GET", "/rate", (303, 200, 200, 200, 200), 303, query="?text=red&image={image_id}"),
    Row("POST", "/rate", (401, 303, 303, 303, 303), 401, {"text": "red", "image": "{image_id}", "rating": "4"}),
    Row("GET", "/api/search", ALL, 401, query="?q=red"),
    Row("POST", "/api/search/image", ALL, 401),
    Row("POST", "/api/pictures", (401, 403, 403, 503, 503), 401),
    Row("DELETE", "/api/pictures/{image_id}", (401, 403, 403, 200, 200), 401, query="?reason=asked"),
    Row("GET", "/", ALL, 303, query="?browse=1"),
    Row("POST", "/api/reports", (422,) * 5, 401),
    Row("GET", "/collections", (303, 200, 200, 200, 200), 303),
    Row("POST", "/collections", (401, 303, 303, 303, 303), 401, {"name": "Red"}),
    Row("GET", "/collections/{collection_id}", (303, 404, 404, 404, 404), 303),
    Row("POST", "/collections/{collection_id}/take", (401, 404, 404, 404, 404), 401, {"image": "1"}),
    Row("GET", "/collections/{collection_id}/share", (303,) * 5, 303),
    Row("POST", "/collections/{collection_id}/share", (401, 404, 404, 404, 404), 401),
    Row("POST", "/collections/{collection_id}/unshare", (401, 404, 404, 404, 404), 401),
    Row("POST", "/collections/{collection_id}/remove", (401, 404, 404, 404, 404), 401),
    Row("GET", "/shared/{token}", GONE, 404),
    Row("GET", "/shared/{token}/{image_id}.webp", GONE, 404),
    Row("GET", "/api/collections", (401, 200, 200, 200, 200), 401),
    Row("POST", "/api/collections", (401, 422, 422, 422, 422), 401),
    Row("GET", "/api/collections/{collection_id}", (401, 404, 404, 404, 404), 401),
    Row("DELETE", "/api/collections/{collection_id}", (401, 404, 404, 404, 404), 401),
    Row("DELETE", "/api/collections/{collection_id}/pictures/{image_id}", (401, 404, 404, 404, 404), 401),
    Row("POST", "/api/collections/{collection_id}/share", (401, 404, 404, 404, 404), 401),
    Row("DELETE", "/api/collections/{collection_id}/share", (401, 404, 404, 404, 404), 401),
    Row("GET", "/api/shared/{token}", GONE, 404),
    Row("GET", "/api/docs", ALL, 303),
    Row("GET", "/api/openapi.json", ALL, 401),
    Row("GET", "/healthz", ALL, 200),
    Row("GET", "/robots.txt", ALL, 200),
    Row("GET", "/metrics", GONE, 404),
    Row("POST", "/logout", (303,) * 5, 303),
)
#: What becomes of the rows that name a picture when it is flagged.
FLAGGED = {
    ("GET", "/?like={image_id}"): GONE,
    ("POST", "/picture/{image_id}/report"): GONE,
    ("GET", "/shared/{token}/{image_id}.webp"): GONE,
    ("DELETE", "/api/collections/{collection_id}/pictures/{image_id}"): (401, 404, 404, 404, 404),
    ("GET", "/thumbnail/{image_id}.webp"): GONE,
    ("GET", "/picture/{image_id}"): GONE,
    ("GET", "/picture/{image_id}/full.jpg"): (303, 404, 403, 404, 404),
    ("GET", "/review/thumbnail/{image_id}.webp"): (303, 403, 403, 200, 200),
    ("GET", "/review/picture/{image_id}.jpg"): (303, 403, 403, 200, 200),
    ("GET", "/review/face/{image_id}.jpg"): (303, 403, 403, 404, 404),
    ("GET", "/rate?text=red&image={image_id}"): (303, 404, 404, 404, 404),
    ("POST", "/rate"): (401, 404, 404, 404, 404),
    ("DELETE", "/api/pictures/{image_id}?reason=asked"): (401, 403, 403, 200, 200),
}


def ask(client: TestClient, row: Row, image_id: int) -> int:
    """The status of an answer to a whole and proper request."""
    fields = {"image_id": image_id, "language": "en", "choice": "on", "collection_id": 9, "token": "x" * 32}
    path = (row.route + row.query).format(**fields)
    if row.method == "GET":
        return client.get(path).status_code
    csrf = csrf_of(client.get("/login").text)
    if row.method == "DELETE":
        return client.delete(path, headers={"X-CSRF-Token": csrf}).status_code
    form = {name: value.format(image_id=image_id) for name, value in row.form.items()}
    files = {"picture": ("x.jpg", jpeg())} if "picture" in row.route or "image" in row.route else None
    headers = {"X-CSRF-Token": csrf}
    proof = {} if row.route.startswith("/api/") else {"csrf": csrf}
    return client.post(path, data=form | proof, files=files, headers=headers).status_code


def test_every_route_is_in_the_table(client: TestClient) -> None:
    assert {(row.method, row.route) for row in ROWS} == routes_of(client)
    named = {(row.method, row.route + row.query) for row in ROWS if "image_id" in f"{row.route}{row.query}{row.form}"}
    assert named == set(FLAGGED)


@pytest.mark.parametrize("number", range(len(VISITORS)), ids=[str(name) for name in VISITORS])
@pytest.mark.parametrize("flagged", [False, True])
def test_visitors_may_do_what_the_table_says(
    client: TestClient, add_picture: AddPicture, accounts: None, number: int, flagged: bool
) -> None:
    image_id = add_picture("r.png", minor=flagged)
    add_picture("other.png")
    name = VISITORS[number]
    if name is not None:
        assert log_in(client, name) == 303
    asked = [row for row in ROWS if not flagged or (row.method, row.route + row.query) in FLAGGED]
    expected = [(FLAGGED[row.method, row.route + row.query] if flagged else row.statuses)[number] for row in asked]
    cookies, answers = dict(client.cookies), []
    for row in asked:
        client.cookies.clear()  # of whoever has logged in meanwhile
        client.cookies.update(cookies)
        answers.append(ask(client, row, image_id))
    assert [(row[:2], answer) for row, answer in zip(asked, answers, strict=True)] == [
        (row[:2], status) for row, status in zip(asked, expected, strict=True)
    ]


def test_without_an_account_a_closed_page_shows_the_login_and_nothing_else(
    open_site: OpenSite, add_picture: AddPicture, accounts: None
) -> None:
    image_id = add_picture("r.png")
    site = open_site(login_required=True)
    answers = {}
    for row in ROWS:
        answers[row[:2], row.query] = ask(site, row, image_id)
        site.cookies.clear()
    assert answers == {(row[:2], row.query): row.closed for row in ROWS}


def test_nothing_of_a_flagged_picture_is_on_a_page_for_searchers(
    client: TestClient, add_picture: AddPicture, accounts: None
) -> None:
    add_picture("f.png", minor=True, gallery="hidden gallery", caption="hidden words in red")
    add_picture("s.png", gallery="g", caption="a red square")
    add_picture("t.png", gallery="h", caption="a red square")
    addresses = (
        "/", "/?browse=1", "/?sort=oldest", "/api/search?sort=oldest",
        "/?q=hidden+red&nearest=1", "/?like=2", "/picture/2", "/rate", "/rate?by_list=1",
        "/api/search?q=red&nearest=1",
    )  # fmt: skip
    for name in (None, "sam", "eve"):
        if name is not None:
            log_in(client, name)
        for address in addresses:
            text = client.get(address).text
            for trace in ("f.png", "hidden gallery", "hidden words", "/picture/1", "/thumbnail/1."):
                assert trace not in text, (name, address)
    assert "2 pictures in the gallery" in client.get("/").text


@pytest.mark.parametrize(("address", "allowed"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("", False)])
def test_metrics_are_for_this_machine_once_they_are_opened(open_site: OpenSite, address: str, allowed: bool) -> None:
    site = open_site(address, metrics=True)
    site.get("/nowhere")
    answer = site.get("/metrics")
    assert answer.status_code == (200 if allowed else 404)
    counted = 'imgsearch_requests_total{method="GET",route="other",status="404"} 1.0'
    assert (counted in answer.text) is allowed
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"):  # a proxy of this machine that nobody named
        assert site.get("/metrics", headers={name: "203.0.113.7"}).status_code == 404
    assert open_site(address).get("/metrics").status_code == 404


def test_methods_that_somebody_invents_are_counted_as_one(open_site: OpenSite) -> None:
    site = open_site("127.0.0.1", metrics=True)
    for number in range(20):
        assert site.request(f"INVENT{number}", "/", headers={"Content-Length": "0"}).status_code == 405
    site.put("/", headers={"Content-Length": "0"})
    counted = re.findall(r'imgsearch_requests_total\{method="(\w+)".* (\S+)', site.get("/metrics").text)
    assert counted == [("other", "20.0"), ("PUT", "1.0")]


def test_answers_are_timed_by_route(open_site: OpenSite) -> None:
    site = open_site("127.0.0.1", metrics=True)
    for path in ("/", "/?page=2", "/nowhere"):
        site.get(path)
    counted = re.findall(r'imgsearch_request_seconds_count\{route="(.*)"\} (\S+)', site.get("/metrics").text)
    assert counted == [("/", "2.0"), ("other", "1.0")]

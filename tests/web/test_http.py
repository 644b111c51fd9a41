"""What HTTP promises: HEAD beside GET, when to come again, who may call from elsewhere, errors in one's language."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from imgsearch.cli import main
from imgsearch.web.config import WebConfig
from imgsearch.web.limits import Limits

from .conftest import BLUE, AddPicture, OpenSite, csrf_of, jpeg, log_in, routes_of

RUSSIAN = {"Accept-Language": "ru"}


@pytest.mark.usefixtures("accounts")
def test_head_answers_wherever_get_does_and_sends_no_body(client: TestClient, add_picture: AddPicture) -> None:
    image_id = add_picture("r.jpg")
    log_in(client, "eve")
    paths = {path for method, path in routes_of(client) if method == "GET"} - {"/logout"}
    assert len(paths) > 15
    for path in sorted(paths):
        address = path.format(image_id=image_id, language="en", choice="on", collection_id=1, token="x")
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert head.headers.get("content-type") == got.headers.get("content-type"), path
    assert client.head("/static/page.css").status_code == 200
    assert client.head("/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/", "GET, HEAD"),
        ("PATCH", "/api/search", "GET, HEAD"),
        ("PUT", "/api/collections/1", "DELETE, GET, HEAD"),
        ("OPTIONS", "/api/reports", "POST"),
        ("PUT", "/login", "GET, HEAD, POST"),
    ],
)
def test_another_method_is_told_which_there_are(client: TestClient, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_a_small_copy_that_is_kept_is_known_by_any_of_its_tags(client: TestClient, add_picture: AddPicture) -> None:
    address = f"/thumbnail/{add_picture('r.jpg')}.webp"
    tag = client.get(address).headers["etag"]
    for asked, status in ((f"W/{tag}", 304), (f'"x", {tag}', 304), ("*", 304), ('"x"', 200), ("", 200)):
        assert client.get(address, headers={"If-None-Match": asked}).status_code == status, asked


def test_one_search_too_many_is_told_when_to_come_again(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    page = client.app.state.site  # type: ignore[attr-defined]
    object.__setattr__(page, "limits", Limits(WebConfig(secret="0" * 64, searches_per_minute=1)))
    assert client.get("/api/search?q=red").status_code == 200
    for address in ("/api/search?q=red", "/?q=red"):
        refused = client.get(address, headers=RUSSIAN)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Слишком много запросов" in refused.text


def test_other_sites_are_let_in_by_name_alone(open_site: OpenSite, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    origin = {"Origin": "https://example.org"}
    ask = {**origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    closed, opened = open_site(), open_site(allowed_origins=("https://example.org",))
    assert "access-control-allow-origin" not in closed.get("/api/search?q=red", headers=origin).headers
    found = opened.get("/api/search?q=red", headers=origin)
    assert found.headers["access-control-allow-origin"] == "https://example.org"
    assert "access-control-allow-credentials" not in found.headers
    before = opened.options("/api/search", headers=ask)
    assert (before.status_code, before.headers["access-control-allow-headers"]) == (200, "Accept, Accept-Language, "
        "Authorization, Content-Language, Content-Type")  # fmt: skip
    remove = {**ask, "Access-Control-Request-Method": "DELETE"}
    assert opened.options("/api/collections/1", headers=remove).status_code == 200
    told = found.headers["access-control-expose-headers"].split(", ")
    assert {"Retry-After", "X-Why-Nothing", "Content-Disposition"} <= set(told)
    stranger = opened.get("/api/search?q=red", headers={"Origin": "https://example.com"})
    assert "access-control-allow-origin" not in stranger.headers
    assert "access-control-allow-origin" not in opened.get("/?q=red", headers=origin).headers  # the page is for people


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/", "https://example.org/a", "ftp://a", ""])
def test_an_origin_is_a_scheme_and_a_host(origin: str) -> None:
    done = CliRunner().invoke(main, ["serve", "--allow-origin", origin])
    assert done.exit_code == 2
    assert "write it like https://example.org" in done.output


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=red&q=-red", "Части запроса уничтожают друг друга"),
        ("q=-red&q=-blue&sort=score", "Сравнивать не с чем"),
        ("q=red&q=2:", "не закончено"),
        ("q=0:red&q=blue", "Вес части"),
        ("q=" + "x" * 2001, "Знаков в запросе: 2001"),
        ("&".join(f"q={number}" for number in range(11)), "Частей запроса: 11"),
        ("q=red&taken_from=soon", "«soon» – не дата"),
        ("q=red&taken_from=2024&taken_to=2020", "не остаётся времени"),
        ("q=red&tags=%00", "В фильтре есть нулевой знак"),
        ("q=red&min_score=2", "Наименьшая оценка – «2.0»"),
        ("q=red&min_score=much", "Наименьшая оценка – «much»"),
        ("q=red&like=999", "Изображения 999, по которому искать, нет"),
        ("sort=score&browse=1&min_score=x", "Наименьшая оценка – «x»"),
        ("q=red&page=0", "Адрес неполон или содержит ошибку."),
    ],
)
def test_mistakes_are_told_in_the_language_of_the_page(
    client: TestClient, add_picture: AddPicture, query: str, said: str
) -> None:
    add_picture("r.jpg")
    answer = client.get(f"/?{query}", headers=RUSSIAN)
    assert answer.status_code == (404 if "like=" in query else 400)
    assert said in answer.text


@pytest.mark.parametrize(
    ("data", "said"), [(b"no picture", "это не картинка"), (jpeg()[:200], "Искать по этому файлу нельзя: файл")]
)
def test_a_file_that_cannot_be_read_is_told_in_the_language_of_the_page(
    client: TestClient, add_picture: AddPicture, data: bytes, said: str
) -> None:
    add_picture("r.jpg", BLUE)
    form = {"csrf": csrf_of(client.get("/").text)}
    answer = client.post("/by-picture", data=form, files={"picture": ("x.jpg", data)}, headers=RUSSIAN)
    assert (answer.status_code, said in answer.text) == (400, True)


def test_a_body_that_is_too_large_is_told_on_a_page(open_site: OpenSite) -> None:
    client = open_site(max_upload_bytes=2 * 1024 * 1024)
    form = {"csrf": csrf_of(client.get("/").text)}
    answer = client.post("/by-picture", data=form, files={"picture": ("x.jpg", b"x" * 2_200_000)}, headers=RUSSIAN)
    assert (answer.status_code, "Отправлено слишком много." in answer.text) == (413, True)
    assert "не больше 2 МБ" in answer.text
    program = client.post("/api/search/image", files={"picture": ("x.jpg", b"x" * 2_200_000)})
    assert (program.status_code, "bytes" in program.json()["detail"]) == (413, True)


def test_nothing_found_is_no_error_and_nothing_there_is(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    empty = client.get("/api/search", params={"q": "red", "min_score": 1})
    assert (empty.status_code, empty.json()["hits"], empty.json()["total"]) == (200, [], 0)
    for missing in ("photographer=nobody&q=red", "like=999", "photographer=nobody"):
        assert client.get(f"/api/search?{quote(missing, safe='=&')}").status_code == 404
    wrong = client.get("/api/search?limit=x")
    assert (wrong.status_code, list(wrong.json())) == (422, ["detail"])
    assert isinstance(wrong.json()["detail"], str)

"""Whatever somebody wrote is shown as text, in every place that shows it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from imgsearch.errors import UnreadableImage
from imgsearch.minors.review import review
from imgsearch.web.site import local_path

from .conftest import AddPicture, csrf_of, jpeg, log_in

EVIL = "\"'><b>red</b>&amp;"
SHOWN = "&#34;&#39;&gt;&lt;b&gt;red&lt;/b&gt;&amp;amp;"


@pytest.fixture
def evil(client: TestClient, add_picture: AddPicture, accounts: None, session: Session) -> TestClient:
    """A page where names, captions, galleries and reasons all look like markup, seen by an editor."""
    add_picture("a.png", caption=EVIL, gallery=EVIL)
    add_picture("<b>b.png", caption=EVIL, gallery="g")
    add_picture("<b>c.png", (254, 0, 0), caption=EVIL, minor=True)
    review(session, ["<b>c.png"], "flag", "eve", EVIL)
    session.commit()
    log_in(client, "eve")
    return client


@pytest.mark.parametrize(
    ("address", "times"),
    [
        ("/?q={}", 4),
        ("/?q=red&nearest=1", 4),
        ("/?q=red&photographer={}&tags={}&taken_from={}&taken_to={}", 4),
        ("/picture/1?q={}", 4),
        ("/review?name=%3Cb%3Ec.png", 2),
        ("/rate?text={}&image=1", 2),
        ("/login?next=/{}", 1),
    ],
)
def test_markup_in_what_is_shown_is_text(evil: TestClient, address: str, times: int) -> None:
    page = evil.get(address.replace("{}", "%22%27%3E%3Cb%3Ered%3C%2Fb%3E%26amp%3B")).text
    assert page.count(SHOWN) >= times
    assert "<b>" not in page


def test_markup_in_forms_that_are_shown_again_is_text(evil: TestClient) -> None:
    csrf = csrf_of(evil.get("/login").text)
    again = evil.post("/login", data={"name": EVIL, "password": EVIL, "next": "/" + EVIL, "csrf": csrf})
    assert again.status_code == 401
    assert f'name="name" value="{SHOWN}"' in again.text
    assert "<b>" not in again.text
    for asked in ({"undo": EVIL}, {"audit": EVIL}, {"after": EVIL}, {"name": EVIL}):
        assert "<b>" not in evil.get("/review", params=asked).text


def test_markup_in_a_reason_why_a_picture_is_refused_is_text(evil: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: object) -> None:
        raise UnreadableImage(EVIL)

    monkeypatch.setattr("imgsearch.web.routes.search.read_picture_file", refuse)
    form = {"csrf": csrf_of(evil.get("/").text)}
    page = evil.post("/by-picture", data=form, files={"picture": ("x", jpeg())})
    assert page.status_code == 400
    assert SHOWN in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize(
    "address",
    ["//x", "/\\x", "/a\\b", "/a\nb", "/\x00", "/\t/x", "", "x", "http://x/", "javascript:x", "\\/x", "/a\x1f"],
)
def test_addresses_of_other_sites_become_the_first_page(address: str) -> None:
    assert local_path(address) == "/"


@pytest.mark.parametrize("address", ["/", "/?q=a//b", "/picture/1?q=x#y", "/поиск"])
def test_addresses_of_this_site_stay_as_they_are(address: str) -> None:
    assert local_path(address) == address


def test_logging_in_leads_back_on_this_site_alone(client: TestClient, accounts: None, add_picture: AddPicture) -> None:
    target = client.get("/review?name=a&after=1").headers["location"]
    assert target == "/login?next=%2Freview%3Fname%3Da%26after%3D1"
    form = {"name": "eve", "password": "correct horse battery"}
    for sent, expected in (("/review?name=a&after=1", "/review?name=a&after=1"), ("//evil.example", "/")):
        page = client.get("/login", params={"next": sent}).text
        assert f'name="next" value="{expected.replace("&", "&amp;")}"' in page
        answer = client.post("/login", data=form | {"next": sent, "csrf": csrf_of(page)})
        assert (answer.status_code, answer.headers["location"]) == (303, expected)

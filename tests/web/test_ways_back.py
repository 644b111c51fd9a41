"""Where people come to from answers to forms, which have no page of their own."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from .conftest import AddPicture, OpenSite, csrf_of, log_in
from .test_collections import collect

SITE = "http://testserver"


def links(text: str, start: str) -> set[str]:
    return {unescape(link) for link in re.findall(rf'href="({re.escape(start)}[^"]*)"', text)}


@pytest.mark.parametrize(
    ("form", "page"),
    [("/review/batch", "/review?after=30"), ("/rate", "/rate?by_list=1"), ("/collections/1/share", "/collections/1")],
)
def test_who_logs_in_after_a_session_has_ended_comes_back_to_the_page_of_the_form(
    client: TestClient, accounts: None, form: str, page: str
) -> None:
    answer = client.post(form, data={"csrf": "x"}, headers={"Referer": SITE + page})
    assert answer.status_code == 401
    assert "You are not logged in, or no longer" in answer.text
    assert links(answer.text, "/login?") == {f"/login?next={quote(page)}"}
    assert links(answer.text, "/language/") == {f"/language/ru?next={quote(page)}"}


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/review", f"{SITE}/review/batch", "http://[", "x"])
def test_nobody_is_led_to_an_address_that_cannot_be_opened(client: TestClient, accounts: None, referer: str) -> None:
    answer = client.post("/review/batch", headers={"Referer": referer} if referer else {})
    assert links(answer.text, "/login?") == {"/login?next=/"}


def test_the_address_of_a_form_is_no_page(client: TestClient) -> None:
    answer = client.get("/logout")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "Page not found." in answer.text


def test_a_wrong_password_forgets_in_no_language_where_the_form_leads(client: TestClient, accounts: None) -> None:
    csrf = csrf_of(client.get("/login?next=/rate").text)
    answer = client.post("/login", data={"name": "sam", "password": "no", "csrf": csrf, "next": "/rate"})
    assert links(answer.text, "/language/") == {"/language/ru?next=/login%3Fnext%3D%252Frate"}
    assert links(answer.text, "/login?") == {"/login?next=/rate"}


def test_another_language_shows_the_same_collection(
    client: TestClient, accounts: None, add_picture: AddPicture
) -> None:
    image_id = add_picture("r.png")
    log_in(client, "sam")
    page = collect(client, "W", image_id)
    csrf = csrf_of(client.get(page).text)
    for answer in (client.get(page), client.post(f"{page}/share", data={"csrf": csrf})):
        assert links(answer.text, "/language/") == {f"/language/ru?next={page}"}


def test_a_link_that_was_made_is_not_ended_by_reloading(
    client: TestClient, accounts: None, add_picture: AddPicture
) -> None:
    image_id = add_picture("r.png")
    log_in(client, "sam")
    page = collect(client, "W", image_id)
    shown = client.get(page).text
    csrf = csrf_of(shown)
    form = re.findall(r'name="form" value="([^"]+)"', shown)
    sent = {"csrf": csrf, "form": form[0], "days": 5}
    first, again = (links(client.post(f"{page}/share", data=sent).text, f"{SITE}/shared/") for _ in range(2))
    assert first == again
    (link,) = first
    assert client.get(link).status_code == 200
    # A form that was not sent before makes another, and so does one of another collection.
    other = re.findall(r'name="form" value="([^"]+)"', client.get(page).text)
    assert other != form
    assert links(client.post(f"{page}/share", data={**sent, "form": other[0]}).text, f"{SITE}/shared/") != first
    assert client.get(link).status_code == 404
    where = client.post("/collections", data={"name": "V", "image": image_id, "csrf": csrf}).headers["location"]
    assert links(client.post(f"{where}/share", data=sent).text, f"{SITE}/shared/") != first


def test_the_address_under_which_a_link_was_shown_leads_to_the_collection(client: TestClient, accounts: None) -> None:
    log_in(client, "sam")
    answer = client.get("/collections/1/share")
    assert (answer.status_code, answer.headers["location"]) == (303, "/collections/1")


def test_programs_are_told_what_people_are(open_site: OpenSite, add_picture: AddPicture) -> None:
    site, said = open_site(), {"image_id": add_picture("r.png"), "kind": "other"}
    told = [site.post("/api/reports", json=said) for _ in range(11)][-1]
    assert (told.status_code, told.json()) == (429, {"detail": "Too many reports in an hour. Try again later."})

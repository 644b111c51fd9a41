"""A picture's own page: what is known of it, in the visitor's language, each leading to the other pictures of it."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from urllib.parse import parse_qs

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from imgsearch.tables import Image

from .conftest import AddPicture, log_in
from .test_search_page import shown


@pytest.fixture
def image_id(add_picture: AddPicture, session: Session) -> int:
    """A picture of which much is known, beside one of which nothing is."""
    known = add_picture("known.png")
    add_picture("other.png")
    told = {"title": "A <b>walk</b>", "city": "Riga", "persons": ["Ann Lee", "Lee, John"]}
    session.execute(
        update(Image)
        .where(Image.id == known)
        .values(details=told, persons=told["persons"], tags=["snow"], taken_at=datetime(2019, 5, 1, 9, 7))
    )
    session.commit()
    return known


def facts(client: TestClient, image_id: int, language: str) -> dict[str, str]:
    page = client.get(f"/picture/{image_id}", headers={"Accept-Language": language}).text
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {name: unescape(re.sub("<[^>]+>", "", value)) for name, value in rows}


def test_what_is_known_is_told_in_the_visitors_language(client: TestClient, image_id: int) -> None:
    english, russian = (facts(client, image_id, language) for language in ("en", "ru"))
    assert english == {
        "Gallery": "g",
        "Size": "60 × 40",
        "Taken": "2019-05-01 09:07",
        "People": "Ann Lee, Lee, John",
        "Places": "Riga",
        "Tags": "snow",
    }
    assert list(russian) == ["Галерея", "Размер", "Снято", "Люди", "Места", "Теги"]
    assert russian["Снято"] == "01.05.2019 09:07"


def test_titles_are_told_without_the_people_and_as_they_are_spelt(client: TestClient, image_id: int) -> None:
    page = client.get(f"/picture/{image_id}").text
    assert re.findall(r'<p class="title">(.*?)</p>', page) == ["A &lt;b&gt;walk&lt;/b&gt;"]


def test_people_places_and_tags_lead_to_their_pictures(client: TestClient, image_id: int) -> None:
    page = client.get(f"/picture/{image_id}").text
    links = re.findall(r'<dd><a href="(/\?[^"]+)">', page)
    assert links == ["/?people=Ann+Lee", "/?places=Riga", "/?tags=snow"]
    for link in links:
        assert shown(client.get(link).text) == [image_id], link
    # An address cannot tell a comma in a name from one between two.
    assert "John</a>" not in page


def test_nothing_is_told_of_what_is_not_known(client: TestClient, image_id: int) -> None:
    other = facts(client, image_id + 1, "en")
    assert list(other) == ["Gallery", "Size"]


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(
    ("text", "asked"),
    [("red since 2018", ["red"]), ("red or blue", ["red or blue"]), ("red", ["red"]), ("newest", []), ("?", [])],
)
def test_a_picture_is_rated_for_what_the_search_looks_for(
    client: TestClient, image_id: int, text: str, asked: list[str]
) -> None:
    log_in(client, "sam")
    page = client.get(f"/picture/{image_id}", params={"q": text}).text
    assert [parse_qs(address)["text"][0] for address in re.findall(r'href="/rate\?([^"]+)"', unescape(page))] == asked

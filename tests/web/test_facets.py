"""Narrowing a search by what its matches are."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from imgsearch.tables import Image
from imgsearch.web.asked import Asked
from imgsearch.web.question import Link, Question

from .conftest import AddPicture

CHIP = re.compile(r'<a class="chip" href="([^"]+)">([^<]*) <small>(?:≈ )?(\d+)</small>')
REMOVED = re.compile(r'<a class="chip on" href="([^"]+)"')


@pytest.fixture
def pictures(session: Session, add_picture: AddPicture) -> list[int]:
    """Three by Ann, of which two have a tag, and a hidden one."""
    ids = [add_picture(f"{number}.png", minor=number == 3) for number in range(4)]
    session.execute(update(Image).values(photographer="Ann Lee", tags=["red"]))
    session.execute(update(Image).where(Image.id.in_([ids[0], ids[1], ids[3]])).values(tags=["red", "snow"]))
    session.execute(update(Image).where(Image.id == ids[0]).values(details={"city": "Tver"}))
    session.commit()
    return ids


def chips(page: str) -> dict[str, tuple[str, int]]:
    return {unescape(value): (unescape(href), int(count)) for href, value, count in CHIP.findall(page)}


@pytest.mark.usefixtures("pictures")
def test_a_choice_narrows_the_page_and_can_be_taken_back(client: TestClient) -> None:
    page = client.get("/?q=Ann+Lee").text
    assert page.count('class="tile') == 3
    found = chips(page)
    assert {value: count for value, (_, count) in found.items()} == {"snow": 2, "Tver": 1}
    narrowed = client.get(found["snow"][0]).text
    assert narrowed.count('class="tile') == 2
    assert set(chips(narrowed)) == {"Tver"}
    both = client.get(chips(narrowed)["Tver"][0]).text
    assert both.count('class="tile') == 1
    back = [unescape(address) for address in REMOVED.findall(both)]
    assert [client.get(address).text.count('class="tile') for address in back] == [1, 2]


@pytest.mark.usefixtures("pictures")
def test_counts_are_told_as_near_ones_where_pictures_are_judged(client: TestClient) -> None:
    assert "snow <small>≈ 2</small>" in client.get("/?q=Ann+Lee").text
    assert "snow <small>2</small>" in client.get("/?browse=1").text


@pytest.mark.usefixtures("pictures")
def test_facets_of_the_api_count_matches_only(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "red", "min_score": 0}).json()
    assert answer["facets"] == {
        "tags": [{"value": "snow", "count": 2, "filters": {"tags": "snow"}}],
        "places": [{"value": "Tver", "count": 1, "filters": {"places": "Tver"}}],
    }
    assert client.get("/api/search", params={"q": "red", "min_score": 1}).json()["facets"] == {}


def test_a_further_tag_is_added_and_another_photographer_takes_the_place_of_the_first() -> None:
    link = Link(Asked(tags="snow", photographer="Ann"), Question(("dog",)))
    assert link.narrowed({"tags": "ice"}) == "/?q=dog&photographer=Ann&tags=snow%2Cice"
    assert link.narrowed({"photographer": "Bo"}) == "/?q=dog&photographer=Bo&tags=snow"
    assert link.without("tags") == "/?q=dog&photographer=Ann"
    assert [(row.name, value) for row, value in Asked(tags="snow", gallery="g").chosen()] == [("tags", "snow")]


def test_a_colour_that_was_asked_for_is_offered_and_narrows_nothing_by_itself(
    client: TestClient, session: Session, pictures: list[int]
) -> None:
    for image_id, own in zip(pictures, (["red"], ["red"], ["blue"], ["red"]), strict=True):
        session.execute(update(Image).where(Image.id == image_id).values(colours=own))
    session.commit()
    page = client.get("/?q=red+square&min_score=0").text
    assert page.count('class="tile') == 3
    offered = re.search(r'<a class="chip" href="([^"]+)" aria-label="[^"]+"><span>colour:</span> red <small>≈ 2<', page)
    assert offered is not None
    narrowed = client.get(unescape(offered[1])).text
    assert (narrowed.count('class="tile'), "<span>colour:</span>" in narrowed) == (2, False)
    assert client.get(unescape(REMOVED.findall(narrowed)[0])).text.count('class="tile') == 3
    assert "<span>colour:</span>" not in client.get("/?q=square&min_score=0").text


@pytest.mark.usefixtures("pictures")
def test_people_are_chosen_by_name(client: TestClient, session: Session, pictures: list[int]) -> None:
    for image_id in (pictures[0], pictures[3]):
        session.execute(update(Image).where(Image.id == image_id).values(details={"person": ["Olga Kim"]}))
    session.commit()
    people = [{"value": "Olga Kim", "count": 1, "filters": {"people": "Olga Kim"}}]
    assert client.get("/api/search?q=Ann+Lee").json()["facets"]["people"] == people
    narrowed = client.get(chips(client.get("/?q=Ann+Lee").text)["Olga Kim"][0]).text
    assert (narrowed.count('class="tile'), "<span>People</span> Olga Kim <b" in narrowed) == (1, True)


def test_colours_are_chosen_in_the_pages_language(client: TestClient, session: Session, pictures: list[int]) -> None:
    colours = {pictures[0]: ["red", "blue"], pictures[1]: ["red"], pictures[2]: ["blue"], pictures[3]: ["blue"]}
    for image_id, own in colours.items():
        session.execute(update(Image).where(Image.id == image_id).values(colours=own))
    session.commit()
    page = client.get("/?q=Ann+Lee", headers={"Accept-Language": "ru"}).text
    found = chips(page)
    assert (found["Красный"][1], found["Синий"][1]) == (2, 2)
    narrowed = client.get(found["Синий"][0], headers={"Accept-Language": "ru"}).text
    assert narrowed.count('class="tile') == 2
    assert "<span>Цвета</span> Синий <b" in narrowed
    assert client.get("/?q=Ann+Lee&colours=синий,красный").text.count('class="tile') == 1
    assert client.get("/api/search?q=Ann+Lee&colours=blue").json()["total"] == 2


@pytest.mark.usefixtures("pictures")
def test_a_filter_is_named_to_screen_readers_as_it_is_seen_and_in_the_language_of_the_page(client: TestClient) -> None:
    asked = "/?q=red&nearest=1&orientation=landscape&colours=red, grey&photographer=%3Cb%3E%22"
    for language, names in (
        ("ru", ["Ориентация Альбомная", "Цвета Красный, Серый", "Фотограф &lt;b&gt;&#34;"]),
        ("en", ["Orientation Landscape", "Colours Red, Grey", "Photographer &lt;b&gt;&#34;"]),
    ):
        page = client.get(asked, headers={"Accept-Language": language}).text
        for name in names:
            assert re.search(rf'aria-label="(Search without|Искать без:) {re.escape(name)}"', page), name


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"city": " Saint-Rémy \n de-Provence "}, "Saint-Rémy de-Provence"),
        ({"file": {"City": ["Нижний Новгород"]}}, "Нижний Новгород"),
        ({"title": "TVER", "place": "tver"}, "tver"),
        ({"country": "İzmir"}, None),
    ],
)
def test_places_are_shown_as_they_were_written(
    client: TestClient, session: Session, pictures: list[int], told: dict[str, Any], place: str | None
) -> None:
    session.execute(update(Image).where(Image.id == pictures[0]).values(details=told))
    session.commit()
    stored = session.scalars(select(Image.places).where(Image.id == pictures[0])).one()
    session.rollback()
    for asked in ("q=Ann+Lee", "browse=1"):
        page = client.get(f"/?{asked}").text
        (said,) = set(chips(page)) - {"snow"}
        assert said == (place or stored[0])
        assert client.get(chips(page)[said][0]).text.count('class="tile') == 1

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from imgsearch.tables import Click, Image, Search
from imgsearch.web.routes.search import NEWEST_SHOWN
from tests.web.conftest import BLUE, RED, AddPicture, csrf_of, jpeg

SHOWN = re.compile(r'src="/thumbnail/(\d+)\.webp"')


def shown(page: str) -> list[int]:
    return [int(found) for found in SHOWN.findall(page)]


def test_the_best_hit_comes_first_and_weak_ones_only_on_request(client: TestClient, add_picture: AddPicture) -> None:
    blue, red = add_picture("b.jpg", BLUE), add_picture("r.jpg", RED)
    page = client.get("/?q=something+red").text
    assert shown(page) == []  # without a regressor nothing is called a match
    assert "No picture matches." in page
    assert shown(client.get("/?q=something+red&nearest=1").text) == [red, blue]


def test_the_page_speaks_the_language_of_the_browser_and_switches(client: TestClient) -> None:
    assert "Опишите изображение" in client.get("/", headers={"Accept-Language": "de, ru;q=0.9, en;q=0.8"}).text
    assert "Describe the picture" in client.get("/", headers={"Accept-Language": "de"}).text
    answer = client.get("/language/ru?next=/?q=x")
    assert answer.headers["location"] == "/?q=x"
    assert "Подходящих изображений нет." in client.get("/?q=red").text or 'lang="ru"' in client.get("/").text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_link_leads_to_another_site(client: TestClient, target: str) -> None:
    assert client.get("/language/ru", params={"next": target}).headers["location"] == "/"


@pytest.mark.parametrize(
    ("query", "disclaimer"),
    [
        ("a little girl in red", '<h1 lang="en">This image is unavailable in your country'),
        ("dos niños en la playa", '<h1 lang="es">Esta imagen no está disponible en su país'),
    ],
)
def test_a_query_for_minors_gets_the_disclaimer_and_no_picture(
    client: TestClient, add_picture: AddPicture, query: str, disclaimer: str
) -> None:
    add_picture("r.jpg")
    page = client.get("/", params={"q": query, "nearest": 1}).text
    assert disclaimer in page
    assert shown(page) == []


def test_a_filter_alone_is_refused_in_the_language_of_the_page(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    for q, language in (("", "ru"), ("red", "en")):
        page = client.get("/", params={"q": q, "tags": "child"}, headers={"Accept-Language": "ru"}).text
        assert f'<section class="notice" role="status"><h1 lang="{language}">' in page


def test_a_query_is_shown_as_text_and_not_as_markup(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg", caption='red "><script>alert(1)</script>')
    page = client.get("/", params={"q": 'red "><script>alert(2)</script>', "nearest": 1}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(2)" in page


def test_pages_hold_every_picture_once(client: TestClient, add_picture: AddPicture) -> None:
    ids = [add_picture(f"{n}.jpg", (200, 0, n)) for n in range(35)]
    first = client.get("/?q=red&nearest=1").text
    second = client.get("/?q=red&nearest=1&page=2").text
    assert len(shown(first)) == 30
    assert sorted(shown(first) + shown(second)) == ids
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


@pytest.mark.parametrize("asked", ["q=red&min_score=.01", "q=red&nearest=1", "browse=1"])
def test_a_page_behind_the_last_says_so_and_leads_to_the_first(
    client: TestClient, add_picture: AddPicture, asked: str
) -> None:
    for n in range(3):
        add_picture(f"{n}.jpg", (200, 0, n))
    page = client.get(f"/?{asked}&page=9").text
    assert ("No further pictures match." in page, "No picture matches." in page) == (True, False)
    (first,) = re.findall(r'href="([^"]+)">To the first page', page)
    assert len(shown(client.get(first.replace("&amp;", "&")).text)) == 3


def test_why_a_search_is_refused_begins_with_a_capital(client: TestClient) -> None:
    assert "<h1>The query has no words" in client.get("/", params={"q": "?!"}).text
    assert "<h1>В запросе нет слов" in client.get("/", params={"q": "?!"}, headers={"Accept-Language": "ru"}).text


def test_a_photographers_name_leads_to_all_pictures_of_theirs(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    ids = [add_picture(f"{n}.jpg", (200, 0, n)) for n in range(3)][:2]
    session.execute(update(Image).where(Image.id.in_(ids)).values(photographer="Ann"))
    session.commit()
    (link,) = re.findall(r'href="(/\?photographer[^"]+)"', client.get(f"/picture/{ids[0]}").text)
    assert link == "/?photographer=Ann"
    assert sorted(shown(client.get(link).text)) == ids


def test_a_gallery_narrows_the_search(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("a.jpg", gallery="one")
    other = add_picture("b.jpg", gallery="two")
    assert shown(client.get("/?q=red&nearest=1&gallery=two").text) == [other]


def test_more_like_this_leaves_out_the_picture_itself(client: TestClient, add_picture: AddPicture) -> None:
    asked, near, far = (add_picture("a.png", RED), add_picture("b.png", (200, 0, 60)), add_picture("c.png", BLUE))
    assert shown(client.get(f"/?like={asked}").text) == [asked, near, far]  # the first stands beside the heading


def test_a_dropped_picture_finds_the_like(client: TestClient, add_picture: AddPicture) -> None:
    red, blue = add_picture("r.jpg", RED), add_picture("b.jpg", BLUE)
    form = {"csrf": csrf_of(client.get("/").text)}
    answer = client.post("/by-picture", data=form, files={"picture": ("x.jpg", jpeg(BLUE))})
    assert answer.status_code == 303
    assert shown(client.get(answer.headers["location"]).text) == [blue, red]


def test_a_file_that_is_no_picture_is_refused_with_the_reason(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    form = {"csrf": csrf_of(client.get("/").text)}
    answer = client.post("/by-picture", data=form, files={"picture": ("x.jpg", b"GIF89a but not really")})
    assert answer.status_code == 400
    assert "Cannot search by this file" in answer.text


def test_opening_a_hit_is_recorded_once(client: TestClient, add_picture: AddPicture, session: Session) -> None:
    image_id = add_picture("r.jpg")
    page = client.get("/?q=red&nearest=1").text
    link = re.search(rf'href="(/picture/{image_id}\?[^"]*)"', page)
    assert link is not None
    for _ in range(2):
        assert client.get(link[1].replace("&amp;", "&")).status_code == 200
    search_id = session.scalars(select(Search.id)).one()
    assert [(click.search_id, click.image_id) for click in session.scalars(select(Click))] == [(search_id, image_id)]
    client.get(f"/picture/{image_id}?search={search_id}")  # nobody signed this
    session.rollback()
    assert len(session.scalars(select(Click)).all()) == 1


def test_anonymous_searches_are_limited(client: TestClient, add_picture: AddPicture) -> None:
    from imgsearch.web.config import WebConfig
    from imgsearch.web.limits import Limits

    add_picture("r.jpg")
    page = client.app.state.site  # type: ignore[attr-defined]
    object.__setattr__(page, "limits", Limits(WebConfig(secret="0" * 64, searches_per_minute=2)))
    assert [client.get("/?q=red").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/api/search?q=red").status_code == 429


def test_the_way_back_from_a_picture_keeps_filters_and_page(client: TestClient, add_picture: AddPicture) -> None:
    ids = [add_picture(f"{n}.jpg", (200, 0, n)) for n in range(35)]
    page = client.get("/?q=red&nearest=1&page=2&gallery=g&orientation=landscape").text
    link = re.search(rf'href="(/picture/{shown(page)[0]}\?[^"]*)"', page)
    assert link is not None
    opened = client.get(link[1].replace("&amp;", "&")).text
    back = re.search(r'href="(/\?q=red[^"]*page=2)"', opened)
    assert back is not None
    assert shown(client.get(back[1].replace("&amp;", "&")).text) == shown(page)
    foreign = client.get(f"/picture/{ids[0]}", params={"back": "//evil.example/"}).text
    assert "evil.example" not in foreign.split("<main")[1]


def test_filters_of_more_like_this_keep_the_picture(client: TestClient, add_picture: AddPicture) -> None:
    asked, _wide, tall = add_picture("a.png"), add_picture("b.png"), add_picture("c.png", size=(40, 60))
    assert f'name="like" value="{asked}"' in client.get(f"/?like={asked}").text
    assert shown(client.get(f"/?q=&like={asked}&orientation=portrait").text) == [asked, tall]
    both = client.get(f"/?q=red&like={asked}&nearest=1").text
    assert "Pictures like this one" not in both
    assert "like this picture" in both


def test_nothing_behind_filters_offers_to_drop_them(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.jpg")
    page = client.get("/?q=red&photographer=nobody&nearest=1").text
    assert "Search without the filters" in page
    assert 'href="/?q=red&amp;nearest=1"' in page


def test_a_page_without_hits_offers_the_nearest_only_where_there_are_any(
    client: TestClient, add_picture: AddPicture
) -> None:
    page = client.get("/?q=red").text  # nothing is loaded
    assert ("passes these filters" in page, "There are no pictures to search yet." in page) == (False, True)
    add_picture("red.png")
    page = client.get("/?q=red&photographer=nobody").text
    assert ("No picture passes these filters." in page, "nearest=1" in page) == (True, False)
    assert "Search without the filters" in page
    page = client.get("/?q=red&min_score=1").text
    assert ("passes these filters" in page, "nearest=1" in page) == (False, True)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "Picture search"),
        ("/?q=red", "red – Picture search"),
        ("/?browse=1", "Pictures by date – Picture search"),
        ("/?q=red&nearest=1&page=2", "red – Page 2 – Picture search"),
        ("/?q=red&min_score=7", "The minimum score is 7.0; it must be a number from 0 to 1 – Picture search"),
        ("/nowhere", "Page not found – Picture search"),
    ],
)
def test_the_title_tells_which_page_it_is(
    client: TestClient, add_picture: AddPicture, address: str, title: str
) -> None:
    add_picture("r.jpg", RED)
    assert f"<title>{title}</title>" in client.get(address).text


def test_a_lowest_score_that_no_picture_has_is_the_reason_and_can_be_left_out(
    client: TestClient, add_picture: AddPicture
) -> None:
    add_picture("r.jpg", RED)
    page = client.get("/?q=red&min_score=1").text
    assert "No picture scores 1 or more." in page
    assert '<a href="/?q=red">Search without this bound</a>' in page
    assert "experts would call it" not in page


def test_below_the_empty_search_box_stand_the_twelve_newest(client: TestClient, add_picture: AddPicture) -> None:
    assert shown(client.get("/").text) == []
    ids = [add_picture(f"{number}.jpg") for number in range(NEWEST_SHOWN + 1)]
    assert shown(client.get("/").text) == ids[:0:-1]
    assert NEWEST_SHOWN == 12


def test_a_picture_is_told_the_text_that_found_it_alone(client: TestClient, add_picture: AddPicture) -> None:
    image_id = add_picture("r.jpg")
    for asked, q in (("q=red", "red"), ("q=red&q=square", ""), (f"q=red&like={image_id + 1}", "")):
        add_picture(f"{asked}.jpg")
        assert f'href="/picture/{image_id}?q={q}&amp;search=' in client.get(f"/?{asked}&nearest=1").text

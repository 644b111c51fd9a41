"""Walking, sorting and sharing answers in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from imgsearch.tables import Image, MinorEvidence

from ..conftest import BLUE, RED, AddPicture, jpeg
from .conftest import NewPage, log_in
from .test_browser import found

PHONE = 390


@pytest.fixture
def ids(session: Session, add_picture: AddPicture) -> list[int]:
    """A red one of 2020, a pink one of 2022 and a blue one of 2021."""
    colours = {2020: RED, 2022: (200, 60, 90), 2021: BLUE}
    made = []
    for year, colour in colours.items():
        made.append(add_picture(f"{year}.png", colour))
        session.execute(update(Image).where(Image.id == made[-1]).values(taken_at=f"{year}-05-01"))
    session.commit()
    return made


def test_the_newest_pictures_lead_to_all_of_them_in_either_order(new_page: NewPage, ids: list[int]) -> None:
    red, pink, blue = ids
    page = new_page()
    page.goto("/")
    assert found(page) == [pink, blue, red]
    page.get_by_role("link", name="All pictures by date").click()
    expect(page.get_by_text("3 pictures")).to_be_visible()
    assert found(page) == [pink, blue, red]
    page.get_by_label("Order").select_option("oldest")
    page.wait_for_url(re.compile("sort=oldest"))
    assert found(page) == [red, blue, pink]


def test_a_search_is_sorted_by_the_list_beside_its_total(new_page: NewPage, ids: list[int]) -> None:
    red, pink, blue = ids
    page = new_page()
    page.goto("/?q=red&min_score=0")
    expect(page.get_by_text("3 matches")).to_be_visible()
    assert found(page) == [red, pink, blue]
    page.get_by_label("Order").select_option("newest")
    page.wait_for_url(re.compile("sort=newest"))
    page.go_back()
    expect(page.get_by_label("Order")).to_have_value("")  # as the pictures are sorted
    page.go_forward()
    assert found(page) == [pink, blue, red]
    assert page.locator("#q").input_value() == "red"


def test_on_a_phone_pictures_are_in_sight_whatever_they_can_be_narrowed_by(
    new_page: NewPage, ids: list[int], session: Session
) -> None:
    for number, image_id in enumerate(ids):
        known = {"photographer": f"Photographer {number}", "tags": [f"long tag {number}{each}" for each in range(8)]}
        session.execute(update(Image).where(Image.id == image_id).values(**known))
    session.commit()
    page = new_page(width=PHONE, height=740)
    for address in ("/?browse=1", "/?browse=1&photographer=Photographer+1"):
        page.goto(address)
        box = page.locator(".tile").first.bounding_box()
        assert box is not None
        assert box["y"] < 500, address
    expect(page.get_by_role("link", name=re.compile("Photographer 1"))).to_be_visible()
    expect(page.get_by_label("Photographer", exact=True)).to_be_hidden()
    page.goto("/?q=red&taken_from=May")  # what is wrong with a filter is mended where it stands
    expect(page.get_by_label("Photographer", exact=True)).to_be_visible()


def test_an_own_picture_has_an_address_to_go_back_to(new_page: NewPage, ids: list[int], tmp_path: Path) -> None:
    red, pink, blue = ids
    mine = tmp_path / "mine.jpg"
    mine.write_bytes(jpeg(BLUE))
    page = new_page()
    page.goto("/")
    page.locator("#picture").set_input_files(mine)
    page.wait_for_url(re.compile("picture="))
    assert found(page) == [blue, pink, red]
    page.reload()
    assert found(page) == [blue, pink, red]
    page.locator(".tile").first.click()
    expect(page.get_by_role("heading", name="2021.png")).to_be_visible()
    page.go_back()
    assert found(page) == [blue, pink, red]
    page.locator("#q").fill("red")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Search without like your picture")).to_be_visible()
    page.get_by_role("link", name="Search without like your picture").click()
    assert "picture=" not in page.url


def test_parts_are_added_and_taken_away(new_page: NewPage, ids: list[int]) -> None:
    page = new_page()
    page.goto("/?q=red&nearest=1")
    page.get_by_text("Filters").click()
    page.get_by_label("And also").fill("-blue")
    page.get_by_label("And also").press("Enter")
    expect(page.get_by_role("link", name="Search without -blue")).to_be_visible()
    page.get_by_role("link", name="Search without -blue").click()
    expect(page.get_by_role("link", name="Search without -blue")).to_have_count(0)
    assert len(found(page)) == len(ids)


@pytest.mark.usefixtures("accounts")
def test_a_page_is_collected_shared_and_seen_by_a_stranger(new_page: NewPage, ids: list[int]) -> None:
    page, stranger = new_page(), new_page("ru", width=PHONE)
    log_in(page, "sam")
    page.goto("/?q=red&nearest=1")
    expect(page.get_by_text("Added.")).to_be_hidden()
    page.get_by_label("Name of a collection").fill("For Bo")
    page.get_by_role("button", name="Add this page's pictures").click()
    expect(page.get_by_text("Added.")).to_be_visible()
    page.goto("/collections")
    page.get_by_role("link", name="For Bo").click()
    page.get_by_role("button", name="Make a link").click()
    address = page.locator(".link a").get_attribute("href")
    assert address is not None
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="For Bo")).to_be_visible()
    expect(stranger.locator(".tile img")).to_have_count(len(ids))
    expect(stranger.locator(".tile img").first).to_have_js_property("naturalWidth", 60)
    page.get_by_role("button", name="End the link").click()
    stranger.reload()
    expect(stranger.locator(".tile img")).to_have_count(0)
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name="Remove the collection").click()
    expect(page.get_by_role("heading", name="For Bo")).to_be_visible()
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Remove the collection").click()
    expect(page.get_by_text("Nothing is collected yet")).to_be_visible()


def test_a_visitor_reports_a_picture(new_page: NewPage, ids: list[int], session: Session) -> None:
    page = new_page()
    page.goto(f"/picture/{ids[0]}")
    page.get_by_text("Report this picture").click()
    page.get_by_label("It may show a minor").check()
    page.get_by_label("Why").fill("looks young")
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_text("Thank you")).to_be_visible()
    assert session.scalars(select(MinorEvidence.term)).all() == ["minor: looks young"]


@pytest.mark.parametrize("path", ["/", "/?browse=1", "/?q=red&q=-blue&like={}&nearest=1", "/picture/{}"])
def test_nothing_is_wider_than_a_phone(new_page: NewPage, ids: list[int], path: str) -> None:
    page: Page = new_page("ru", width=PHONE)
    page.goto(path.format(ids[0]))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_what_is_left_empty_stays_out_of_the_address(new_page: NewPage, ids: list[int]) -> None:
    page = new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("red")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?q=red$"))
    page.goto("/?q=red&min_score=0&literal=1&all=1")
    page.get_by_label("Order").select_option("oldest")
    expect(page).to_have_url(re.compile(r"/\?(?=.*sort=oldest)(?=.*literal=1)(?=.*all=1)(?!.*=(&|$))"))


@pytest.mark.parametrize(
    ("language", "said", "example"),
    [
        ("en", "taken: 2020 – search for these words instead", "0.50"),
        ("ru", "снято: 2020 – искать сами эти слова", "0,50"),
    ],
)
def test_what_was_understood_is_told_to_who_hears_the_page(
    new_page: NewPage, ids: list[int], language: str, said: str, example: str
) -> None:
    page = new_page(language)
    page.goto("/?q=red+2020")
    expect(page.get_by_role("link", name=said)).to_be_visible()
    assert page.locator("[name=min_score]").get_attribute("placeholder") == example

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Click, Image, MatchFeedback

from ..conftest import BLUE, RED, AddPicture, jpeg
from .conftest import NewPage, log_in

TILE = ".tile"


def found(page: Page) -> list[int]:
    links = page.locator(TILE).evaluate_all("tiles => tiles.map(tile => tile.getAttribute('href'))")
    return [int(re.findall(r"/picture/(\d+)", link)[0]) for link in links]


@pytest.mark.parametrize(("language", "text", "said"), [("en", "red", "Filters"), ("ru", "красный", "Фильтры")])
def test_searching_and_opening_a_hit(
    new_page: NewPage, add_picture: AddPicture, session: Session, language: str, text: str, said: str
) -> None:
    blue, red = add_picture("b.png", BLUE), add_picture("r.png", RED)
    page = new_page(language)
    page.goto("/")
    expect(page.get_by_text(said)).to_be_visible()
    page.keyboard.type(text)  # the box has the focus
    page.keyboard.press("Enter")
    page.locator(".notice .button").click()  # nothing matches; show the nearest
    assert found(page) == [red, blue]
    picture = page.locator(f"{TILE} img").first
    expect(picture).to_have_js_property("naturalWidth", 60)
    page.locator(TILE).first.click()
    expect(page.get_by_role("heading", name="r.png")).to_be_visible()
    assert [click.image_id for click in session.scalars(select(Click))] == [red]


def test_the_keyboard_suffices(new_page: NewPage, add_picture: AddPicture) -> None:
    ids = [add_picture(f"{n}.png", (200, 0, 3 * n), size=(60, 60)) for n in range(12)]
    page = new_page(width=1000)
    page.goto("/?q=red&nearest=1")
    assert sorted(found(page)) == ids
    order = found(page)
    focused = "() => +document.activeElement.getAttribute('href').match(/picture.(\\d+)/)[1]"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == order[0]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == order[1]
    page.keyboard.press("ArrowDown")
    below = page.evaluate(focused)
    assert order.index(below) > 2
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == order[1]
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    assert page.locator("#q").input_value() == "red"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Pictures like this one")).to_be_visible()


def test_a_dropped_picture_is_searched_by(new_page: NewPage, add_picture: AddPicture) -> None:
    red, blue = add_picture("r.png", RED), add_picture("b.png", BLUE)
    page = new_page()
    page.goto("/")
    page.evaluate(
        """bytes => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], "mine.jpg", {type: "image/jpeg"}));
            for (const type of ["dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true}));
        }""",
        list(jpeg(BLUE)),
    )
    expect(page.get_by_role("heading", name="Pictures like yours")).to_be_visible()
    assert found(page) == [blue, red]


def test_paging_forth_and_back(new_page: NewPage, add_picture: AddPicture) -> None:
    ids = [add_picture(f"{n}.png", (200, 0, n)) for n in range(33)]
    page = new_page()
    page.goto("/?q=red&nearest=1")
    first = found(page)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Page 2")).to_be_visible()
    assert sorted(first + found(page)) == ids
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(TILE)).to_have_count(30)
    assert found(page) == first


def test_a_wrong_password_is_told(new_page: NewPage, accounts: None) -> None:
    page = new_page()
    log_in(page, "eve", "not the password")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    log_in(page, "eve")
    expect(page.get_by_role("link", name="Review")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def test_an_editor_reviews_by_keyboard_and_undoes(
    new_page: NewPage, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    image_id = add_picture("f.png", minor=True)

    def flagged() -> bool | None:
        session.rollback()
        return session.scalar(select(Image.is_hidden).where(Image.id == image_id))

    page = new_page()
    log_in(page, "eve")
    page.get_by_role("link", name="Review").click()
    page.get_by_role("link", name="Evidence on f.png").click()
    expect(page.get_by_role("img", name="f.png")).to_have_js_property("naturalWidth", 60)
    page.keyboard.press("c")
    expect(page.get_by_text("Nothing to review.")).to_be_visible()
    assert flagged() is False
    page.keyboard.press("u")
    expect(page.get_by_role("checkbox", name="f.png")).to_be_visible()
    assert flagged() is True


def test_rating_by_keyboard(new_page: NewPage, add_picture: AddPicture, accounts: None, session: Session) -> None:
    add_picture("r.png", RED, caption="red")
    page = new_page()
    log_in(page, "sam")
    page.get_by_role("link", name="Rate").click()
    expect(page.get_by_text("Matches except for details")).to_be_visible()
    page.keyboard.press("3")
    expect(page.get_by_text("You have rated 1 pair")).to_be_visible()
    ratings = session.execute(select(MatchFeedback.rater, MatchFeedback.text, MatchFeedback.rating))
    assert [tuple(row) for row in ratings] == [("sam", "red", 3)]


def test_the_guessed_address_of_a_flagged_picture_shows_nothing(
    new_page: NewPage, add_picture: AddPicture, accounts: None
) -> None:
    image_id = add_picture("f.png", minor=True)
    page = new_page()
    log_in(page, "sam")
    for address in (f"/picture/{image_id}", f"/thumbnail/{image_id}.webp", f"/review/picture/{image_id}.jpg"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (403, 404)
        assert page.locator("img").count() == 0


@pytest.mark.parametrize("path", ["/", "/?q=red&nearest=1", "/picture/{}", "/login", "/api/docs", "/rate", "/review"])
def test_nothing_sticks_out_of_a_phone(new_page: NewPage, add_picture: AddPicture, accounts: None, path: str) -> None:
    image_id = add_picture("r.png", size=(300, 200))
    add_picture("f.png", minor=True, gallery="another gallery with a long name")
    page = new_page(width=360, height=740)
    log_in(page, "eve")
    page.goto(path.format(image_id))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=red&nearest=1",
        "/?q=red",
        "/?browse=1",
        "/?q=red&q=-blue&like={}",
        "/picture/{}",
        "/login",
        "/api/docs",
        "/rate",
        "/review",
        "/review?name=f.png",
        "/collections",
    ],
)
def test_no_serious_fault_of_accessibility(
    new_page: NewPage, add_picture: AddPicture, accounts: None, axe: str, path: str
) -> None:
    image_id = add_picture("r.png")
    add_picture("f.png", minor=True, gallery="h")
    page = new_page()
    log_in(page, "eve")
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.goto(path.format(image_id))
        page.evaluate(axe)
        report = page.evaluate("axe.run()")
        serious = [
            (fault["id"], [node["html"] for node in fault["nodes"]])
            for fault in report["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert serious == [], scheme
        assert len(report["passes"]) > 10

"""Nothing runs over the edge, nothing is hidden from the keyboard, and no way ends at an address that is no page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from imgsearch.tables import Image

from ..conftest import RED, AddPicture, jpeg
from .conftest import NewPage, log_in

WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
HEADER = "() => [getComputedStyle(document.querySelector('header'))].flatMap(css => [css.position, css.display])"


@pytest.fixture
def long_words(session: Session, add_picture: AddPicture) -> int:
    image_id = add_picture("r.png", size=(600, 400), caption=WORD)
    details = {"title": "A title that never ends, " * 60, "city": WORD, "person": WORD}
    session.execute(update(Image).values(photographer=WORD, tags=[WORD[:90].lower()], details=details))
    session.commit()
    return image_id


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("width", [320, 360, 768, 900, 1024, 1440])
def test_nothing_runs_over_the_edge(new_page: NewPage, long_words: int, add_picture: AddPicture, width: int) -> None:
    add_picture("b.png", gallery="another")  # a list of galleries stands in the box
    page = new_page("ru", width)
    log_in_as_editor(page)
    page.goto("/?q=red&nearest=1")
    page.locator(".collect input[name=name]").fill(WORD)
    page.locator(".collect button").click()
    addresses = ("/", "/?q=red&nearest=1", f"/?q={WORD}", f"/picture/{long_words}", "/collections", "/review", "/rate")
    for address in (*addresses, f"/rate?text={WORD}&image={long_words}"):
        page.goto(address)
        assert page.evaluate(TOO_WIDE) == 0, address
    # The header stays while a page is scrolled.
    assert width == 320 or page.evaluate("document.querySelector('header').offsetHeight") < 80
    page.goto(f"/picture/{long_words}")
    box = page.locator("figure img").bounding_box()
    assert box is not None
    assert box["y"] < 400  # however much is said beside it


def log_in_as_editor(page: Page) -> None:
    page.goto("/login")
    page.locator("[name=name]").fill("eve")
    page.locator("[name=password]").fill("correct horse battery")
    page.locator("button.main").click()
    expect(page.locator("[href='/review']")).to_have_count(1)


@pytest.mark.usefixtures("accounts")
def test_an_editor_whose_session_has_ended_comes_back_to_the_queue(new_page: NewPage, add_picture: AddPicture) -> None:
    add_picture("f.png", minor=True)
    page = new_page()
    log_in(page, "eve")
    page.goto("/review")
    page.context.clear_cookies()
    page.locator(".picks label").first.hover()
    page.get_by_role("button", name="Decide on these 1").click()
    expect(page.get_by_role("heading", name="You are not logged in")).to_be_visible()
    page.locator("main").get_by_role("link", name="Log in").click()
    page.get_by_label("Name").fill("eve")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(page.url.split("/review")[0] + "/review")
    expect(page.locator(".tile")).to_have_count(1)


def test_who_moves_by_keyboard_sees_where_a_picture_is_chosen(new_page: NewPage, add_picture: AddPicture) -> None:
    add_picture("r.png")
    page = new_page()
    page.goto("/?q=red")
    page.locator(".go").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#picture")).to_be_focused()
    assert page.locator(".pick").evaluate("pick => getComputedStyle(pick).outlineStyle") == "solid"


def test_without_scripts_a_picture_that_was_chosen_can_be_sent(
    new_page: NewPage, add_picture: AddPicture, site: str
) -> None:
    add_picture("r.png")
    browser = new_page().context.browser
    assert browser is not None
    context = browser.new_context(base_url=site, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#picture").set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": jpeg(RED)})
    page.locator("button[form=by-picture]").click()
    expect(page.locator(".tile")).to_have_count(1)
    context.close()


@pytest.mark.usefixtures("accounts")
def test_where_the_file_is_gone_its_small_copy_is_seen(
    new_page: NewPage, add_picture: AddPicture, tmp_path: Path
) -> None:
    image_id = add_picture("r.png")
    (tmp_path / "r.png").unlink()
    page = new_page()
    log_in(page, "eve")
    for address in (f"/picture/{image_id}", "/review?name=r.png"):
        page.goto(address)
        expect(page.locator("figure img")).to_have_js_property("naturalWidth", 60)


def test_names_that_run_to_the_left_high_zoom_and_paper(
    new_page: NewPage, add_picture: AddPicture, session: Session
) -> None:
    for name, photographer in (("r.png", "יעל כהן"), ("b.png", "عبد الرحمن")):
        session.execute(update(Image).where(Image.id == add_picture(name)).values(photographer=photographer))
    session.commit()
    page = new_page()
    page.goto("/?browse=1")
    chip, count = (page.locator(f".chip{inner}").first.bounding_box() for inner in ("", " small"))
    assert chip is not None
    assert count is not None
    assert chip["x"] + chip["width"] - count["x"] - count["width"] < 15  # behind the name
    assert page.evaluate(HEADER) == ["sticky", "flex"]
    page.set_viewport_size({"width": 320, "height": 256})  # a screen of 1280 x 1024 at 400 %
    assert page.evaluate(HEADER) == ["static", "flex"]
    page.emulate_media(media="print")
    assert page.evaluate(HEADER)[1] == "none"
    expect(page.locator(".tile img").first).to_be_visible()

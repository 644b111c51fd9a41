"""Two hundred pictures a minute by the keyboard alone, and the grid without scripts."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image, MinorEvidence, MinorReview, Thumbnail

from ..conftest import AddPicture
from .conftest import NewPage, log_in

PICK = ".picks [type=checkbox]"


def states(session: Session) -> dict[str, str]:
    session.rollback()
    return {name: state for name, state in session.execute(select(Image.name, Image.state))}


def add_many(session: Session, add_picture: AddPicture, count: int) -> None:
    """Pictures with one thumbnail each; loading them one after the other would take longer than looking at them."""
    first = add_picture("000.png")
    row = session.get_one(Image, first)
    columns = {"path": row.path, "gallery": "g", "file_bytes": 1, "mtime_ns": 1, "width": 60, "height": 40}
    names = [f"{number:03}.png" for number in range(1, count)]
    session.execute(insert(Image), [{"name": name, "sha256": name.encode().ljust(32), **columns} for name in names])
    said = {"source": "metadata", "term": "boy", "caption_key": "", "probability": 1.0}
    ids = session.execute(select(Image.id, Image.is_hidden)).all()
    session.execute(insert(MinorEvidence), [{"image_id": each.id, "is_hidden": each.is_hidden, **said} for each in ids])
    copied = [Image.id, Image.is_hidden, Image.sha256, Thumbnail.width, Thumbnail.height, Thumbnail.webp]
    copies = select(*copied).join(Thumbnail, Thumbnail.image_id == first).where(Image.id != first)
    columns_of = ["image_id", "is_hidden", "sha256", "width", "height", "webp"]
    session.execute(insert(Thumbnail).from_select(columns_of, copies))
    session.commit()


def wait_for_pictures(page: Page) -> None:
    page.wait_for_function("() => [...document.images].every(each => each.naturalWidth)")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_two_hundred_pictures_are_reviewed_in_a_minute_by_keyboard(
    new_page: NewPage, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    add_many(session, add_picture, 200)
    page = new_page()
    log_in(page, "eve")
    page.goto("/review")
    started, screens = time.monotonic(), 0
    while page.locator(PICK).count():
        expect(page.locator(PICK).first).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")  # the second of each screen shows a minor
        expect(page.locator(PICK).nth(1)).to_be_checked()
        wait_for_pictures(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        screens += 1
    seconds = time.monotonic() - started
    print(f"200 pictures on {screens} screens in {seconds:.1f} s")  # as docs/minors.md tells, with `pytest -s`
    assert seconds < 60
    assert screens == 7
    found = list(states(session).values())
    assert (found.count("hidden"), found.count("clear")) == (7, 193)
    batches = select(func.count(func.distinct(MinorReview.reviewed_at)))
    assert session.scalar(batches) == 7


def test_arrows_move_space_marks_and_u_takes_the_screen_back(
    new_page: NewPage, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    add_many(session, add_picture, 20)
    page = new_page(width=1000)
    log_in(page, "eve")
    page.goto("/review")
    assert focused(page) == "000.png"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "001.png"
    page.keyboard.press("ArrowDown")
    below = focused(page)
    assert below > "003.png"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "001.png"
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(page.locator(PICK).nth(1)).not_to_be_checked()
    page.locator(".picks label").nth(2).click()  # by the mouse
    expect(page.locator(PICK).nth(2)).to_be_checked()
    wait_for_pictures(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing to review.")).to_be_visible()
    assert states(session)["002.png"] == "hidden"
    assert states(session)["001.png"] == "clear"
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.locator(PICK)).to_have_count(20)
    assert set(states(session).values()) == {"hidden"}


@pytest.mark.parametrize(("language", "button"), [("en", "Decide on these 2"), ("ru", "Принять решение: 2")])
def test_the_grid_is_a_form_without_scripts(
    new_page: NewPage, add_picture: AddPicture, accounts: None, session: Session, language: str, button: str
) -> None:
    add_many(session, add_picture, 2)
    page = new_page()
    log_in(page, "eve")
    page.route("**/page.js*", lambda route: route.abort())
    page.goto(f"/language/{language}?next=/review")
    page.get_by_role("checkbox", name="001.png").check()
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/review?undo=2")
    assert states(session) == {"000.png": "clear", "001.png": "hidden"}


def test_what_is_doubtful_is_blurred_until_it_is_pointed_at(
    new_page: NewPage, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    said = {"source": "caption", "term": "boy", "probability": 1.0, "is_hidden": False}
    for name in ("a.png", "b.png", "c.png"):  # of two captions of each one names a minor
        image_id = add_picture(name, (10, 10, ord(name[0])))
        session.execute(insert(MinorEvidence).values(image_id=image_id, caption_key=f"{name}#0", **said))
        own = {"caption_key": f"{name}#1", "image_name": name, "image_id": image_id, "is_hidden": True}
        session.execute(insert(Caption).values(text="x", **own))
    session.commit()
    page = new_page()
    log_in(page, "eve")
    page.goto("/review")
    blur = "name => getComputedStyle(document.querySelector(`[aria-label='${name}'] ~ img`)).filter"
    assert page.evaluate(blur, "a.png") == "none"  # it has the focus
    assert page.evaluate(blur, "b.png") == "blur(18px)"
    wait_for_pictures(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    # What nobody has looked at waits on.
    assert states(session) == {"a.png": "clear", "b.png": "hidden", "c.png": "hidden"}
    assert page.evaluate(blur, "c.png") == "blur(18px)"
    page.get_by_role("checkbox", name="c.png").hover()
    assert page.evaluate(blur, "c.png") == "none"
    page.get_by_role("link", name="Do not blur").click()
    assert page.evaluate(blur, "c.png") == "none"
    wait_for_pictures(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert set(states(session).values()) == {"clear"}


def test_nothing_is_decided_unseen_nor_by_the_second_half_of_a_double_click(
    new_page: NewPage, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    add_many(session, add_picture, 2)
    page = new_page()
    log_in(page, "eve")
    page.clock.install()
    page.route("**/review/thumbnail/1.webp", lambda route: route.abort())
    page.goto("/review?undo=1")  # as a decision leads there
    page.wait_for_function("() => [...document.images].every(each => each.complete)")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.keyboard.press("Enter")
    page.evaluate("1")
    assert sent == []
    page.clock.run_for(400)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert states(session) == {"000.png": "hidden", "001.png": "clear"}
    page.clock.run_for(400)
    page.keyboard.press("Space")  # to mark it hides it, which harms nobody
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert session.scalars(select(MinorReview.verdict).order_by(MinorReview.id)).all() == ["clear", "flag"]

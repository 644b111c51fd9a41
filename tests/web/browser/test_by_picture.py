"""Searching by a picture that is pasted, dropped or chosen, and text that is pasted and dropped beside it."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect

from ..conftest import RED, AddPicture, jpeg
from .conftest import NewPage

SEND = """([type, target, picture, text, name]) => {
    const transfer = new DataTransfer();
    if (picture) {
        const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    }
    if (text) transfer.setData("text/plain", text);
    const options = { bubbles: true, cancelable: true };
    const event = type === "paste"
        ? new ClipboardEvent(type, { clipboardData: transfer, ...options })
        : new DragEvent(type, { dataTransfer: transfer, ...options });
    return document.querySelector(target).dispatchEvent(event);
}"""
PICTURE = base64.b64encode(jpeg(RED)).decode()


def _is_left_alone(page: Page, kind: str, target: str, *, picture: bool = True, text: str = "") -> bool:
    """Whether the browser does what it does everywhere."""
    left: bool = page.evaluate(SEND, [kind, target, PICTURE if picture else "", text, "image.png"])
    return left


@pytest.fixture
def page(new_page: NewPage, add_picture: AddPicture) -> Page:
    add_picture("r.png")
    opened = new_page()
    opened.goto("/")
    return opened


def test_text_that_is_dragged_goes_into_the_box(page: Page) -> None:
    for kind in ("dragover", "drop"):
        assert _is_left_alone(page, kind, "#q", picture=False, text="two dogs")
        expect(page.locator("#drop")).to_be_hidden()
    assert page.url.endswith("/")


@pytest.mark.parametrize("target", ["#q", "body"])
def test_a_picture_alone_is_searched_by_wherever_it_is_pasted(page: Page, target: str) -> None:
    assert not _is_left_alone(page, "paste", target)
    expect(page.locator(".tile")).to_have_count(1)


def test_cells_are_pasted_as_text_and_files_with_their_name_as_files(page: Page) -> None:
    assert _is_left_alone(page, "paste", "#q", text="dog\tsnow")
    assert page.url.endswith("/")
    assert not _is_left_alone(page, "paste", "#q", text="/home/ann/image.png")
    expect(page.locator(".tile")).to_have_count(1)


def test_the_same_file_can_be_chosen_again_behind_back(page: Page) -> None:
    field = page.locator("#picture")
    held = "const held = new DataTransfer(); held.items.add(new File(['x'], 'x.jpg')); field.files = held.files;"
    assert field.evaluate(f"field => {{ {held} return field.files.length; }}") == 1  # as it is behind "Back"
    assert field.evaluate("field => { field.dispatchEvent(new MouseEvent('click')); return field.files.length; }") == 0

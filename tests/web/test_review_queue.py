"""The order of the review page, and what its links and forms say."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from imgsearch.minors.detectors.classifier import load_classifier
from imgsearch.tables import MinorEvidence

from .conftest import AddPicture, csrf_of, log_in


@pytest.fixture
def editor(client: TestClient, add_picture: AddPicture, accounts: None) -> TestClient:
    """An editor with three pictures to review."""
    for name in ("a.png", "b.png", "c.png"):
        add_picture(name, minor=True)
    log_in(client, "eve")
    return client


def looked_at(page: str) -> str:
    return str(re.findall(r'<h2 class="named">(.*?)</h2>', page)[0])


def behind(page: str) -> list[str]:
    return re.findall(r'<img src="/review/thumbnail/\d+\.webp" alt="(.*?)"', page)


def test_later_goes_through_the_queue_and_begins_again(editor: TestClient) -> None:
    address, seen = "/review", []
    for _ in range(4):
        page = editor.get(address).text
        seen.append(looked_at(page))
        assert looked_at(page) not in behind(page)
        assert "3 waiting" in page
        (address,) = re.findall(r'href="(/review\?after=\d+)"', page)
    assert sorted(seen[:3]) == ["a.png", "b.png", "c.png"]
    assert seen[3] == seen[0]
    assert address == "/review?after=1"


def test_a_picture_of_the_queue_can_be_looked_at_out_of_turn(editor: TestClient) -> None:
    page = editor.get("/review?name=c.png").text
    assert (looked_at(page), sorted(behind(page))) == ("c.png", ["a.png", "b.png"])
    assert editor.get("/review?name=nowhere.png").status_code == 404


@pytest.mark.parametrize(("first", "second"), [("clear", "flag"), ("flag", "clear")])
def test_a_verdict_offers_to_restore_what_was(editor: TestClient, first: str, second: str) -> None:
    csrf = csrf_of(editor.get("/review").text)
    given = [editor.post("/review", data={"name": "a.png", "verdict": verdict, "csrf": csrf}).headers["location"]
             for verdict in (first, second)]  # fmt: skip
    assert given == ["/review?undo=a.png&was=flag", f"/review?undo=a.png&was={first}"]
    assert f'name="verdict" value="{first}"><input type="hidden" name="undoing"' in editor.get(given[1]).text
    undone = editor.post("/review", data={"name": "a.png", "verdict": first, "undoing": "true", "csrf": csrf})
    assert (undone.status_code, undone.headers["location"]) == (303, "/review?name=a.png")


@pytest.mark.parametrize(
    ("form", "status"),
    [({"name": "nowhere.png", "verdict": "flag"}, 404), ({"name": "a.png", "verdict": "burn"}, 400), ({}, 400)],
)
def test_a_verdict_that_cannot_be_is_refused(editor: TestClient, form: dict[str, str], status: int) -> None:
    csrf = csrf_of(editor.get("/review").text)
    assert editor.post("/review", data=form | {"csrf": csrf}).status_code == status


def test_what_the_classifier_says_without_words_waits_too_unless_another_one_said_it(
    client: TestClient, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    classifier = load_classifier()
    assert classifier is not None
    said = {"source": "classifier", "caption_key": "", "is_hidden": False, "probability": 0.99}
    for name, revision in (("now.png", classifier.revision), ("before.png", "an older one")):
        session.execute(insert(MinorEvidence).values(image_id=add_picture(name), term=revision, **said))
    session.commit()
    log_in(client, "eve")
    page = client.get("/review").text
    assert (looked_at(page), behind(page)) == ("now.png", [])

"""The review page as a grid: its order, its form, batches of verdicts and taking them back, and audits."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imgsearch.minors.audit import draw_audit
from imgsearch.minors.detectors.classifier import load_classifier
from imgsearch.tables import Image, MinorEvidence, MinorReview
from imgsearch.web.routes import review as module

from .conftest import BLUE, AddPicture, csrf_of, log_in


@pytest.fixture
def editor(client: TestClient, add_picture: AddPicture, accounts: None) -> TestClient:
    """An editor with three pictures to review."""
    for name in ("a.png", "b.png", "c.png"):
        add_picture(name, (10, 10, ord(name[0])), minor=True)
    log_in(client, "eve")
    return client


def shown(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox" name="flag" value="\d+" aria-label="(.*?)"', page)


def ids(page: str) -> dict[str, str]:
    found = re.findall(r'name="flag" value="(\d+)" aria-label="(.*?)"', page)
    return {name: image_id for image_id, name in found}


def seen(page: str) -> list[str]:
    return re.findall(r'name="seen" value="(\d+-[0-9a-f]{64}-[0-9a-f]{16})"', page)


def states(session: Session) -> dict[str, str]:
    session.rollback()
    return {name: state for name, state in session.execute(select(Image.name, Image.state).order_by(Image.name))}


def test_a_screen_is_cleared_but_for_what_is_marked_in_one_transaction(editor: TestClient, session: Session) -> None:
    page = editor.get("/review").text
    assert shown(page) == ["a.png", "b.png", "c.png"]
    assert "3 waiting" in page
    form = {"csrf": csrf_of(page), "seen": seen(page), "flag": ids(page)["b.png"]}
    done = editor.post("/review/batch", data=form)
    assert (done.status_code, done.headers["location"]) == (303, "/review?undo=3")
    assert states(session) == {"a.png": "clear", "b.png": "hidden", "c.png": "clear"}
    rows = session.execute(
        select(MinorReview.verdict, MinorReview.reviewer, MinorReview.reviewed_at, MinorReview.audit)
    )
    verdicts = [tuple(row) for row in rows]
    assert sorted(row[:2] for row in verdicts) == [("clear", "eve"), ("clear", "eve"), ("flag", "eve")]
    assert len({row[2] for row in verdicts}) == 1
    assert {row[3] for row in verdicts} == {None}
    assert "Nothing to review." in editor.get("/review").text


def test_undo_takes_the_last_batch_back_and_leaves_earlier_ones(editor: TestClient, session: Session) -> None:
    page = editor.get("/review").text
    csrf, each = csrf_of(page), dict(zip(shown(page), seen(page), strict=True))
    editor.post("/review/batch", data={"csrf": csrf, "seen": [each["a.png"], each["b.png"]]})
    editor.post(
        "/review/batch", data={"csrf": csrf, "seen": [each["b.png"], each["c.png"]], "flag": ids(page)["b.png"]}
    )
    assert states(session) == {"a.png": "clear", "b.png": "hidden", "c.png": "clear"}
    assert editor.post("/review/undo", data={"csrf": csrf}).headers["location"] == "/review"
    # c is as its evidence says, b as the batch before said.
    assert states(session) == {"a.png": "clear", "b.png": "clear", "c.png": "hidden"}
    assert shown(editor.get("/review").text) == ["c.png"]
    editor.post("/review/undo", data={"csrf": csrf})
    assert states(session) == {"a.png": "clear", "b.png": "clear", "c.png": "hidden"}
    assert "taken back" in editor.get("/review?name=c.png").text


def test_nobody_takes_back_what_another_said(editor: TestClient, session: Session) -> None:
    page = editor.get("/review").text
    editor.post("/review/batch", data={"csrf": csrf_of(page), "seen": seen(page)})
    log_in(editor, "ada")
    editor.post("/review/undo", data={"csrf": csrf_of(editor.get("/review").text)})
    assert set(states(session).values()) == {"clear"}


def test_a_file_that_was_replaced_meanwhile_gets_no_verdict(editor: TestClient, session: Session) -> None:
    page = editor.get("/review").text
    other = update(Image).where(Image.name == "b.png").values(sha256=b"x" * 32)
    session.execute(other.execution_options(synchronize_session=False))
    session.commit()
    done = editor.post("/review/batch", data={"csrf": csrf_of(page), "seen": seen(page)})
    assert done.headers["location"] == "/review?undo=2&left=1"
    assert len(session.scalars(select(MinorReview.id)).all()) == 2


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"seen": "1"},
        {"seen": "1-00"},
        {"seen": "1-zz-00"},
        {"seen": "x-00-00"},
        {"seen": ["1-00-00"] * 201},
        {"seen": "1-00-00", "flag": "x"},
    ],
)
def test_a_batch_that_cannot_be_is_refused(editor: TestClient, form: dict[str, object], session: Session) -> None:
    csrf = csrf_of(editor.get("/review").text)
    assert editor.post("/review/batch", data=form | {"csrf": csrf}).status_code == 400
    assert editor.post("/review/batch", data={"seen": seen(editor.get("/review").text)}).status_code == 400
    assert session.scalars(select(MinorReview.id)).all() == []


def test_later_goes_on_to_the_next_screen(editor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHOWN", 2)
    page = editor.get("/review").text
    assert shown(page) == ["a.png", "b.png"]
    (address,) = re.findall(r'href="(/review\?after=\d+)"', page)
    assert shown(editor.get(address).text) == ["c.png"]
    assert shown(editor.get("/review?after=99").text) == ["a.png", "b.png"]


def test_a_picture_of_the_queue_can_be_looked_at_alone(editor: TestClient) -> None:
    page = editor.get("/review?name=c.png").text
    assert re.findall(r'<h2 class="named">(.*?)</h2>', page) == ["c.png"]
    assert "a caption says" in page
    assert editor.get("/review?name=nowhere.png").status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"name": "a.png", "verdict": "flag"},
        {"seen": "1-00", "verdict": "flag"},
        {"seen": "1-00-00", "verdict": "burn"},
        {},
    ],
)
def test_a_verdict_that_cannot_be_is_refused(editor: TestClient, form: dict[str, str]) -> None:
    csrf = csrf_of(editor.get("/review").text)
    assert editor.post("/review", data=form | {"csrf": csrf}).status_code == 400


def classify(session: Session, image_id: int, probability: float, revision: str = "", cell: int | None = None) -> None:
    classifier = load_classifier()
    assert classifier is not None
    said = {"source": "classifier", "caption_key": "", "is_hidden": False, "probability": probability, "cell": cell}
    flags = {"flags": False, "suspects": probability >= classifier.threshold}
    session.execute(
        insert(MinorEvidence).values(image_id=image_id, term=revision or classifier.revision, **said, **flags)
    )
    session.commit()


def test_what_the_classifier_says_without_words_waits_too_unless_another_one_said_it(
    client: TestClient, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    for name, revision in (("now.png", ""), ("before.png", "an older one")):
        classify(session, add_picture(name), 0.95, revision)
    log_in(client, "eve")
    assert shown(client.get("/review").text) == ["now.png"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a person, probably a child, at the top right"), ("ru", "человек, вероятно ребёнок")]
)
def test_a_picture_says_in_words_why_it_is_hidden_and_where(
    client: TestClient, add_picture: AddPicture, accounts: None, session: Session, language: str, said: str
) -> None:
    classify(session, add_picture("r.png"), 0.6, cell=2)
    log_in(client, "eve")
    client.get(f"/language/{language}")
    for address in ("/review", "/review?name=r.png"):
        page = client.get(address).text
        assert said in page
        assert '<i class="spot c2"></i>' in page


def test_doubtful_pictures_are_blurred_unless_the_editor_does_not_want_it(
    client: TestClient, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    for name, probability in (("doubtful.png", 0.6), ("sure.png", 0.97)):
        classify(session, add_picture(name, BLUE), probability)
    log_in(client, "eve")
    page = client.get("/review").text
    assert page.count(" veiled") == 1
    assert page.index(" veiled") < page.index("doubtful.png") < page.index("sure.png")
    assert client.get("/review/veil/off").headers["location"] == "/review"
    assert client.get("/review/veil/off?audit=1").headers["location"] == "/review?audit=1"
    assert "/review/veil/on?audit=1" in client.get("/review?audit=1").text
    assert " veiled" not in client.get("/review").text
    client.get("/review/veil/on")
    assert " veiled" in client.get("/review").text


def test_an_audit_shows_its_sample_and_marks_the_verdicts(
    editor: TestClient, add_picture: AddPicture, session: Session
) -> None:
    assert "No sample has been drawn" in editor.get("/review?audit=1").text
    add_picture("plain.png", BLUE)
    draw_audit(session, 4, 1, "ann")
    session.commit()
    page = editor.get("/review?audit=1").text
    assert sorted(shown(page)) == ["a.png", "b.png", "c.png", "plain.png"]
    form = {"csrf": csrf_of(page), "seen": seen(page), "flag": ids(page)["b.png"], "audit": "1"}
    assert editor.post("/review/batch", data=form).headers["location"] == "/review?audit=1&undo=4"
    assert set(session.scalars(select(MinorReview.audit))) == {1}
    assert "audit: 4 of 4 seen, 1 show a minor" in editor.get("/review?audit=1").text

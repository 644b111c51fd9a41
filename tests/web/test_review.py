from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image, MatchFeedback, MinorReview
from imgsearch.web.feedback import choose_pair, read_agreement
from loaders.pairs import load_pairs
from tests.web.conftest import BLUE, RED, AddPicture, csrf_of, flag, log_in

pytestmark = pytest.mark.usefixtures("accounts")


def is_flagged(session: Session, image_id: int) -> bool:
    session.rollback()
    return bool(session.scalar(select(Image.is_hidden).where(Image.id == image_id)))


def seen_of(page: str) -> str:
    """What the form of one picture says that was seen."""
    return page.split('name="seen" value="')[1].split('"')[0]


def test_an_editor_clears_and_undoes(client: TestClient, add_picture: AddPicture, session: Session) -> None:
    image_id = add_picture("f.png", minor=True)
    log_in(client, "eve")
    assert "f.png" in client.get("/review").text
    page = client.get("/review?name=f.png").text
    assert "<mark>boy</mark>" in page
    csrf = csrf_of(page)
    after = client.post("/review", data={"seen": seen_of(page), "csrf": csrf, "verdict": "clear"})
    assert not is_flagged(session, image_id)
    page = client.get(after.headers["location"]).text
    assert "Nothing to review." in page
    assert 'action="/review/undo"' in page
    again = client.post("/review/undo", data={"csrf": csrf})
    assert is_flagged(session, image_id)
    assert "f.png" in client.get(again.headers["location"]).text
    verdicts = session.execute(select(MinorReview.verdict, MinorReview.reviewer, MinorReview.reason)).all()
    assert [tuple(row) for row in verdicts] == [("clear", "eve", ""), ("undo", "eve", "undo")]


@pytest.mark.parametrize("name", ["sam", None])
def test_nobody_else_reviews(client: TestClient, add_picture: AddPicture, session: Session, name: str | None) -> None:
    image_id = add_picture("r.png")
    if name:
        log_in(client, name)
    csrf = csrf_of(client.get("/").text)
    answer = client.post("/review", data={"seen": "1-00-00", "verdict": "flag", "csrf": csrf})
    assert answer.status_code == (403 if name else 401)
    assert client.get("/review").status_code == (403 if name else 303)
    assert not is_flagged(session, image_id)


def test_flagging_takes_a_picture_out_of_the_results(client: TestClient, add_picture: AddPicture) -> None:
    image_id = add_picture("r.png")
    log_in(client, "eve")
    found = f"/thumbnail/{image_id}.webp"
    page = client.get("/?q=red&nearest=1").text
    assert found in page
    alone = client.get("/review?name=r.png").text
    client.post("/review", data={"seen": seen_of(alone), "verdict": "flag", "csrf": csrf_of(page)})
    assert found not in client.get("/?q=red&nearest=1").text
    assert client.get(found).status_code == 404


def test_raters_agree_or_not(client: TestClient, add_picture: AddPicture, session: Session) -> None:
    image_id, other = add_picture("r.png"), add_picture("b.png", BLUE)
    for name, ratings in (("sam", (1, 4, 2)), ("eve", (3, 2))):
        log_in(client, name)
        csrf = csrf_of(client.get("/rate").text)
        for rating in ratings:  # the last one counts
            form = {"text": "red", "image": image_id, "rating": rating, "csrf": csrf}
            assert client.post("/rate", data=form).status_code == 303
        client.post("/rate", data={"text": "blue", "image": other, "rating": ratings[0], "csrf": csrf})
    rows = session.execute(select(MatchFeedback.rater, MatchFeedback.rating).where(MatchFeedback.text == "red"))
    assert sorted(tuple(row) for row in rows) == [("eve", 2), ("sam", 2)]
    agreement = read_agreement(session)
    assert (agreement.pairs, agreement.same_percent, agreement.near_percent) == (2, 50, 50)
    page = client.get(f"/rate?rated_text=red&rated_image={image_id}").text
    assert "Pairs that have several raters: 2; 50 % give the same rating" in page


def test_flagged_pictures_are_not_rated(client: TestClient, add_picture: AddPicture, session: Session) -> None:
    image_id = add_picture("r.png")
    log_in(client, "sam")
    csrf = csrf_of(client.get("/rate").text)
    flag(session, image_id)
    form = {"text": "red", "image": image_id, "rating": 3, "csrf": csrf}
    assert client.post("/rate", data=form).status_code == 404
    assert session.scalars(select(MatchFeedback)).all() == []


def test_texts_that_ask_for_minors_are_not_rated(client: TestClient, add_picture: AddPicture, session: Session) -> None:
    image_id = add_picture("r.png")
    log_in(client, "sam")
    form = {"text": "a girl on a swing", "image": image_id, "rating": 4, "csrf": csrf_of(client.get("/rate").text)}
    assert client.get("/rate", params={"text": "a girl on a swing", "image": image_id}).status_code == 404
    assert client.post("/rate", data=form).status_code == 404
    assert session.scalars(select(MatchFeedback)).all() == []


@pytest.mark.parametrize("rating", ["0", "5", "x"])
def test_ratings_off_the_scale_are_refused(client: TestClient, add_picture: AddPicture, rating: str) -> None:
    image_id = add_picture("r.png")
    log_in(client, "sam")
    form = {"text": "red", "image": image_id, "rating": rating, "csrf": csrf_of(client.get("/rate").text)}
    assert client.post("/rate", data=form).status_code == 400


def test_a_rater_is_not_asked_twice(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.png", RED)
    log_in(client, "sam")
    page = client.get("/rate").text
    form = dict(re.findall(r'name="(text|image|csrf)" value="([^"]*)"', page[page.index('action="/rate"') :]))
    client.post("/rate", data=form | {"rating": "4"})
    parts = client.app.state.site  # type: ignore[attr-defined]
    assert choose_pair(parts.database, parts.finder, "sam", sees_searches=False) is None
    assert choose_pair(parts.database, parts.finder, "eve", sees_searches=False) is not None


def test_a_list_of_pairs_is_rated_in_its_order(
    client: TestClient, add_picture: AddPicture, session: Session, tmp_path: Path
) -> None:
    ids = [add_picture(name) for name in ("a.png", "b.png", "c.png")]
    file = tmp_path / "pairs.csv"
    rows = ("b.png,second", "a.png,first", "c.png,third", "nowhere.png,x", "a.png,a little girl", ",no picture", ",")
    file.write_text("\n".join(("image,text", *rows, "")))
    loaded = load_pairs(session, file)
    assert (loaded.inserted, [reject.row_number for reject in loaded.rejects]) == (3, [6, 7, 5])
    assert load_pairs(session, file).inserted == 0
    flag(session, ids[2])
    log_in(client, "sam")
    address, seen = "/rate?by_list=1", []
    for _ in range(2):
        page = client.get(address).text
        form = dict(
            re.findall(r'name="(text|image|csrf|by_list)" value="([^"]*)"', page[page.index('action="/rate"') :])
        )
        seen.append((form["text"], int(form["image"])))
        address = client.post("/rate", data=form | {"rating": "2"}).headers["location"]
    assert seen == [("second", ids[1]), ("first", ids[0])]
    assert "You have rated the whole list." in client.get(address).text
    log_in(client, "eve")
    page = client.get("/rate?by_list=1").text
    assert "2 of the list left" in page
    later = re.search(r'href="(/rate\?by_list=1&amp;after=\d+)"', page)
    assert later is not None
    assert "first" in client.get(later[1].replace("&amp;", "&")).text


def test_editors_see_the_captions_of_what_they_review(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("f.png", minor=True, caption="somebody in red")
    log_in(client, "eve")
    assert "<li>somebody in red</li>" in client.get("/review?name=f.png").text


def test_ten_captions_of_a_picture_are_shown_in_their_order(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    image_id = add_picture("f.png", minor=True, caption="caption 0")
    for number in range(1, 12):
        values = {"caption_key": f"f.png#{number}", "image_name": "f.png", "image_id": image_id, "is_hidden": True}
        session.execute(insert(Caption).values(**values, text=f"caption {number}"))
    session.commit()
    log_in(client, "eve")
    shown = re.findall(r"<li>(caption \d+)</li>", client.get("/review?name=f.png").text)
    assert shown == [f"caption {number}" for number in range(10)]

"""Which pair a rater is asked about, and what the page says of other ratings."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imgsearch.search import Hit
from imgsearch.tables import Image, MatchFeedback, RatingTask, Search
from imgsearch.web import feedback
from imgsearch.web.feedback import choose_pair, count_listed, listed_pair, others_ratings, rate, read_agreement

from .conftest import AddPicture, csrf_of, log_in

pytestmark = pytest.mark.usefixtures("accounts")


def hit(image_id: int, score: float, matches: bool) -> Hit:
    values: dict[str, Any] = dict.fromkeys(Hit._fields)
    return Hit(**values | {"image_id": image_id, "score": score, "matches": matches})


class Ranked:
    """Finds the same pictures for every text: the threshold is at 0.5."""

    hits = (hit(1, 0.9, True), hit(2, 0.6, True), hit(3, 0.4, False), hit(4, 0.45, False))

    def ranked(self, _text: str, count: int) -> list[Hit]:
        assert count == feedback.RANKS_LOOKED_AT
        return list(self.hits)


def choose(client: TestClient) -> int | None:
    parts = client.app.state.site  # type: ignore[attr-defined]
    pair = choose_pair(parts.database, Ranked(), "sam", sees_searches=False)  # type: ignore[arg-type]
    return pair.image_id if pair is not None else None


def test_the_pair_nearest_the_threshold_comes_first_unless_raters_disagree(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    for n in range(4):
        add_picture(f"{n}.png", caption="red")
    assert choose(client) in (2, 4)  # both 0.075 from 0.525
    for name, rating in (("eve", 1), ("ada", 4)):
        rate(session, "red", 1, name, rating)
    session.commit()
    assert choose(client) == 1
    for image_id in (1, 2, 4):
        rate(session, "red", image_id, "sam", 2)
    session.commit()
    assert choose(client) == 3


def test_searches_of_others_are_shown_to_editors_alone(
    client: TestClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("seen", False, 0.2), ("refused", True, None), ("x" * 3000, False, 0.2), (None, False, 0.2)]
    rows += [("in May 2019", False, None)]  # pictures of a time were shown, none for what it shows
    rows += [(text, False, 0.2) for text in ("cj,frf", "motercycle", "виласипед")]  # hardly meant so
    for text, refused, best_score in rows:
        values = {"text": text, "language": "en", "refused": refused, "hit_count": 1, "took_ms": 1}
        session.execute(insert(Search).values(**values, best_score=best_score))
    session.commit()
    site = client.app.state.site  # type: ignore[attr-defined]
    assert feedback._choose_texts(site.database, site.finder.wanted) == ["seen"]
    assert feedback._choose_texts(site.database, None) == []
    # Whether a text was meant so takes a while to tell, and is asked of no more texts than are tried.
    more = {"language": "en", "refused": False, "hit_count": 1, "took_ms": 1, "best_score": 0.2}
    session.execute(insert(Search), [{"text": f"seen {number}", **more} for number in range(30)])
    session.commit()
    asked: list[str] = []
    monkeypatch.setattr(feedback, "other_texts", asked.append)
    assert len(feedback._choose_texts(site.database, site.finder.wanted)) == len(asked) == 2


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("newest dogs by Lev Orlov since 2018", ["dogs"]),
        ("собаки в 2018 или 2019 без снега", ["собаки"]),
        ("dog or cat", ["dog", "cat"]),
        ("dogs -snow", ["dogs"]),
        ("dog", ["dog"]),
    ],
)
def test_of_a_search_only_what_a_picture_can_show_is_rated(
    client: TestClient, session: Session, add_picture: AddPicture, text: str, asked: list[str]
) -> None:
    add_picture("r.png")
    session.execute(update(Image).values(photographer="Лев Орлов", taken_at=datetime(2019, 1, 1)))
    values = {"text": text, "language": "en", "refused": False, "hit_count": 1, "took_ms": 1, "best_score": 0.2}
    session.execute(insert(Search).values(**values))
    session.commit()
    site = client.app.state.site  # type: ignore[attr-defined]
    found = feedback._choose_texts(site.database, site.finder.wanted)
    assert [each for each in found if each != "a red square"] == asked


def test_a_rating_given_again_takes_the_place_of_the_earlier_one(add_picture: AddPicture, session: Session) -> None:
    image_id = add_picture("r.png")
    rate(session, "red", image_id, "sam", 1)
    session.execute(update(MatchFeedback).values(rated_at=datetime(2020, 1, 1, tzinfo=UTC)))
    rate(session, "red", image_id, "sam", 4)
    row = session.execute(select(MatchFeedback.rating, MatchFeedback.rated_at)).one()
    assert (row.rating, row.rated_at.year > 2020) == (4, True)


def test_agreement_counts_every_two_raters_of_a_pair(add_picture: AddPicture, session: Session) -> None:
    image_id = add_picture("r.png")
    assert read_agreement(session) == (0, 0, 0)
    for name, rating in (("sam", 1), ("eve", 2), ("ada", 3), ("tom", 3)):
        rate(session, "red", image_id, name, rating)
    rate(session, "blue", image_id, "sam", 1)
    pairs, same, near = read_agreement(session)
    assert (pairs, round(same, 1), round(near, 1)) == (1, 16.7, 66.7)  # of 1-2, 1-3, 1-3, 2-3, 2-3, 3-3
    assert others_ratings(session, "red", image_id, "ada") == [1, 2, 3]


def test_pairs_left_for_later_come_last_and_rated_ones_not_at_all(add_picture: AddPicture, session: Session) -> None:
    image_id = add_picture("r.png")
    for text in ("one", "two", "three"):
        session.execute(insert(RatingTask).values(text=text, image_id=image_id, is_hidden=False))
    first, second, third = session.scalars(select(RatingTask.id).order_by(RatingTask.id))
    places = [listed_pair(session, "sam", after) for after in (0, first, second, third)]
    assert [found[0] for found in places if found is not None] == [first, second, third, first]
    rate(session, "two", image_id, "sam", 2)
    found = listed_pair(session, "sam", first)
    assert found is not None
    assert found[0] == third
    assert [count_listed(session, name) for name in ("sam", "eve")] == [2, 3]


def test_the_page_counts_what_is_left_of_the_list_for_this_rater(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    image_id = add_picture("r.png")
    for text in ("one", "two", "three"):
        session.execute(insert(RatingTask).values(text=text, image_id=image_id, is_hidden=False))
    rate(session, "two", image_id, "sam", 2)
    session.commit()
    for name, left in (("sam", 2), ("eve", 3)):
        log_in(client, name)
        assert f"{left} of the list left" in client.get("/rate?by_list=1").text


def test_the_page_tells_what_others_said_of_the_last_pair(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    image_id = add_picture("r.png")
    for name, rating in (("eve", 3), ("ada", 1), ("sam", 4)):
        rate(session, "red", image_id, name, rating)
    session.commit()
    log_in(client, "sam")
    page = client.get("/rate").text
    form = {"text": " red ", "image": image_id, "rating": 2, "csrf": csrf_of(page)}
    onward = client.post("/rate", data=form).headers["location"]
    assert onward == f"/rate?rated_text=red&rated_image={image_id}"
    said = client.get(onward).text
    assert re.search(r"others said: 1, 3</p>", said)
    assert "You have rated 1 pair" in said


@pytest.mark.parametrize("text", ["a little girl", "ребёнок"])
def test_texts_that_ask_for_minors_are_not_rated(client: TestClient, add_picture: AddPicture, text: str) -> None:
    image_id = add_picture("r.png")
    log_in(client, "eve")
    assert client.get("/rate", params={"text": text, "image": image_id}).status_code == 404


def test_the_page_shows_the_picture_of_the_pair(client: TestClient, add_picture: AddPicture) -> None:
    other, image_id = add_picture("other.png"), add_picture("r.png", size=(90, 30))
    log_in(client, "sam")
    page = client.get("/rate", params={"text": "red", "image": image_id}).text
    assert f'<img src="/thumbnail/{image_id}.webp" width="90" height="30" alt="r.png">' in page
    assert f"/thumbnail/{other}.webp" not in page

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from imgsearch.evaluation.judged import predict_judged, read_judged_pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Click, Encoder, Image, MatchFeedback, Search
from imgsearch.training.feedback import Feedback, read_feedback
from imgsearch.training.learning import join
from imgsearch.training.regressor import EncoderRevision, train_regressor
from imgsearch.training.zoo.data import Problem
from tests.fakes import PICTURES, LatentEncoder

Read = Callable[..., Feedback | None]


@pytest.fixture
def read(session: Session, problem: Problem) -> Read:
    encoder = LatentEncoder()
    rows = session.execute(select(Encoder.name, Encoder.id))
    ids = {name: encoder_id for name, encoder_id in rows}

    def read(regressor: Regressor | None = None, *, with_clicks: bool = True) -> Feedback | None:
        captions = {name: (ids[name], encoder) for name in ("minilm", "use-multilingual")}
        return read_feedback(session, ids["small"], encoder, captions, regressor, with_clicks=with_clicks)

    return read


def image_ids(session: Session) -> list[int]:
    return list(session.scalars(select(Image.id).order_by(Image.id)))


def rate(session: Session, image_id: int, text: str, **ratings: int) -> None:
    for rater, rating in ratings.items():
        session.execute(insert(MatchFeedback).values(image_id=image_id, text=text, rater=rater, rating=rating))
    session.commit()


def open_hit(session: Session, image_id: int, text: str, times: int = 1) -> None:
    for _ in range(times):
        values = {"text": text, "refused": False, "hit_count": 1, "took_ms": 1}
        search_id = session.scalar(insert(Search).values(**values).returning(Search.id))
        session.execute(insert(Click).values(search_id=search_id, image_id=image_id))
    session.commit()


def test_raters_are_averaged_and_clicks_count_little(session: Session, read: Read) -> None:
    assert read() is None
    first, second, third = image_ids(session)[:3]
    rate(session, first, "walk 5", ann=4, bob=2)
    rate(session, second, "прогулка 1", ann=1)
    open_hit(session, third, "walk 7", times=2)
    open_hit(session, first, "walk 5")  # somebody rated this pair, so the click says nothing more
    feedback = read()
    assert feedback is not None
    assert feedback.pairs.image_id.tolist() == [first, second, third]
    assert feedback.pairs.rating.tolist() == pytest.approx([2 / 3, 0, 2 / 3])
    assert feedback.weight.tolist() == pytest.approx([2 / 3, 1 / 3, 0.2 / 3])
    assert feedback.is_latin.tolist() == [True, False, True]
    assert feedback.summary() == {"rated_pairs": 2, "ratings": 3, "clicked_pairs": 1}
    english_only = feedback.pairs.pairs.similarity["minilm"]
    assert np.isnan(english_only[1]).all()
    assert not np.isnan(english_only[[0, 2]]).all(axis=1).any()
    without = read(with_clicks=False)
    assert without is not None
    assert without.summary()["clicked_pairs"] == 0


def test_a_rated_caption_does_not_count_among_the_pictures_own(session: Session, read: Read) -> None:
    image_id = image_ids(session)[0]
    rate(session, image_id, "picture 0", ann=4)
    rate(session, image_id, "walk 0", ann=4)
    feedback = read()
    assert feedback is not None
    own = (~np.isnan(feedback.pairs.pairs.similarity["use-multilingual"])).sum(axis=1)
    assert dict(zip(feedback.pairs.text, own.tolist(), strict=True)) == {"picture 0": 2, "walk 0": 3}
    assert feedback.pairs.is_own.tolist() == [text == "picture 0" for text in feedback.pairs.text]


@pytest.mark.usefixtures("quick_fits")
def test_training_learns_what_raters_say(session: Session, problem: Problem, read: Read) -> None:
    def train(feedback: Feedback | None) -> Regressor:
        return train_regressor(
            problem.rated, EncoderRevision("small", "1"), seed=0, progress=lambda _: None, feedback=feedback
        )

    before = train(None)
    for number, image_id in enumerate(image_ids(session)):
        rate(session, image_id, f"walk {number}", ann=1, bob=1, eve=1)  # against all that the experts say
    feedback = read()
    assert feedback is not None
    after = train(feedback)
    assert after.card["data"]["feedback"] == {"rated_pairs": PICTURES, "ratings": 3 * PICTURES, "clicked_pairs": 0}
    assert after.score(feedback.pairs.pairs).mean() < before.score(feedback.pairs.pairs).mean() - 0.2
    # A click on what already scores high would only pull it down.
    high, low = (image_ids(session)[index] for index in (2, 3))
    session.execute(MatchFeedback.__table__.delete())  # type: ignore[attr-defined]
    open_hit(session, high, "picture 2")
    open_hit(session, low, "picture 20")
    every, clicked = read(), read(before)
    assert every is not None
    assert clicked is not None
    scores = dict(zip(every.pairs.image_id.tolist(), before.score(every.pairs.pairs).tolist(), strict=True))
    assert scores[high] >= 2 / 3 > scores[low]
    assert clicked.pairs.image_id.tolist() == [low]


@pytest.mark.usefixtures("quick_fits")
def test_no_fold_learns_from_feedback_about_its_own_pictures(session: Session, problem: Problem, read: Read) -> None:
    image_id = image_ids(session)[4]
    for number in range(20):
        rate(session, image_id, f"walk {number}", ann=1)
    feedback = read()
    encoder_id = session.scalar(select(Encoder.id).where(Encoder.name == "small"))
    assert encoder_id is not None
    judged = read_judged_pairs(session, encoder_id, LatentEncoder())
    found = {
        (one.split, one.model): one.predicted
        for one in predict_judged(judged, None, seed=0, progress=lambda _: None, feedback=feedback)
    }
    plain, taught = found["picture", "pixels"], found["picture", "pixels_feedback"]
    own = judged.rated.image_id == image_id
    assert own.sum() == 5
    assert (plain[own] == taught[own]).all()
    assert (plain[~own] != taught[~own]).any()
    assert session.scalar(select(func.count()).select_from(MatchFeedback)) == 20
    assert len(join(judged.rated, feedback).weight) == len(plain) + 20

"""The operator decides how much is hidden: all stored probabilities are decided anew, by whoever may, and kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from imgsearch.minors.audit import draw_audit, read_audit
from imgsearch.minors.deciding import Wish, decide_limits, make_plan, read_gallery
from imgsearch.minors.policy import correct, wilson
from imgsearch.minors.review import review
from imgsearch.tables import Image, MinorEvidence, ScreeningDecision, ScreeningPolicy
from loaders.classified import load_classified
from tests.integration.minors.conftest import add_image, refused
from tests.integration.minors.test_review import classify
from tests.screened import SureDetector

DETECTOR = SureDetector(0.5, "r1")
#: Name -> what the detector says.
SEEN = {"a.jpg": 0.05, "b.jpg": 0.3, "c.jpg": 0.6, "d.jpg": 0.8, "e.jpg": 0.97}


@pytest.fixture
def looked_at(session: Session, tmp_path: Path) -> dict[str, int]:
    """Five pictures without texts."""
    ids = {name: add_image(session, name, tmp_path) for name in SEEN}
    for name, probability in SEEN.items():
        classify(session, ids[name], probability, flags=probability >= 0.9)
    return ids


def hidden(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Image.name).where(Image.state == "hidden").order_by(Image.name)))


def apply(session: Session, wish: Wish, by: str = "ann", why: str = "") -> None:
    plan = make_plan(session, wish, DETECTOR, read_audit(session, "r1"))
    decide_limits(session, plan, DETECTOR, by, why)
    session.commit()


def test_without_a_decision_the_detectors_own_limits_count(session: Session, looked_at: dict[str, int]) -> None:
    assert hidden(session) == ["c.jpg", "d.jpg", "e.jpg"]
    policy = session.scalars(select(ScreeningPolicy)).one()
    assert (policy.hide, policy.detector, policy.expected_share) == (None, None, None)
    assert session.scalars(select(ScreeningDecision.hide)).all() == [None]  # what the tests' template was set to


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        # Of the detector's pictures 40 % show a minor: odds are divided by 2/3 / (1/19) = 12.67 for 5 %.
        (Wish("strict", None, 0.05), ["c.jpg", "d.jpg", "e.jpg"]),
        (Wish("balanced", None, 0.05), ["d.jpg", "e.jpg"]),
        (Wish("lenient", None, 0.05), ["e.jpg"]),
        (Wish("strict", None, 0.4), ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]),
        (Wish(None, 0.2, 0.05), ["e.jpg"]),
        (Wish(None, 0.5, 0.05), ["d.jpg", "e.jpg"]),
        (Wish(None, 0.1, 0.05), []),
        (Wish("default", None, None), ["c.jpg", "d.jpg", "e.jpg"]),
    ],
)
def test_words_decide_what_is_hidden(
    session: Session, looked_at: dict[str, int], wish: Wish, expected: list[str]
) -> None:
    plan = make_plan(session, wish, DETECTOR, None)
    decide_limits(session, plan, DETECTOR, "ann", "")
    session.commit()
    assert hidden(session) == expected
    assert plan.then.hidden == len(expected)


def test_a_decision_can_be_taken_back_and_all_are_kept(session: Session, looked_at: dict[str, int]) -> None:
    apply(session, Wish("lenient", None, 0.05), "ann", "few children")
    apply(session, Wish("default"), "bob")
    assert hidden(session) == ["c.jpg", "d.jpg", "e.jpg"]
    rows = session.execute(
        select(
            ScreeningDecision.hide,
            ScreeningDecision.expected_share,
            ScreeningDecision.decided_by,
            ScreeningDecision.why,
        )
        .where(ScreeningDecision.decided_by.is_not(None))
        .order_by(ScreeningDecision.id)
    ).all()
    assert [tuple(row) for row in rows] == [("lenient", 0.05, "ann", "few children"), (None, None, "bob", "")]
    login, when = session.execute(select(ScreeningDecision.login, ScreeningDecision.decided_at)).first() or (None, None)
    assert login == session.scalar(text("SELECT session_user::text"))
    assert when is not None


def test_what_people_and_texts_decided_stays(session: Session, looked_at: dict[str, int]) -> None:
    review(session, ["a.jpg"], "flag", "eve")
    review(session, ["e.jpg"], "clear", "eve")
    evidence = {"source": "metadata", "term": "boy", "caption_key": "", "probability": 1.0, "is_hidden": False}
    session.execute(insert(MinorEvidence).values(image_id=looked_at["b.jpg"], **evidence))
    session.commit()
    gallery = read_gallery(session, "r1")
    assert (gallery.pictures, gallery.by_people, gallery.by_people_hidden, gallery.by_texts) == (5, 2, 1, 1)
    assert sorted(gallery.scores.probability) == [0.6, 0.8]
    apply(session, Wish("lenient", None, 0.01))
    assert hidden(session) == ["a.jpg", "b.jpg"]


def test_new_evidence_is_decided_on_by_the_policy_whoever_writes_it(
    session: Session, looked_at: dict[str, int], tmp_path: Path
) -> None:
    apply(session, Wish("lenient", None, 0.05))
    for revision, shown in (("r1", True), ("r0", False)):
        name = f"{revision}.jpg"
        image_id = add_image(session, name, tmp_path)
        classify(session, image_id, 0.8, revision=revision, flags=True)
        assert (name not in hidden(session)) is shown


def test_loads_go_by_the_policy_and_words_hold_for_another_detector(
    session: Session, looked_at: dict[str, int], tmp_path: Path
) -> None:
    apply(session, Wish("lenient", None, 0.05))
    load_classified(session, SureDetector(0.8, "r1"))
    assert hidden(session) == []
    result = load_classified(session, SureDetector(0.8, "r1"))
    assert (result.inserted, result.updated, result.deleted) == (0, 0, 0)
    assert result.notes == []
    load_classified(session, SureDetector(0.9, "r2"))
    assert hidden(session) == []
    load_classified(session, SureDetector(0.95, "r3"))
    assert hidden(session) == sorted(SEEN)


def test_a_share_of_the_pictures_is_to_be_decided_again_for_another_detector(
    session: Session, looked_at: dict[str, int]
) -> None:
    apply(session, Wish(None, 0.2, 0.05))
    assert load_classified(session, SureDetector(0.3, "r1")).notes == []
    (note,) = load_classified(session, SureDetector(0.3, "r2")).notes
    assert "`imgsearch minors policy --hide-at-most` was decided for" in note


def test_the_estimate_is_what_can_be_counted_by_hand(session: Session, looked_at: dict[str, int]) -> None:
    plan = make_plan(session, Wish("balanced", None, 0.2), DETECTOR, None)
    # Odds times 1/4 / (2/3) = 3/8: .05, .3, .6, .8, .97 become 3/155, 9/65, 9/25, 3/5, 291/315.
    chances = [3 / 155, 9 / 65, 9 / 25, 3 / 5, 291 / 315]
    np.testing.assert_allclose(correct(list(SEEN.values()), 0.4, 0.2), chances)
    assert plan.then.hidden == 3
    assert plan.then.hidden_others.value == pytest.approx(sum(1 - chance for chance in chances[2:]))
    assert plan.then.missed.value == pytest.approx(sum(chances[:2]))
    assert plan.then.missed.low <= plan.then.missed.value <= plan.then.missed.high
    assert (plan.share.low, plan.share.high) == (0.1, 0.4)
    assert plan.now.hidden == 3


def test_who_may_not_decide_changes_nothing(session: Session, looked_at: dict[str, int], engine: Engine) -> None:
    change = "UPDATE screening_policy SET detector = 'r1', suspects_from = 0.99, certain_from = 0.99"
    for role in ("editor", "loader", "analyst", "searcher", "web"):
        assert "permission denied" in refused(engine, f"SET LOCAL ROLE imgsearch_{role}; {change}")
    for change in ("UPDATE screening_decision SET why = 'x'", "DELETE FROM screening_decision"):
        assert "permission denied" in refused(engine, f"SET LOCAL ROLE imgsearch_owner; {change}")
    assert hidden(session) == ["c.jpg", "d.jpg", "e.jpg"]


def test_the_owner_may_decide_without_being_the_tables_owner(
    session: Session, looked_at: dict[str, int], engine: Engine
) -> None:
    session.execute(text("SET LOCAL ROLE imgsearch_owner"))
    apply(session, Wish("lenient", None, 0.05))
    assert hidden(session) == ["e.jpg"]


def test_the_share_of_an_audit_is_what_a_plan_goes_by(session: Session, looked_at: dict[str, int]) -> None:
    draw_audit(session, 5, 1, "ann")
    review(session, ["e.jpg"], "flag", "eve")
    review(session, ["a.jpg", "b.jpg", "c.jpg", "d.jpg"], "clear", "eve")
    session.commit()
    audit = read_audit(session, "r1")
    assert audit is not None
    assert sorted(each.probability or 0 for each in audit.seen) == sorted(SEEN.values())
    plan = make_plan(session, Wish("balanced"), DETECTOR, audit)
    assert (plan.origin, plan.share.low, plan.share.high) == ("audit", *wilson(1, 5))
    assert make_plan(session, Wish("balanced", None, 0.1), DETECTOR, audit).origin == "said"
    assert make_plan(session, Wish("balanced"), DETECTOR, None).origin == "guessed"


def test_limits_that_contradict_themselves_are_refused(engine: Engine) -> None:
    for change in ("detector = 'r1'", "detector = 'r1', suspects_from = 0.9, certain_from = 0.5", "hide = 'at_most'"):
        assert "check constraint" in refused(engine, f"UPDATE screening_policy SET {change}")


def test_a_limit_on_equal_scores_hides_none_or_all_of_them(session: Session, tmp_path: Path) -> None:
    for number in range(4):
        classify(session, add_image(session, f"{number}.jpg", tmp_path), 0.7, flags=False)
    for at_most, expected in ((0.6, 0), (0.999, 0)):
        plan = make_plan(session, Wish(None, at_most, 0.3), DETECTOR, None)
        assert plan.then.hidden == expected
        assert plan.limits.suspects_from > 0.7

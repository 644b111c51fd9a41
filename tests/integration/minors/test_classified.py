from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.minors.detectors.classifier import Classifier
from imgsearch.minors.review import review
from imgsearch.tables import Caption, Image, ImageEmbedding, MinorEvidence
from loaders.classified import load_classified
from loaders.minors import load_minors
from tests.builders import demand_screening

Flagged = Callable[[], list[str]]


def make_classifier(*, revision: str = "r1", encoder_revision: str = "1", bias: float = 0.4) -> Classifier:
    """It suspects every picture, is sure with a bias of 30, and suspects none with a negative one."""
    card = {"revision": revision, "encoder": "fake", "encoder_revision": encoder_revision, "threshold": 0.4}
    return Classifier(np.zeros(4, dtype=np.float32), bias, card)


def evidence(session: Session) -> list[tuple[int, str, float, bool]]:
    e = MinorEvidence
    rows = session.execute(
        select(e.image_id, e.term, e.probability, e.flags).where(e.source == "classifier").order_by(e.image_id, e.term)
    ).all()
    session.rollback()
    return [(image_id, term, probability, flags) for image_id, term, probability, flags in rows]


def test_pictures_are_flagged_unless_a_caption_says_who_is_there(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    result = load_classified(session, make_classifier())
    assert (result.inserted, result.updated, result.deleted) == (4, 0, 0)
    assert result.notes == [
        "1 pictures may show minors by their pixels alone and are hidden until an editor clears them: "
        "`imgsearch minors review`"
    ]
    assert evidence(session) == [(i, "r1", 0.5987, False) for i in sorted(gallery.values())]
    assert flagged() == ["costume.jpg", "girl.jpg", "silent.jpg"]


def test_what_is_certain_by_the_pixels_is_hidden_whatever_is_said(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    load_classified(session, make_classifier(bias=np.log(0.9 / 0.1) + 1e-3))
    assert flagged() == ["costume.jpg", "dog.jpg", "girl.jpg", "silent.jpg"]
    load_classified(session, make_classifier(revision="r2", bias=np.log(0.9 / 0.1) - 1e-3))
    assert flagged() == ["costume.jpg", "girl.jpg", "silent.jpg"]


def test_below_the_threshold_nothing_is_flagged(session: Session, gallery: dict[str, int], flagged: Flagged) -> None:
    load_classified(session, make_classifier(bias=-30))
    assert [(p, flags) for _, _, p, flags in evidence(session)] == [(0.0, False)] * 4
    assert flagged() == ["costume.jpg", "girl.jpg"]


def test_loading_again_changes_nothing(session: Session, gallery: dict[str, int]) -> None:
    classifier = make_classifier(bias=0.3)
    load_classified(session, classifier)
    result = load_classified(session, classifier)
    assert (result.inserted, result.updated, result.unchanged, result.deleted) == (0, 0, 4, 0)


def test_evidence_of_an_older_revision_goes(session: Session, gallery: dict[str, int], flagged: Flagged) -> None:
    load_classified(session, make_classifier())
    result = load_classified(session, make_classifier(revision="r2", bias=-30))
    assert (result.inserted, result.deleted) == (4, 4)
    assert {term for _, term, _, _ in evidence(session)} == {"r2"}
    assert flagged() == ["costume.jpg", "girl.jpg"]


@pytest.mark.parametrize(("text", "shown"), [("a boat on the sea", True), ("IMG 0042", False), ("boat", False)])
def test_a_caption_that_says_who_is_there_takes_over_from_the_classifier(
    session: Session, gallery: dict[str, int], flagged: Flagged, text: str, shown: bool
) -> None:
    load_classified(session, make_classifier())
    session.execute(
        insert(Caption).values(
            caption_key="silent.jpg#0",
            image_name="silent.jpg",
            image_id=gallery["silent.jpg"],
            is_hidden=True,
            text=text,
        )
    )
    session.commit()
    load_minors(session, find_terms)
    assert ("silent.jpg" not in flagged()) is shown


def test_evidence_from_pixels_stays_while_the_bytes_do(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    load_classified(session, make_classifier())
    session.execute(delete(ImageEmbedding).where(ImageEmbedding.image_id == gallery["silent.jpg"]))
    session.commit()
    load_classified(session, make_classifier())
    assert "silent.jpg" in flagged()
    session.execute(update(Image).where(Image.name == "silent.jpg").values(sha256=b"x" * 32))
    session.commit()
    assert len(evidence(session)) == 3


def test_vectors_of_another_encoder_are_left_alone_with_a_note(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    load_classified(session, make_classifier())
    result = load_classified(session, make_classifier(revision="r2", encoder_revision="2", bias=-30))
    assert (result.inserted, result.deleted) == (0, 0)
    assert "silent.jpg" in flagged()


@pytest.mark.parametrize("classifier", [None, make_classifier(encoder_revision="2")])
def test_without_a_detector_pictures_are_not_shown_and_a_note_names_the_choice(
    session: Session, gallery: dict[str, int], classifier: Classifier | None
) -> None:
    demand_screening(session)
    session.commit()
    (note,) = load_classified(session, classifier).notes
    assert note.startswith("2 pictures are not shown, since no detector of minors has looked at them: ")
    assert "imgsearch minors policy --without-detector" in note


def test_an_editor_overrules_the_classifier_for_good(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    load_classified(session, make_classifier())
    review(session, ["silent.jpg"], "clear", "alice")
    session.commit()
    load_classified(session, make_classifier(revision="r2"))
    assert flagged() == ["costume.jpg", "girl.jpg"]


def test_texts_and_classifier_do_not_touch_each_other(
    session: Session, gallery: dict[str, int], reload: Callable[[], object]
) -> None:
    load_classified(session, make_classifier())
    before = evidence(session)
    session.execute(update(Caption).where(Caption.caption_key == "dog.jpg#0").values(text="a boy"))
    session.commit()
    reload()
    assert evidence(session) == before


@pytest.mark.parametrize("classifier", [None, make_classifier()])
def test_an_empty_database_is_no_error(session: Session, classifier: Classifier | None) -> None:
    assert not load_classified(session, classifier).wrote
    assert load_minors(session, lambda _: []).inserted == 0

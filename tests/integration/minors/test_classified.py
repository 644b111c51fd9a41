from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.minors.detectors.classifier import Classifier
from imgsearch.minors.review import review
from imgsearch.tables import Caption, ImageEmbedding, MinorEvidence
from loaders.classified import load_classified
from loaders.minors import load_minors

Flagged = Callable[[], list[str]]


def make_classifier(*, revision: str = "r1", encoder_revision: str = "1", bias: float = 30.0) -> Classifier:
    """Sure of every picture, or with a negative bias of none."""
    card = {"revision": revision, "encoder": "fake", "encoder_revision": encoder_revision, "threshold": 0.4}
    return Classifier(np.zeros(4, dtype=np.float32), bias, card)


def evidence(session: Session) -> list[tuple[int, str, float, bool]]:
    e = MinorEvidence
    rows = session.execute(
        select(e.image_id, e.term, e.probability, e.flags).where(e.source == "classifier").order_by(e.image_id, e.term)
    ).all()
    session.rollback()
    return [(image_id, term, probability, flags) for image_id, term, probability, flags in rows]


def test_only_pictures_without_captions_are_flagged(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    result = load_classified(session, make_classifier())
    assert (result.inserted, result.updated, result.deleted) == (4, 0, 0)
    assert result.notes == [
        "1 pictures without captions may show minors and are hidden until an editor clears them: "
        "`imgsearch minors review`"
    ]
    silent = gallery["silent.jpg"]
    assert evidence(session) == [(i, "r1", 1.0, i == silent) for i in sorted(gallery.values())]
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


def test_a_caption_takes_over_from_the_classifier(session: Session, gallery: dict[str, int], flagged: Flagged) -> None:
    load_classified(session, make_classifier())
    session.execute(
        insert(Caption).values(
            caption_key="silent.jpg#0",
            image_name="silent.jpg",
            image_id=gallery["silent.jpg"],
            is_minor=True,
            text="a boat",
        )
    )
    session.commit()
    assert load_classified(session, make_classifier()).updated == 1
    assert flagged() == ["costume.jpg", "girl.jpg"]


def test_pictures_that_lost_their_vector_lose_the_evidence(session: Session, gallery: dict[str, int]) -> None:
    load_classified(session, make_classifier())
    session.execute(delete(ImageEmbedding).where(ImageEmbedding.image_id == gallery["dog.jpg"]))
    session.commit()
    assert load_classified(session, make_classifier()).deleted == 1


def test_vectors_of_another_encoder_are_left_alone_with_a_note(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    load_classified(session, make_classifier())
    result = load_classified(session, make_classifier(revision="r2", encoder_revision="2", bias=-30))
    assert (result.inserted, result.deleted) == (0, 0)
    assert result.notes == [
        "the classifier of minors needs vectors of fake revision 2, which no picture has: pictures without captions "
        "are not screened; run `imgsearch load embeddings --encoder fake`"
    ]
    assert "silent.jpg" in flagged()


def test_without_a_classifier_a_note_says_so(session: Session, gallery: dict[str, int]) -> None:
    (note,) = load_classified(session, None).notes
    assert "not screened" in note


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

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.minors.review import read_suspect, review
from imgsearch.tables import Caption, Image, ImageEmbedding, MinorEvidence
from loaders.classified import load_classified
from loaders.minors import load_minors
from tests.builders import demand_screening
from tests.screened import SureDetector

Flagged = Callable[[], list[str]]


def make_detector(*, revision: str = "r1", bias: float = 0.4) -> SureDetector:
    """It suspects every picture, is sure with a bias of 30, and suspects none with a negative one."""
    return SureDetector(1 / (1 + float(np.exp(-bias))), revision)


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
    result = load_classified(session, make_detector())
    assert (result.inserted, result.updated, result.deleted) == (4, 0, 0)
    assert result.notes == [
        "1 picture may show a minor by its pixels alone and is hidden until an editor clears it: "
        "`imgsearch minors review`"
    ]
    assert evidence(session) == [(i, "r1", 0.5987, False) for i in sorted(gallery.values())]
    assert flagged() == ["costume.jpg", "girl.jpg", "silent.jpg"]


def test_what_is_certain_by_the_pixels_is_hidden_whatever_is_said(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    load_classified(session, make_detector(bias=np.log(0.9 / 0.1) + 1e-3))
    assert flagged() == ["costume.jpg", "dog.jpg", "girl.jpg", "silent.jpg"]
    load_classified(session, make_detector(revision="r2", bias=np.log(0.9 / 0.1) - 1e-3))
    assert flagged() == ["costume.jpg", "girl.jpg", "silent.jpg"]


def test_below_the_threshold_nothing_is_flagged(session: Session, gallery: dict[str, int], flagged: Flagged) -> None:
    load_classified(session, make_detector(bias=-30))
    assert [(p, flags) for _, _, p, flags in evidence(session)] == [(0.0, False)] * 4
    assert flagged() == ["costume.jpg", "girl.jpg"]


def test_loading_again_changes_nothing(session: Session, gallery: dict[str, int]) -> None:
    detector = make_detector(bias=0.3)
    load_classified(session, detector)
    result = load_classified(session, detector)
    assert (result.inserted, result.updated, result.unchanged, result.deleted) == (0, 0, 4, 0)


def test_evidence_of_an_older_revision_goes(session: Session, gallery: dict[str, int], flagged: Flagged) -> None:
    load_classified(session, make_detector())
    result = load_classified(session, make_detector(revision="r2", bias=-30))
    assert (result.inserted, result.deleted) == (4, 4)
    assert {term for _, term, _, _ in evidence(session)} == {"r2"}
    assert flagged() == ["costume.jpg", "girl.jpg"]


@pytest.mark.parametrize(("text", "shown"), [("a boat on the sea", True), ("IMG 0042", False), ("boat", False)])
def test_a_caption_that_says_who_is_there_takes_over_from_the_classifier(
    session: Session, gallery: dict[str, int], flagged: Flagged, text: str, shown: bool
) -> None:
    load_classified(session, make_detector())
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
    load_classified(session, make_detector())
    session.execute(delete(ImageEmbedding).where(ImageEmbedding.image_id == gallery["silent.jpg"]))
    session.commit()
    load_classified(session, make_detector())
    assert "silent.jpg" in flagged()
    session.execute(update(Image).where(Image.name == "silent.jpg").values(sha256=b"x" * 32))
    session.commit()
    assert len(evidence(session)) == 3


def test_without_a_detector_pictures_are_not_shown_and_a_note_names_the_choice(
    session: Session, gallery: dict[str, int]
) -> None:
    demand_screening(session)
    session.commit()
    (note,) = load_classified(session).notes
    assert note.startswith("2 pictures are not shown, since no detector of minors has looked at them: ")
    assert "imgsearch minors policy --without-detector" in note


def test_a_picture_that_cannot_be_read_stays_unscreened_and_is_named(
    session: Session, gallery: dict[str, int], tmp_path: Path
) -> None:
    (tmp_path / "dog.jpg").write_text("no picture any more")
    result = load_classified(session, make_detector())
    assert (result.inserted, result.notes[0][:39]) == (3, "1 picture could not be looked at, such ")
    assert session.scalars(select(Image.name).where(Image.pixels_screened_by.is_(None))).all() == ["dog.jpg"]
    session.rollback()


def test_each_detector_leaves_evidence_of_its_own_and_the_surest_decides(
    session: Session, gallery: dict[str, int], flagged: Flagged, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm, sure = make_detector(bias=-30), make_detector(bias=30, revision="r9")
    result = load_classified(session, calm)
    assert (result.inserted, "silent.jpg" in flagged()) == (4, False)
    sure.source = "metadata"  # any name that the database takes
    result = load_classified(session, calm, sure)
    assert result.inserted == 4
    assert flagged() == ["costume.jpg", "dog.jpg", "girl.jpg", "silent.jpg"]
    assert set(session.scalars(select(Image.pixels_screened_by))) == {"r1+r9"}
    session.rollback()


def test_an_editor_overrules_the_classifier_for_good(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    load_classified(session, make_detector())
    review(session, ["silent.jpg"], "clear", "alice")
    session.commit()
    load_classified(session, make_detector(revision="r2"))
    assert flagged() == ["costume.jpg", "girl.jpg"]


def test_texts_and_classifier_do_not_touch_each_other(
    session: Session, gallery: dict[str, int], reload: Callable[[], object]
) -> None:
    load_classified(session, make_detector())
    before = evidence(session)
    session.execute(update(Caption).where(Caption.caption_key == "dog.jpg#0").values(text="a boy"))
    session.commit()
    reload()
    assert evidence(session) == before


@pytest.mark.parametrize("detectors", [(), (make_detector(),)])
def test_an_empty_database_is_no_error(session: Session, detectors: Sequence[SureDetector]) -> None:
    assert not load_classified(session, *detectors).wrote
    assert load_minors(session, lambda _: []).inserted == 0


def test_the_ninth_where_it_was_seen_is_kept_and_told(session: Session, gallery: dict[str, int]) -> None:
    load_classified(session, make_detector())
    assert set(session.scalars(select(MinorEvidence.cell).where(MinorEvidence.source == "classifier"))) == {4}
    assert set(session.scalars(select(MinorEvidence.cell).where(MinorEvidence.source != "classifier"))) == {None}
    (found,) = [each for each in read_suspect(session, "silent.jpg").evidence if each.source == "classifier"]
    assert found.in_words() == (
        "a person, probably a child, a face that looks about 8, in the middle",
        "человек, вероятно ребёнок, лицо на вид примерно 8 лет, в середине",
    )
    assert (found.age, found.face) == (8, [400, 300, 600, 500])
    (said, *_) = read_suspect(session, "costume.jpg").evidence
    assert said.in_words() == ("a caption says “a boy in a costume”", "подпись гласит «a boy in a costume»")

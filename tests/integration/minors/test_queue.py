"""What an editor looks at first, and what decides where evidence and verdicts disagree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.minors.queue import read_queue
from imgsearch.minors.review import Suspect, read_suspect, review
from imgsearch.minors.stats import SHOWN_TERMS, read_stats
from imgsearch.named import SHOWN_UNKNOWN
from imgsearch.tables import Caption, Image, MatchRating, MinorEvidence, MinorReview
from loaders.classified import load_classified
from loaders.minors import load_minors
from tests.integration.minors.conftest import add_image
from tests.integration.minors.test_classified import make_detector
from tests.integration.minors.test_review import classify
from tests.screened import SureDetector

Flagged = Callable[[], list[str]]
Gallery = dict[str, int]


def queue(session: Session, *, limit: int = 10) -> list[tuple[str, float | None]]:
    found = read_queue(session, limit=limit, detector=SureDetector(0.0))
    return [(each.name, None if each.certainty is None else round(each.certainty, 3)) for each in found]


def add_evidence(session: Session, image_id: int, source: str, term: str, key: str = "", *, flags: bool = True) -> None:
    is_hidden = session.scalar(select(Image.is_hidden).where(Image.id == image_id))
    values = {"image_id": image_id, "is_hidden": is_hidden, "source": source, "term": term, "caption_key": key}
    session.execute(insert(MinorEvidence).values(**values, probability=1.0, flags=flags))
    session.commit()


@pytest.fixture
def empty(session: Session, gallery: Gallery) -> Gallery:
    """The gallery without evidence."""
    session.execute(delete(MinorEvidence))
    session.commit()
    return gallery


@pytest.mark.parametrize(
    ("probability", "certainty"),
    [(0.39, None), (0.4, 0.2), (0.75, 0.5)],
)
def test_captioned_pictures_are_asked_about_from_the_threshold_on(
    session: Session, empty: Gallery, probability: float, certainty: float | None
) -> None:
    classify(session, empty["dog.jpg"], probability, flags=False)
    assert queue(session) == ([] if certainty is None else [("dog.jpg", certainty)])


def test_words_and_the_classifier_count_alike(session: Session, empty: Gallery) -> None:
    classify(session, empty["costume.jpg"], 0.99, flags=False)
    assert queue(session) == [("costume.jpg", 0.98)]
    add_evidence(session, empty["costume.jpg"], "caption", "boy", "costume.jpg#0")
    # A third of the texts, and the detector is nearly sure: between them, 66 %.
    assert queue(session) == [("costume.jpg", 0.323)]


def test_texts_are_counted_once_whatever_names_a_minor_in_them(session: Session, empty: Gallery) -> None:
    for source, term, key in (
        ("caption", "boy", "costume.jpg#0"),
        ("caption", "girl", "costume.jpg#0"),
        ("rated_caption", "boy", "costume.jpg#0"),
    ):
        add_evidence(session, empty["costume.jpg"], source, term, key)
    assert queue(session) == [("costume.jpg", 0.333)]
    # A text of another picture, and the metadata, are texts beside the three of its own.
    add_evidence(session, empty["costume.jpg"], "rated_caption", "boy", "girl.jpg#0")
    assert queue(session) == [("costume.jpg", 0.0)]
    add_evidence(session, empty["costume.jpg"], "metadata", "boy")
    assert queue(session) == [("costume.jpg", 0.2)]


def test_likely_finds_come_first_then_names_and_the_limit_holds(
    session: Session, empty: Gallery, tmp_path: Path
) -> None:
    ids = {name: add_image(session, name, tmp_path) for name in ("c.jpg", "a.jpg", "b.jpg")}
    for name, probability in (("c.jpg", 0.7), ("a.jpg", 0.7), ("b.jpg", 0.46)):
        classify(session, ids[name], probability)
    add_evidence(session, empty["girl.jpg"], "caption", "girl", "girl.jpg#0")
    # A look finds most where a minor is likely and yet in doubt.
    expected = [("a.jpg", 0.4), ("c.jpg", 0.4), ("b.jpg", 0.08), ("girl.jpg", 0.333)]
    assert queue(session) == expected
    for limit in (1, 3):
        assert queue(session, limit=limit) == expected[:limit]


def test_a_flag_is_not_asked_about_again_but_a_clearing_is_when_words_come_later(
    session: Session, empty: Gallery
) -> None:
    review(session, ["dog.jpg"], "flag", "eve")
    review(session, ["costume.jpg"], "clear", "eve")
    session.commit()
    classify(session, empty["costume.jpg"], 0.9, flags=False)
    assert queue(session) == []  # the classifier's word comes later too, and is no text
    for name in ("dog.jpg", "costume.jpg"):
        add_evidence(session, empty[name], "caption", "boy", f"{name}#0")
    assert queue(session) == [("costume.jpg", 0.233)]


def test_the_last_verdict_counts_and_outdoes_all_evidence(session: Session, empty: Gallery, flagged: Flagged) -> None:
    for verdict, expected in (("clear", []), ("flag", ["dog.jpg"]), ("clear", []), ("flag", ["dog.jpg"])):
        review(session, ["dog.jpg"], verdict, "eve")  # type: ignore[arg-type]
        session.commit()
        assert flagged() == expected
    review(session, ["dog.jpg"], "clear", "eve")
    session.commit()
    add_evidence(session, empty["dog.jpg"], "caption", "boy", "dog.jpg#0")
    classify(session, empty["dog.jpg"], 1.0)
    assert flagged() == []


def test_evidence_that_does_not_flag_flags_nothing(session: Session, empty: Gallery, flagged: Flagged) -> None:
    add_evidence(session, empty["dog.jpg"], "caption", "boy", "dog.jpg#0", flags=False)
    assert flagged() == []
    add_evidence(session, empty["dog.jpg"], "caption", "boy", "dog.jpg#1")
    assert flagged() == ["dog.jpg"]
    session.execute(delete(MinorEvidence).where(MinorEvidence.caption_key == "dog.jpg#1"))
    session.commit()
    assert flagged() == []


@pytest.mark.parametrize(("bias", "probability", "hidden"), [(0.0, 0.5, True), (-0.0004, 0.4999, False)])
def test_the_classifier_flags_from_its_threshold_on(
    session: Session, empty: Gallery, flagged: Flagged, bias: float, probability: float, hidden: bool
) -> None:
    detector = make_detector(bias=bias)
    detector.threshold = 0.5
    load_classified(session, detector)
    assert set(session.scalars(select(MinorEvidence.probability))) == {probability}
    assert ("silent.jpg" in flagged()) is hidden


@pytest.mark.parametrize(("mean", "counts"), [(0.75, True), (0.7499, False)])
def test_a_text_describes_a_picture_from_the_experts_mean_on(
    session: Session, empty: Gallery, mean: float, counts: bool
) -> None:
    session.execute(update(MatchRating).values(expert_mean=mean).execution_options(synchronize_session=False))
    session.commit()
    load_minors(session, lambda text: [type("Term", (), {"lemma": "boy"})()] if "costume" in text else [])
    found = session.scalars(select(MinorEvidence.source).order_by(MinorEvidence.source)).all()
    assert found == (["caption", "name", "rated_caption"] if counts else ["caption", "name"])


@pytest.mark.parametrize(
    ("certainty", "doubtful"), [(None, False), (0.0, True), (0.499, True), (0.5, False), (1.0, False)]
)
def test_evidence_is_doubtful_below_a_half(certainty: float | None, doubtful: bool) -> None:
    suspect = Suspect("a.jpg", "/a.jpg", "clear", certainty, 0, [], [])
    assert suspect.is_doubtful is doubtful


def test_pictures_that_do_not_exist_are_named_up_to_ten(session: Session, gallery: Gallery) -> None:
    names = [f"{number}.jpg" for number in range(SHOWN_UNKNOWN)]
    with pytest.raises(BadInput, match=r"no such picture: 0\.jpg, .*, 9\.jpg; "):
        review(session, [*names, "0.jpg"], "flag", "eve")
    session.rollback()
    with pytest.raises(BadInput, match=r"9\.jpg and 1 more; "):
        review(session, [*names, "10.jpg"], "flag", "eve")


def test_a_picture_is_shown_with_its_texts_and_verdicts(session: Session, empty: Gallery) -> None:
    image_id = empty["costume.jpg"]
    for source, term, key in (
        ("test_query", "child", "costume.jpg#9"),
        ("metadata", "boy", ""),
        ("caption", "boy", "costume.jpg#0"),
        ("rated_caption", "girl", "girl.jpg#0"),
    ):
        add_evidence(session, image_id, source, term, key)
    review(session, ["costume.jpg"], "clear", "eve", "an actor")
    review(session, ["costume.jpg"], "flag", "ann")
    session.commit()
    shown = read_suspect(session, "costume.jpg")
    assert [(e.source, e.term, e.caption_key, e.text) for e in shown.evidence] == [
        ("caption", "boy", "costume.jpg#0", "a boy in a costume"),
        ("metadata", "boy", "", None),
        ("rated_caption", "girl", "girl.jpg#0", "a girl smiles"),
        ("test_query", "child", "costume.jpg#9", "a picture"),
    ]
    assert [(d.verdict, d.reviewer, d.reason) for d in shown.history] == [
        ("clear", "eve", "an actor"),
        ("flag", "ann", ""),
    ]
    assert (Path(shown.path).name, shown.caption_count, shown.is_hidden) == ("costume.jpg", 3, True)


def test_stats_tell_what_each_flag_follows_from(session: Session, empty: Gallery, tmp_path: Path) -> None:
    assert read_stats(session)["evidence"] == {}
    for name in ("words.jpg", "both.jpg", "weak.jpg", "alone.jpg", "unseen.jpg", "looked.jpg"):
        empty[name] = add_image(session, name, tmp_path)
    add_evidence(session, empty["words.jpg"], "metadata", "boy")
    add_evidence(session, empty["both.jpg"], "test_query", "boy", "k")
    classify(session, empty["both.jpg"], 0.9)
    # A text that does not flag by itself leaves the flag to the classifier.
    add_evidence(session, empty["weak.jpg"], "metadata", "girl", flags=False)
    classify(session, empty["weak.jpg"], 0.9)
    classify(session, empty["alone.jpg"], 0.9)
    classify(session, empty["looked.jpg"], 0.1, flags=False)
    add_evidence(session, empty["costume.jpg"], "caption", "boy", "costume.jpg#0")
    add_evidence(session, empty["costume.jpg"], "caption", "boy", "costume.jpg#1")
    review(session, ["costume.jpg"], "clear", "eve")
    review(session, ["girl.jpg", "dog.jpg"], "flag", "eve")
    review(session, ["silent.jpg"], "clear", "eve")
    session.commit()
    assert read_stats(session) == {
        "pictures": 10,
        "flagged": 6,
        "flagged_by_editors": 2,
        "flagged_by_texts": 2,
        "flagged_by_classifier_alone": 2,
        "cleared_by_editors": 2,
        "unscreened": 0,
        "evidence": {
            "caption": {"rows": 2, "pictures": 1},
            "classifier": {"rows": 4, "pictures": 4},
            "metadata": {"rows": 2, "pictures": 2},
            "test_query": {"rows": 1, "pictures": 1},
        },
        "terms": {"boy": 3, "girl": 1},
    }


def test_stats_name_the_ten_words_of_most_pictures(session: Session, empty: Gallery) -> None:
    for number in range(SHOWN_TERMS + 2):
        add_evidence(session, empty["dog.jpg"], "metadata", f"term{number:02}")
    add_evidence(session, empty["costume.jpg"], "metadata", "term11")
    terms = read_stats(session)["terms"]
    assert list(terms.items()) == [("term11", 2), *((f"term{number:02}", 1) for number in range(9))]
    assert len(terms) == 10


def test_reviews_are_written_once_for_each_picture(session: Session, gallery: Gallery) -> None:
    found = review(session, ["girl.jpg", "dog.jpg", "girl.jpg"], "flag", "eve")
    session.commit()
    assert [each.name for each in found] == ["girl.jpg", "dog.jpg"]
    assert len(session.scalars(select(MinorReview.id)).all()) == 2
    assert session.scalars(select(Caption.is_hidden).where(Caption.image_id == gallery["dog.jpg"])).all() == [True] * 3

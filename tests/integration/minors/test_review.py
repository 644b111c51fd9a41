from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.minors.queue import read_queue
from imgsearch.minors.review import read_suspect, review
from imgsearch.minors.stats import read_stats
from imgsearch.named import find_named
from imgsearch.tables import Caption, Image, MinorEvidence, MinorReview
from tests.integration.minors.conftest import add_image
from tests.screened import SureDetector

Flagged = Callable[[], list[str]]


def queue(session: Session, **options: object) -> list[tuple[str, bool, float]]:
    found = read_queue(session, limit=10, detector=SureDetector(0.0))
    return [(suspect.name, suspect.is_hidden, round(suspect.certainty or 0, 3)) for suspect in found]


def classify(session: Session, image_id: int, probability: float, *, revision: str = "r1", flags: bool = True) -> None:
    is_hidden = session.scalar(select(Image.is_hidden).where(Image.id == image_id))
    session.execute(
        insert(MinorEvidence).values(
            image_id=image_id,
            is_hidden=is_hidden,
            source="classifier",
            term=revision,
            probability=probability,
            flags=flags,
            suspects=probability >= 0.4,
        )
    )
    session.commit()


def test_queue_starts_with_what_one_text_of_several_says(session: Session, gallery: dict[str, int]) -> None:
    assert queue(session) == [("costume.jpg", True, 0.333), ("girl.jpg", True, 1.0)]


@pytest.mark.parametrize(
    ("probability", "is_hidden", "certainty"),
    [(0.4, True, 0.2), (0.7, True, 0.4), (1.0, True, 1.0), (0.3, False, 0.4), (0.0, False, 1.0)],
)
def test_queue_says_how_certain_pictures_without_texts_are(
    session: Session, gallery: dict[str, int], probability: float, is_hidden: bool, certainty: float
) -> None:
    classify(session, gallery["silent.jpg"], probability, flags=probability >= 0.4)
    assert ("silent.jpg", is_hidden, certainty) in queue(session)


def test_queue_shows_pictures_whose_captions_say_nothing_of_what_the_classifier_sees(
    session: Session, gallery: dict[str, int]
) -> None:
    classify(session, gallery["dog.jpg"], 0.9, flags=False)
    assert queue(session)[0] == ("dog.jpg", False, 0.8)


def test_queue_leaves_out_another_revision_of_the_classifier(session: Session, gallery: dict[str, int]) -> None:
    classify(session, gallery["dog.jpg"], 0.9, revision="r0", flags=False)
    assert "dog.jpg" not in [name for name, _, _ in queue(session)]


def test_queue_leaves_out_what_was_decided(session: Session, gallery: dict[str, int]) -> None:
    review(session, ["costume.jpg"], "clear", "alice")
    review(session, ["girl.jpg"], "flag", "alice")
    session.commit()
    assert queue(session) == []


def test_queue_brings_back_cleared_pictures_with_newer_evidence(session: Session, gallery: dict[str, int]) -> None:
    review(session, ["costume.jpg"], "clear", "alice")
    session.commit()
    later = datetime.now(UTC) + timedelta(hours=1)
    session.execute(update(MinorEvidence).values(found_at=later).execution_options(synchronize_session=False))
    session.commit()
    assert ("costume.jpg", False, 0.333) in queue(session)


def test_flag_hides_and_clear_shows(session: Session, gallery: dict[str, int], flagged: Flagged) -> None:
    assert flagged() == ["costume.jpg", "girl.jpg"]
    (dog,) = review(session, ["dog.jpg"], "flag", "alice", "a puppy counts too")
    (costume,) = review(session, ["costume.jpg"], "clear", "bob")
    session.commit()
    assert (dog.is_hidden, costume.is_hidden) == (True, False)
    assert flagged() == ["dog.jpg", "girl.jpg"]
    review(session, ["dog.jpg"], "clear", "carol")
    session.commit()
    assert flagged() == ["girl.jpg"]
    assert [(d.verdict, d.reviewer, d.reason) for d in read_suspect(session, "dog.jpg").history] == [
        ("flag", "alice", "a puppy counts too"),
        ("clear", "carol", ""),
    ]


def test_a_verdict_is_kept_with_who_when_and_of_which_file(session: Session, gallery: dict[str, int]) -> None:
    before = session.scalar(select(func.now()))
    review(session, ["dog.jpg", "girl.jpg", "dog.jpg"], "flag", " alice ")
    session.commit()
    rows = session.execute(
        select(MinorReview.reviewer, MinorReview.reviewed_at >= before, MinorReview.sha256 == Image.sha256, Image.name)
        .join(Image, Image.id == MinorReview.image_id)
        .order_by(Image.name)
    ).all()
    assert [tuple(row) for row in rows] == [("alice", True, True, "dog.jpg"), ("alice", True, True, "girl.jpg")]


def test_verdicts_outlive_loads(
    session: Session, gallery: dict[str, int], reload: Callable[[], object], flagged: Flagged
) -> None:
    review(session, ["costume.jpg"], "clear", "alice")
    review(session, ["dog.jpg"], "flag", "alice")
    session.commit()
    reload()
    assert flagged() == ["dog.jpg", "girl.jpg"]
    # New evidence comes, old evidence goes.
    session.execute(update(Caption).where(Caption.caption_key == "costume.jpg#1").values(text="two kids"))
    session.execute(update(Caption).where(Caption.caption_key == "costume.jpg#0").values(text="a play"))
    session.commit()
    reload()
    assert flagged() == ["dog.jpg", "girl.jpg"]
    assert [e.term for e in read_suspect(session, "costume.jpg").evidence] == ["kid"]


def test_clearing_one_file_does_not_clear_another_in_its_place(
    session: Session, gallery: dict[str, int], flagged: Flagged
) -> None:
    review(session, ["costume.jpg"], "clear", "alice")
    review(session, ["dog.jpg"], "flag", "alice")
    session.commit()
    for name in ("costume.jpg", "dog.jpg"):
        session.execute(update(Image).where(Image.name == name).values(sha256=b"x" * 32))
    session.commit()
    # Nothing that was said of the old bytes holds for the new ones, for good or for ill.
    assert flagged() == ["girl.jpg"]
    assert read_suspect(session, "costume.jpg").history == []


def test_unknown_pictures_are_named_and_nothing_is_written(session: Session, gallery: dict[str, int]) -> None:
    with pytest.raises(BadInput, match=r"no such picture: nowhere\.jpg, x\.jpg; "):
        review(session, ["dog.jpg", "nowhere.jpg", "x.jpg"], "flag", "alice")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(MinorReview)) == 0
    with pytest.raises(BadInput, match=r"nowhere\.jpg"):
        read_suspect(session, "nowhere.jpg")
    with pytest.raises(BadInput, match="reviewer"):
        review(session, ["dog.jpg"], "flag", "  ")


@pytest.mark.parametrize(
    "given", ["dog.jpg", "DOG.JPG", "elsewhere/dog.jpg", "/photos/dog.jpg", "photos\\dog.jpg", "dog.jpg/"]
)
def test_pictures_of_the_same_file_name_are_told_with_their_folders(
    session: Session, gallery: dict[str, int], given: str
) -> None:
    session.execute(update(Image).where(Image.name == "dog.jpg").values(name="smith/wedding/dog.jpg"))
    session.commit()
    said = f"no such picture: {given}; there is smith/wedding/dog.jpg; write the whole name, with its folders"
    with pytest.raises(BadInput, match=re.escape(said) + "$"):
        review(session, [given], "flag", "alice")
    with pytest.raises(BadInput, match=re.escape(said) + "$"):
        read_suspect(session, given)


def test_some_of_many_pictures_of_the_same_file_name_are_told(
    session: Session, gallery: dict[str, int], tmp_path: Path
) -> None:
    for number in range(8):
        (tmp_path / f"{number}").mkdir()
        add_image(session, f"{number}/dog.png", tmp_path)
    told = "there are 0/dog.png, 1/dog.png, 2/dog.png, 3/dog.png, 4/dog.png and 3 more; "
    with pytest.raises(BadInput, match=f"no such picture: dog.png, nowhere.jpg; {told}"):
        review(session, ["dog.png", "girl.jpg", "nowhere.jpg"], "flag", "alice")


def test_nobody_is_told_of_pictures_that_they_may_not_see(session: Session, gallery: dict[str, int]) -> None:
    for name in ("girl.jpg", "dog.jpg"):
        session.execute(update(Image).where(Image.name == name).values(name=f"smith/{name}"))
    session.execute(text("SET LOCAL ROLE imgsearch_searcher"))
    with pytest.raises(BadInput, match=r"no such picture: dog.jpg, girl.jpg; there is smith/dog.jpg; "):
        find_named(session, ["dog.jpg", "girl.jpg"])
    with pytest.raises(BadInput, match=r"no such picture: girl.jpg; a name is what"):
        find_named(session, ["girl.jpg"])


def test_show_gives_evidence_with_its_text(session: Session, gallery: dict[str, int]) -> None:
    suspect = read_suspect(session, "costume.jpg")
    assert [(e.source, e.term, e.text, e.probability) for e in suspect.evidence] == [
        ("caption", "boy", "a boy in a costume", 1.0),
        ("rated_caption", "boy", "a boy in a costume", 1.0),
    ]
    assert (suspect.caption_count, suspect.certainty) == (3, None)


def test_stats_count_what_flags_follow_from(session: Session, gallery: dict[str, int]) -> None:
    found = read_stats(session)
    assert found["unscreened"] == 0
    classify(session, gallery["silent.jpg"], 0.9)
    review(session, ["costume.jpg"], "clear", "alice")
    review(session, ["dog.jpg"], "flag", "alice")
    session.commit()
    found = read_stats(session)
    assert {label: value for label, value in found.items() if not isinstance(value, dict)} == {
        "pictures": 4,
        "flagged": 3,
        "flagged_by_editors": 1,
        "flagged_by_texts": 1,
        "flagged_by_classifier_alone": 1,
        "cleared_by_editors": 1,
        "unscreened": 0,
    }
    assert found["evidence"]["classifier"] == {"rows": 1, "pictures": 1}
    assert found["terms"] == {"boy": 1, "child": 1, "girl": 1}


def test_nobody_clears_what_is_said_while_they_wait(
    session: Session, gallery: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(session: Session) -> None:
        """The load that was under way has found something."""
        row = {"image_id": gallery["dog.jpg"], "source": "metadata", "term": "girl", "probability": 1.0}
        session.execute(insert(MinorEvidence).values(is_hidden=False, **row))

    monkeypatch.setattr("imgsearch.minors.review.begin_batch", wait)
    with pytest.raises(BadInput, match=r"dog\.jpg changed while this waited"):
        review(session, ["girl.jpg", "dog.jpg"], "clear", "eve")
    assert session.scalars(select(MinorReview.id)).all() == []
    session.rollback()
    assert [each.state for each in review(session, ["dog.jpg"], "flag", "eve")] == ["hidden"]

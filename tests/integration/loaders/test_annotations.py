from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, BadRow
from imgsearch.tables import CrowdAnnotation, ExpertAnnotation, Image, LoadReject, MatchRating
from loaders.annotations import load_crowd_annotations, load_expert_annotations, refresh_match_rating
from tests.builders import hide
from tests.integration.loaders.results import counts, rejects


def test_experts_and_crowd_are_kept_as_they_came(session: Session, photos: Path) -> None:
    experts, crowd = photos / "e.tsv", photos / "c.tsv"
    experts.write_text("a.jpg\tx.jpg#0\t1\t2\t4\nb.jpg\tx.jpg#0\t3\t3\t3\n")
    crowd.write_text("a.jpg\tx.jpg#0\t0.333333333333333\t1\t2\nb.jpg\ty.jpg#1\t1\t3\t0\n")
    assert counts(load_expert_annotations(session, experts)) == (2, 0, 0, 0)
    assert counts(load_crowd_annotations(session, crowd)) == (2, 0, 0, 0)
    e, c = ExpertAnnotation, CrowdAnnotation
    rows = session.execute(
        select(Image.name, e.caption_key, e.expert1, e.expert2, e.expert3).join(Image, Image.id == e.image_id)
    )
    assert sorted(tuple(row) for row in rows) == [("a.jpg", "x.jpg#0", 1, 2, 4), ("b.jpg", "x.jpg#0", 3, 3, 3)]
    rows = session.execute(
        select(Image.name, c.caption_key, c.yes_share, c.yes_count, c.no_count).join(Image, Image.id == c.image_id)
    )
    assert sorted(tuple(row) for row in rows) == [
        ("a.jpg", "x.jpg#0", 0.333333333333333, 1, 2),
        ("b.jpg", "y.jpg#1", 1.0, 3, 0),
    ]


def test_each_bad_expert_row_is_refused_with_its_line(session: Session, photos: Path) -> None:
    file = photos / "e.tsv"
    rows = ["a.jpg k#0 1 2 3", "z.jpg k#0 1 2 3", "a.jpg k#1 1 2", "a.jpg k#2 0 2 3", "a.jpg k#3 1 5 3"]
    rows += ["a.jpg k#4 1 2 x", "a.jpg k#0 4 4 4", "a.jpg k#5 1 2 3 4", "a.jpg k#6 1 2.5 3"]
    file.write_text("\n".join(row.replace(" ", "\t") for row in rows) + "\n\tk#7\t1\t1\t1\n")
    assert counts(load_expert_annotations(session, file)) == (1, 0, 0, 9)
    assert rejects(session, file) == [
        (2, "picture z.jpg is not loaded"),
        (3, "4 columns instead of 5 (image, caption id, expert1, expert2, expert3)"),
        (4, "rating '0' is not 1, 2, 3 or 4"),
        (5, "rating '5' is not 1, 2, 3 or 4"),
        (6, "rating 'x' is not 1, 2, 3 or 4"),
        (7, "duplicate of line 1: the pair is rated already"),
        (8, "6 columns instead of 5 (image, caption id, expert1, expert2, expert3)"),
        (9, "rating '2.5' is not 1, 2, 3 or 4"),
        (10, "image or caption id is empty"),
    ]
    content = session.scalars(select(LoadReject.content).where(LoadReject.row_number == 2)).one()
    assert content == "z.jpg\tk#0\t1\t2\t3"


def test_each_bad_crowd_row_is_refused_with_its_line(session: Session, photos: Path) -> None:
    file = photos / "c.tsv"
    rows = ["a.jpg k#0 0.5 1 1", "z.jpg k#0 0.5 1 1", "a.jpg k#1 0.5 1", "a.jpg k#2 1.5 3 2", "a.jpg k#3 0.5 -1 -1"]
    rows += ["a.jpg k#4 0.5 2 1", "a.jpg k#5 0 0 0", "a.jpg k#0 1 1 0", "a.jpg k#6 nan 1 1", "a.jpg k#7 x 1 1"]
    rows += ["a.jpg k#8 0.5 1.5 1.5", "a.jpg k#9 0.5 9999999999 9999999999"]
    file.write_text("\n".join(row.replace(" ", "\t") for row in rows))
    assert counts(load_crowd_annotations(session, file)) == (1, 0, 0, 11)
    assert rejects(session, file) == [
        (2, "picture z.jpg is not loaded"),
        (3, "4 columns instead of 5 (image, caption id, share of yes, yes votes, no votes)"),
        (4, "share 1.5 is not between 0 and 1"),
        (5, "number of votes '-1' is not a whole number from 0 to 1000000"),
        (6, "share 0.5 is not 2 of 3 votes"),
        (7, "nobody voted"),
        (8, "duplicate of line 1: the pair is rated already"),
        (9, "share nan is not between 0 and 1"),
        (10, "share 'x' is not a number"),
        (11, "number of votes '1.5' is not a whole number from 0 to 1000000"),
        (12, "number of votes '9999999999' is not a whole number from 0 to 1000000"),
    ]


def test_ratings_are_aggregated_and_refreshed(session: Session, photos: Path) -> None:
    experts, crowd = photos / "e.tsv", photos / "c.tsv"
    experts.write_text("a.jpg\tx#0\t1\t1\t4\nb.jpg\tx#0\t4\t4\t4\n")
    crowd.write_text("a.jpg\tx#0\t0.75\t3\t1\na.jpg\ty#0\t1\t3\t0\n")
    load_expert_annotations(session, experts)
    load_crowd_annotations(session, crowd)
    result = refresh_match_rating(session)
    assert (counts(result), result.deleted) == ((3, 0, 0, 0), 0)
    m = MatchRating
    query = select(Image.name, m.caption_key, m.expert_mean, m.crowd_share, m.combined_score, m.rater_count).join(
        Image, Image.id == m.image_id
    )
    rows = [tuple(row) for row in session.execute(query.order_by(Image.name, m.caption_key))]
    # (6 * 1/3 + 4 * 3/4) / 10 = 0.5
    assert rows == [
        ("a.jpg", "x#0", pytest.approx(1 / 3), 0.75, pytest.approx(0.5), 7),
        ("a.jpg", "y#0", None, 1.0, 1.0, 3),
        ("b.jpg", "x#0", 1.0, None, 1.0, 3),
    ]
    experts.write_text("a.jpg\tx#0\t4\t4\t4\n")
    assert counts(load_expert_annotations(session, experts)) == (0, 1, 0, 0)
    session.execute(delete(CrowdAnnotation).where(CrowdAnnotation.caption_key == "y#0"))
    result = refresh_match_rating(session)
    assert (counts(result), result.deleted) == ((0, 1, 1, 0), 1)


def test_ratings_of_a_flagged_picture_are_flagged(session: Session, photos: Path) -> None:
    hide(session, Image.name == "a.jpg")
    session.commit()
    file = photos / "e.tsv"
    file.write_text("a.jpg\tx#0\t1\t1\t4\nb.jpg\tx#0\t4\t4\t4\n")
    load_expert_annotations(session, file)
    refresh_match_rating(session)
    query = select(MatchRating.is_hidden).join(Image, Image.id == MatchRating.image_id).order_by(Image.name)
    assert session.scalars(query).all() == [True, False]


def test_other_separator_is_named(session: Session, photos: Path) -> None:
    file = photos / "e.tsv"
    file.write_text("a.jpg,x#0,1,1,4\n")
    with pytest.raises(BadInput, match="image, caption id, expert1, expert2, expert3, separated by tabs"):
        load_expert_annotations(session, file)


@pytest.mark.parametrize("row", ["z.jpg\tx#0\t1\t1\t4", "a.jpg\tx#0\t1\t1\t7"])
def test_strict_raises(session: Session, photos: Path, row: str) -> None:
    file = photos / "e.tsv"
    file.write_text(f"b.jpg\tx#0\t1\t1\t1\n{row}\n")
    with pytest.raises(BadRow, match=r"e\.tsv:2: "):
        load_expert_annotations(session, file, strict=True)

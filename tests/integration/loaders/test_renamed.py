"""Files of ratings and captions that call a picture as it was called before it was renamed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import CrowdAnnotation, ExpertAnnotation, Image, RatingTask
from loaders.annotations import load_crowd_annotations, load_expert_annotations
from loaders.captions import load_captions
from loaders.images import load_images
from loaders.pairs import load_pairs
from loaders.report import LoadResult
from tests.integration.loaders.results import counts, rejects

EXPERTS = "a.jpg\tb.jpg#0\t1\t2\t3\nb.jpg\tb.jpg#0\t4\t4\t4\n"
CROWD = "a.jpg\tb.jpg#0\t1\t3\t0\nb.jpg\tb.jpg#0\t1\t3\t0\n"
PAIRS = "image,text\na.jpg,a red wall\nb.jpg,a red wall\n"
LOADERS = {
    "experts": (load_expert_annotations, EXPERTS, ExpertAnnotation),
    "crowd": (load_crowd_annotations, CROWD, CrowdAnnotation),
    "pairs": (load_pairs, PAIRS, RatingTask),
}


@pytest.fixture
def captioned(session: Session, photos: Path) -> Path:
    """Pictures a.jpg and b.jpg, each with a caption by which its former names are known."""
    (photos / "own.tsv").write_text("a.jpg#0\tA red wall\nb.jpg#0\tA green door\n")
    load_captions(session, [photos / "own.tsv"])
    return photos


def told_of(session: Session, table: Any) -> list[str]:  # noqa: ANN401 (any of the three)
    found = session.scalars(select(Image.name).join(table, table.image_id == Image.id).order_by(Image.name)).all()
    session.rollback()
    return list(found)


@pytest.mark.parametrize("kind", LOADERS)
def test_what_is_told_of_a_former_name_is_told_of_the_picture(session: Session, captioned: Path, kind: str) -> None:
    load, content, table = LOADERS[kind]
    file = captioned / "told"
    file.write_text(content)
    assert counts(load(session, file)) == (2, 0, 0, 0)
    (captioned / "a.jpg").rename(captioned / "new.jpg")
    load_images(session, captioned)
    assert counts(load(session, file)) == (0, 0, 2, 0)
    assert told_of(session, table) == ["b.jpg", "new.jpg"]


def test_a_name_that_another_file_has_taken_is_that_files(
    session: Session, captioned: Path, make_picture: Callable[..., Path]
) -> None:
    (captioned / "told").write_text(EXPERTS)
    (captioned / "a.jpg").rename(captioned / "new.jpg")
    make_picture(captioned / "a.jpg", "blue")
    load_images(session, captioned)
    load_expert_annotations(session, captioned / "told")
    assert told_of(session, ExpertAnnotation) == ["a.jpg", "b.jpg"]


def test_a_picture_that_is_called_by_both_names_is_rated_once(session: Session, captioned: Path) -> None:
    (captioned / "a.jpg").rename(captioned / "new.jpg")
    load_images(session, captioned)
    file = captioned / "experts.tsv"
    file.write_text("a.jpg\tb.jpg#0\t1\t2\t3\nnew.jpg\tb.jpg#0\t4\t4\t4\n")
    assert counts(load_expert_annotations(session, file)) == (1, 0, 0, 1)
    assert rejects(session, file) == [(2, "duplicate of line 1: the pair is rated already")]


def test_a_text_that_was_rated_for_a_former_name_is_read(session: Session, captioned: Path) -> None:
    (captioned / "a.jpg").rename(captioned / "new.jpg")
    load_images(session, captioned)
    file = captioned / "train_dataset.csv"
    file.write_text("image,query_id,query_text\na.jpg,b.jpg#0,A green door\n")
    loaded: LoadResult = load_captions(session, [file])
    assert counts(loaded) == (0, 1, 0, 0)

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image, MinorEvidence
from loaders.captions import load_captions
from loaders.folder import load_folder
from loaders.minors import Term, load_minors

FindTerms = Callable[[str], Sequence[Term]]


def evidence(session: Session) -> list[tuple[str, str, str, str, float]]:
    e = MinorEvidence
    query = select(Image.name, e.source, e.term, e.caption_key, e.probability).join(Image, Image.id == e.image_id)
    return sorted((name, source, term, key, p) for name, source, term, key, p in session.execute(query))


def flagged(session: Session) -> list[str]:
    return list(session.scalars(select(Image.name).where(Image.is_hidden).order_by(Image.name)))


def test_own_captions_flag_their_picture_and_all_that_derives(
    session: Session, photos: Path, find_terms: FindTerms
) -> None:
    file = photos / "captions.tsv"
    file.write_text("a.jpg#0\tA Girl and a boy, a girl .\nb.jpg#0\tA dog .\nz.jpg#0\tA boy .\n")
    load_captions(session, [file])
    result = load_minors(session, find_terms)
    assert (result.inserted, result.updated, result.deleted) == (2, 0, 0)
    assert evidence(session) == [
        ("a.jpg", "caption", "boy", "a.jpg#0", 1.0),
        ("a.jpg", "caption", "girl", "a.jpg#0", 1.0),
    ]
    assert flagged(session) == ["a.jpg"]
    hidden = select(Caption.caption_key).where(Caption.is_hidden).order_by(Caption.caption_key)
    assert session.scalars(hidden).all() == ["a.jpg#0", "z.jpg#0"]


def test_texts_that_experts_accept_and_test_queries_count(
    session: Session, rated_set: Path, find_terms: FindTerms
) -> None:
    # a.jpg with "A girl smiles": experts 4, 4, 3, a mean of 8/9; b.jpg with the same text: 1, 2, 3, which is 1/3.
    (rated_set / "own_captions.tsv").unlink()
    (rated_set / "test_queries.csv").write_text("|query_id|query_text|image\n0|c.jpg#7|A child runs|c.jpg\n")
    list(load_folder(session, rated_set, find_terms))
    assert evidence(session) == [
        ("a.jpg", "caption", "girl", "a.jpg#0", 1.0),
        ("a.jpg", "rated_caption", "girl", "a.jpg#0", pytest.approx(8 / 9)),
        ("c.jpg", "test_query", "child", "c.jpg#7", 1.0),
    ]
    assert flagged(session) == ["a.jpg", "c.jpg"]


def test_evidence_that_no_longer_holds_goes(session: Session, photos: Path, find_terms: FindTerms) -> None:
    file = photos / "captions.tsv"
    file.write_text("a.jpg#0\tA girl .\nb.jpg#0\tA boy .\n")
    load_captions(session, [file])
    load_minors(session, find_terms)
    file.write_text("a.jpg#0\tA woman .\nb.jpg#0\tA child .\n")
    load_captions(session, [file])
    result = load_minors(session, find_terms)
    assert (result.inserted, result.updated, result.unchanged, result.deleted) == (1, 0, 0, 2)
    assert evidence(session) == [("b.jpg", "caption", "child", "b.jpg#0", 1.0)]
    assert flagged(session) == ["b.jpg"]


def test_evidence_of_a_classifier_is_left_alone(session: Session, photos: Path, find_terms: FindTerms) -> None:
    image_id = session.scalars(select(Image.id).where(Image.name == "a.jpg")).one()
    session.execute(insert(MinorEvidence).values(image_id=image_id, source="classifier", term="rev1", probability=0.9))
    session.commit()
    assert load_minors(session, find_terms).deleted == 0
    assert flagged(session) == ["a.jpg"]

"""Filling minor_evidence: words in texts that say that a picture shows a minor. Triggers set the flags from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from sqlalchemy import ARRAY, BigInteger, Double, Select, String, cast, func, literal, select, true, union_all
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, delete_vanished, lock_images, stage, upsert
from imgsearch.minors.sources import is_of
from imgsearch.tables import NOT_LOADED, Caption, Image, MatchRating, MinorEvidence, TestQuery
from loaders.report import LoadResult

#: The experts' mean from which a text counts as a description of the picture.
DESCRIBES = 0.75
#: Every text in a picture's metadata, however deep.
ALL_TEXTS = '$.** ? (@.type() == "string")'
KEYS = ("image_id", "source", "term", "caption_key")
COLUMNS = {
    "image_id": BigInteger,
    "source": String,
    "caption_key": String,
    "term": String,
    "probability": Double,
}


class Term(Protocol):
    """A word that was found."""

    @property
    def lemma(self) -> str:
        """Its dictionary form."""


def load_minors(session: Session, find_terms: Callable[[str], Sequence[Term]]) -> LoadResult:
    """Bring the evidence from texts in line with the texts; commits once, so that no flag drops in between.

    Args:
        session: commits.
        find_terms: the words in a text that stand for minors.
    """
    result = LoadResult("minor evidence")
    begin_batch(session)

    @lru_cache(maxsize=65_536)
    def find_lemmas(text: str) -> list[str]:
        return sorted({term.lemma for term in find_terms(text)})

    evidence = [
        (text.image_id, text.source, text.caption_key, lemma, text.probability)
        for text in session.execute(_select_texts().execution_options(yield_per=10_000))
        for lemma in find_lemmas(text.text)
    ]
    staged = stage(session, "staged_minor_evidence", COLUMNS, evidence)
    lock_images(session, select(Image.name).join(staged, staged.c.image_id == Image.id))
    source = select(*staged.c, Image.is_minor, true().label("flags")).join(Image, Image.id == staged.c.image_id)
    of_texts = is_of("text")
    result.deleted = delete_vanished(session, MinorEvidence.__table__, source, KEYS, of_texts)
    written = upsert(session, MinorEvidence.__table__, source, KEYS)
    session.commit()
    result.count(written, len(evidence))
    return result


def _select_texts() -> Select[tuple[int, str, str, str, float]]:
    """Every text that says what a loaded picture shows."""
    own = select(
        Caption.image_id.label("image_id"),
        literal("caption").label("source"),
        Caption.caption_key.label("caption_key"),
        Caption.text.label("text"),
        literal(1.0, Double).label("probability"),
    ).where(Caption.image_id != NOT_LOADED)
    rated = (
        select(
            MatchRating.image_id, literal("rated_caption"), Caption.caption_key, Caption.text, MatchRating.expert_mean
        )
        .join(Caption, Caption.caption_key == MatchRating.caption_key)
        .where(MatchRating.expert_mean >= DESCRIBES)
    )
    queried = select(
        TestQuery.image_id, literal("test_query"), TestQuery.query_key, TestQuery.text, literal(1.0, Double)
    ).where(TestQuery.image_id != NOT_LOADED)
    value = func.jsonb_path_query(Image.details, cast(ALL_TEXTS, JSONPATH)).column_valued("value")
    titles = select(func.string_agg(value.op("#>>")(literal([], ARRAY(String))), ". ")).scalar_subquery()
    tags = func.nullif(func.array_to_string(Image.tags, ". "), "")
    described = select(
        Image.id, literal("metadata"), literal(""), func.concat_ws(". ", tags, titles), literal(1.0, Double)
    ).where((tags.is_not(None)) | (Image.details != {}))
    texts = union_all(own, rated, queried, described).subquery("texts")
    return select(texts.c.image_id, texts.c.source, texts.c.caption_key, texts.c.text, texts.c.probability)

"""Filling minor_evidence: words in texts that say that a picture shows a minor. Triggers set the states from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Double,
    Row,
    String,
    and_,
    exists,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, delete_vanished, stage, upsert
from imgsearch.minors.sources import SOURCES, is_of
from imgsearch.minors.words.surnames import is_called
from imgsearch.minors.words.vouching import vouches as says_who_is_there
from imgsearch.queries.screening import accept_revision, accept_revision_alone
from imgsearch.tables import (
    NOT_LOADED,
    Caption,
    CaptionEmbedding,
    CaptionOrigin,
    Image,
    MinorEvidence,
    Removal,
    TestQuery,
)
from loaders.heard import all_is_read, describe_unread
from loaders.refused import link_refused
from loaders.report import LoadResult
from loaders.said import BY_WHOM, select_texts
from loaders.under_way import describe_waiting, is_settled, places_under_way

KEYS = ("image_id", "source", "term", "caption_key", "is_hidden")
COLUMNS = {
    "image_id": BigInteger,
    "source": String,
    "caption_key": String,
    "term": String,
    "probability": Double,
}
CHUNK_ROWS = 10_000


class Term(Protocol):
    """A word that was found."""

    @property
    def lemma(self) -> str:
        """Its dictionary form."""


class Read(NamedTuple):
    """What the texts of some pictures say."""

    evidence: list[tuple[int, str, str, str, float]]
    """Rows of minor_evidence: image_id, source, caption_key, term, probability."""
    vouched: set[int]
    """Pictures with a caption of their own that says who is there."""


def load_minors(
    session: Session,
    find_terms: Callable[[str], Sequence[Term]],
    *,
    vouches: Callable[[str], bool] = says_who_is_there,
    revision: str | None = None,
) -> LoadResult:
    """Read the texts of all pictures whose texts have changed, or that another revision has read; commits once.

    What is found, what was read and by which revision is one transaction, so that no picture is shown in between that
    should not be.

    Args:
        session: commits.
        find_terms: the words in a text that stand for minors.
        vouches: whether a caption says who is there, so that it may outweigh the pixels.
        revision: of the two; the lexicon's unless told otherwise.
    """
    result = LoadResult("minor evidence")
    revision = revision or SOURCES["caption"].revision()

    @lru_cache(maxsize=65_536)
    def find_lemmas(text: str) -> list[str]:
        return sorted({term.lemma for term in find_terms(text)})

    begin_batch(session)
    link_refused(session)
    accept_revision(session, "texts", revision)
    places = places_under_way(session)
    is_complete = (all_is_read(), is_settled(places))
    # Locked before they are read: whoever adds a text meanwhile waits, and unscreens the picture after.
    unread = select(Image.id).where(Image.texts_screened_by.is_distinct_from(revision), *is_complete)
    ids = list(session.scalars(unread.order_by(Image.id).with_for_update(key_share=True)))
    staged_ids = stage(session, "staged_unread", {"image_id": BigInteger}, ((image_id,) for image_id in ids))
    texts = session.execute(select_texts(select(staged_ids.c.image_id)).execution_options(yield_per=CHUNK_ROWS))
    read = _read(texts, find_lemmas, vouches)
    staged = stage(session, "staged_minor_evidence", COLUMNS, read.evidence)
    source = select(*staged.c, Image.is_hidden, true().label("flags")).join(Image, Image.id == staged.c.image_id)
    of_these = MinorEvidence.image_id.in_(select(staged_ids.c.image_id))
    result.deleted = delete_vanished(session, MinorEvidence.__table__, source, KEYS, is_of("text"), of_these)
    written = upsert(session, MinorEvidence.__table__, source, KEYS)
    _mark_read(session, ids, read.vouched, revision)
    _read_waiting(session, find_lemmas)
    accept_revision_alone(session, "texts", revision)
    known = session.scalar(select(func.count()).select_from(MinorEvidence).where(is_of("text"))) or 0
    session.commit()
    result.count(written, known)
    result.notes += [*describe_unread(session), *describe_waiting(session, places)]
    session.rollback()
    return result


def _read(
    texts: Iterable[Row[int, str, str, str, float]],
    find_lemmas: Callable[[str], list[str]],
    vouches: Callable[[str], bool],
) -> Read:
    read = Read([], set())
    for image_id, source, key, text, probability in texts:
        # Of a picture's metadata, but nobody's surname says what the picture shows.
        by_whom = source == BY_WHOM
        lemmas = [] if by_whom and is_called(text) else find_lemmas(text)
        source = "metadata" if by_whom else source
        if source == "name":
            folders = {lemma for folder in text.split("/")[:-1] for lemma in find_lemmas(folder)}
            lemmas = sorted({*lemmas, *folders})
        read.evidence.extend((image_id, source, key, lemma, probability) for lemma in lemmas)
        if source == "caption" and not lemmas and image_id not in read.vouched and vouches(text):
            read.vouched.add(image_id)
    return read._replace(evidence=list({row[:4]: row for row in read.evidence}.values()))


def _mark_read(session: Session, ids: Sequence[int], vouched: set[int], revision: str) -> None:
    rows = ((image_id, image_id in vouched) for image_id in ids)
    staged = stage(session, "staged_read", {"image_id": BigInteger, "vouch": Boolean}, rows)
    session.execute(
        update(Image)
        .where(Image.id == staged.c.image_id)
        .values(texts_screened_by=revision, texts_vouch=staged.c.vouch)
        .execution_options(synchronize_session=False)
    )


def _read_waiting(session: Session, find_lemmas: Callable[[str], list[str]]) -> None:
    """Hide texts of pictures that are not loaded, where any of that name speaks of a minor or once had a picture."""
    for table, key, key_of in (
        (Caption, Caption.id, Caption.caption_key),
        (TestQuery, TestQuery.query_key, TestQuery.query_key),
    ):
        # What had a picture once was hidden like it, for its pixels or by an editor perhaps; now nobody can tell.
        came = or_(
            exists().where(CaptionOrigin.caption_key == key_of), exists().where(Removal.name == table.image_name)
        )
        waits = select(key, table.image_name, table.text, table.is_hidden, came).where(table.image_id == NOT_LOADED)
        hidden: dict[str, bool] = {}
        found = session.execute(waits).all()
        for _, name, text, _, has_come in found:
            hidden[name] = hidden.get(name, False) or has_come or bool(find_lemmas(text) or find_lemmas(name))
        wrong = [(each, hidden[name]) for each, name, _, is_hidden, _ in found if is_hidden != hidden[name]]
        if not wrong:
            continue
        # By the key, of which there is an index: a table that was just filled has no statistics yet.
        columns = {"key": key.type, "is_hidden": Boolean}
        staged = stage(session, f"staged_waiting_{table.__tablename__}", columns, wrong)
        rows: list[tuple[type[Caption | TestQuery | CaptionEmbedding], ColumnElement[bool]]] = [
            (table, and_(table.image_id == NOT_LOADED, key == staged.c.key))
        ]
        if table is Caption:
            vectors = and_(CaptionEmbedding.image_id == NOT_LOADED, CaptionEmbedding.caption_id == staged.c.key)
            rows.append((CaptionEmbedding, vectors))
        for each, condition in rows:
            session.execute(
                update(each)
                .where(condition)
                .values(is_hidden=staged.c.is_hidden)
                .execution_options(synchronize_session=False)
            )

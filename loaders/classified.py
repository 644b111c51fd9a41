"""Filling minor_evidence from pictures' vectors: what a classifier makes of each picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Double, LargeBinary, and_, exists, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from imgsearch.db.staging import Written, begin_batch, delete_vanished, stage, upsert
from imgsearch.minors.sources import hides
from imgsearch.queries import AnySelect
from imgsearch.queries.arrays import is_any
from imgsearch.queries.screening import accept_revision, accept_revision_alone, count_unscreened, read_policy
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.tables import Encoder, Image, ImageEmbedding, MinorEvidence
from loaders.minors import KEYS
from loaders.report import LoadResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imgsearch.minors.detectors.classifier import Classifier

SOURCE = "classifier"
BATCH_VECTORS = 10_000
#: The last bits of a product depend on the batch; rounded, a second load finds the same.
DIGITS = 4
#: What an operator can do where pixels cannot be looked at.
REMEDY = (
    "run `imgsearch load embeddings --encoder {encoder}`, which looks at them, or decide once, in words: "
    "`imgsearch minors policy --without-detector vouched` shows those whose captions say who is there, `show` all"
)


def screen_images(classifier: Classifier, encoder_id: int, session: Session, image_ids: Sequence[int]) -> None:
    """Add the classifier's evidence on pictures that have got their vectors in this transaction; does not commit."""
    if image_ids:
        accept_revision(session, "pixels", classifier.revision)
        _write(session, classifier, _classify(session, classifier, encoder_id, image_ids))


def load_classified(session: Session, classifier: Classifier | None, *, screened: int = 0) -> LoadResult:
    """Let the classifier look at every vector that this revision of it has not seen; commits once.

    From a high probability on a picture is hidden whatever is said of it; below, from the threshold on, it is hidden
    unless a caption of its own says who is there.

    Args:
        session: commits.
        classifier: None where none ships.
        screened: pictures that screen_images has just seen; they count as inserted here.
    """
    result = LoadResult("minor evidence, classifier")
    if classifier is None:
        _note_unscreened(session, result, "small")
        return result
    encoder_name, encoder_revision = classifier.card["encoder"], classifier.card["encoder_revision"]
    encoder_id = session.scalar(
        select(Encoder.id).where(Encoder.name == encoder_name, Encoder.revision == encoder_revision)
    )
    if encoder_id is not None:
        begin_batch(session)
        accept_revision(session, "pixels", classifier.revision)
        source, written = _write(session, classifier, _classify(session, classifier, encoder_id))
        # The old goes after the new has come, so that nothing is shown in between.
        seen = select(source.subquery().c.image_id)
        of_older = and_(MinorEvidence.source == SOURCE, MinorEvidence.image_id.in_(seen))
        result.deleted = delete_vanished(session, MinorEvidence.__table__, source, KEYS, of_older)
        accept_revision_alone(session, "pixels", classifier.revision)
        known = session.scalar(select(func.count()).where(MinorEvidence.source == SOURCE)) or 0
        session.commit()
        result.count(written, known)
        result.inserted += screened
        result.unchanged -= screened
    _note_hidden(session, result)
    _note_unscreened(session, result, encoder_name)
    session.rollback()
    return result


def _note_hidden(session: Session, result: LoadResult) -> None:
    said = aliased(MinorEvidence)
    by_text = exists().where(said.image_id == Image.id, said.source != SOURCE, said.flags)
    hidden = session.scalar(
        select(func.count(Image.id.distinct()))
        .join(MinorEvidence, MinorEvidence.image_id == Image.id)
        .where(MinorEvidence.source == SOURCE, hides(), Image.state == "hidden", ~by_text)
    )
    if hidden and result.wrote:
        result.notes.append(
            f"{hidden} pictures may show minors by their pixels alone and are hidden until an editor clears them: "
            "`imgsearch minors review`"
        )


def _note_unscreened(session: Session, result: LoadResult, encoder: str) -> None:
    """Say what is not shown since nobody has looked at it."""
    found = count_unscreened(session)
    if found.pixels:
        policy = read_policy(session)
        decided = "" if policy.decided_at is None else f" (decided by {policy.decided_by}: {policy.without_pixels})"
        result.notes.append(
            f"{found.pixels} pictures are not shown, since no detector of minors has looked at them{decided}: "
            + REMEDY.format(encoder=encoder)
        )


def _write(
    session: Session, classifier: Classifier, evidence: Iterable[tuple[int, float]]
) -> tuple[AnySelect, Written]:
    """What was to be written, and what of it was new."""
    rows = list(evidence)
    staged = stage(session, "staged_classified", {"image_id": BigInteger, "probability": Double}, rows)
    # Whoever puts another file in its place meanwhile waits, and unscreens it after.
    locked = select(Image.id).where(Image.id.in_(select(staged.c.image_id))).order_by(Image.id)
    session.execute(select(func.count()).select_from(locked.with_for_update(key_share=True).cte("locked")))
    source = select(
        *staged.c,
        literal(SOURCE).label("source"),
        literal(classifier.revision).label("term"),
        literal("").label("caption_key"),
        Image.is_hidden,
        (staged.c.probability >= classifier.certain).label("flags"),
        (staged.c.probability >= classifier.threshold).label("suspects"),
    ).join(Image, Image.id == staged.c.image_id)
    written = upsert(session, MinorEvidence.__table__, source, KEYS)
    session.execute(
        update(Image)
        .where(Image.id == staged.c.image_id, Image.pixels_screened_by.is_distinct_from(classifier.revision))
        .values(pixels_screened_by=classifier.revision)
        .execution_options(synchronize_session=False)
    )
    return source, written


def _classify(
    session: Session, classifier: Classifier, encoder_id: int, image_ids: Sequence[int] | None = None
) -> Iterator[tuple[int, float]]:
    """Id and probability of each picture that this revision has not seen, or of some."""
    vectors = (
        select(ImageEmbedding.image_id, func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary))
        .join(Image, Image.id == ImageEmbedding.image_id)
        .where(ImageEmbedding.encoder_id == encoder_id, Image.pixels_screened_by.is_distinct_from(classifier.revision))
        .execution_options(yield_per=BATCH_VECTORS)
    )
    if image_ids is not None:
        vectors = vectors.where(is_any(ImageEmbedding.image_id, image_ids))
    for rows in session.execute(vectors).partitions():
        probabilities = classifier.predict(vectors_from_bytes(vector for _, vector in rows))
        for (image_id, _), probability in zip(rows, probabilities, strict=True):
            yield image_id, round(float(probability), DIGITS)

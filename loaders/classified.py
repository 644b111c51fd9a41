"""Filling minor_evidence from pictures' vectors: what a classifier makes of each picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Double, LargeBinary, and_, bindparam, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from imgsearch.db.staging import Written, begin_batch, delete_vanished, lock_images, stage, upsert
from imgsearch.queries import AnySelect
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.tables import Caption, Encoder, Image, ImageEmbedding, MinorEvidence
from loaders.minors import KEYS
from loaders.report import LoadResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imgsearch.minors.detectors.classifier import Classifier

SOURCE = "classifier"
BATCH_VECTORS = 10_000
#: The last bits of a product depend on the batch; rounded, a second load finds the same.
DIGITS = 4


def screen_images(classifier: Classifier, encoder_id: int, session: Session, image_ids: Sequence[int]) -> None:
    """Add the classifier's evidence on pictures that have got their vectors in this transaction; does not commit."""
    if image_ids:
        _write(session, classifier, _classify(session, classifier, encoder_id, image_ids))


def load_classified(session: Session, classifier: Classifier | None, *, screened: int = 0) -> LoadResult:
    """Bring the classifier's evidence in line with the vectors, and drop that of its older revisions; commits once.

    Only a picture without captions of its own is flagged: where somebody said what it shows, the words decide, and
    the probability is kept for reviewers.

    Args:
        session: commits.
        classifier: None where none ships. It is skipped, with a note, when no vectors of its encoder are there.
        screened: pictures that screen_images has just seen; they count as inserted here.
    """
    result = LoadResult("minor evidence, classifier")
    if classifier is None:
        result.notes.append("there is no classifier of minors: pictures without captions are not screened")
        return result
    encoder_name, encoder_revision = classifier.card["encoder"], classifier.card["encoder_revision"]
    encoder_id = session.scalar(
        select(Encoder.id).where(Encoder.name == encoder_name, Encoder.revision == encoder_revision)
    )
    if encoder_id is None:
        if session.scalar(select(exists().where(ImageEmbedding.image_id.is_not(None)))):
            result.notes.append(
                f"the classifier of minors needs vectors of {encoder_name} revision {encoder_revision}, which no "
                f"picture has: pictures without captions are not screened; run `imgsearch load embeddings --encoder "
                f"{encoder_name}`"
            )
        session.rollback()
        return result
    begin_batch(session)
    source, written, count = _write(session, classifier, _classify(session, classifier, encoder_id))
    # The old goes after the new has come, so that no flag drops in between.
    of_classifier = MinorEvidence.source == SOURCE
    result.deleted = delete_vanished(session, MinorEvidence.__table__, source, KEYS, of_classifier)
    hidden = session.scalar(select(func.count()).select_from(MinorEvidence).where(of_classifier, MinorEvidence.flags))
    session.commit()
    result.count(written, count)
    result.inserted += screened
    result.unchanged -= screened
    if hidden and result.wrote:
        result.notes.append(
            f"{hidden} pictures without captions may show minors and are hidden until an editor clears them: "
            "`imgsearch minors review`"
        )
    return result


def _write(
    session: Session, classifier: Classifier, evidence: Iterable[tuple[int, float]]
) -> tuple[AnySelect, Written, int]:
    """What was to be written, what of it was new, and its number."""
    rows = list(evidence)
    staged = stage(session, "staged_classified", {"image_id": BigInteger, "probability": Double}, rows)
    lock_images(session, select(Image.name).join(staged, staged.c.image_id == Image.id))
    silent = ~exists().where(Caption.image_id == Image.id)
    source = select(
        *staged.c,
        literal(SOURCE).label("source"),
        literal(classifier.revision).label("term"),
        literal("").label("caption_key"),
        Image.is_minor,
        and_(staged.c.probability >= classifier.threshold, silent).label("flags"),
    ).join(Image, Image.id == staged.c.image_id)
    return source, upsert(session, MinorEvidence.__table__, source, KEYS), len(rows)


def _classify(
    session: Session, classifier: Classifier, encoder_id: int, image_ids: Sequence[int] | None = None
) -> Iterator[tuple[int, float]]:
    """Id and probability of each picture, or of some."""
    vectors = (
        select(ImageEmbedding.image_id, func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary))
        .where(ImageEmbedding.encoder_id == encoder_id)
        .execution_options(yield_per=BATCH_VECTORS)
    )
    if image_ids is not None:
        vectors = vectors.where(ImageEmbedding.image_id == func.any(bindparam("some", image_ids, ARRAY(BigInteger))))
    for rows in session.execute(vectors).partitions():
        probabilities = classifier.predict(vectors_from_bytes(vector for _, vector in rows))
        for (image_id, _), probability in zip(rows, probabilities, strict=True):
            yield image_id, round(float(probability), DIGITS)

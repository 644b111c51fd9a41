"""Filling minor_evidence from pictures' vectors: what a classifier makes of each picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Double, LargeBinary, and_, exists, func, literal, select
from sqlalchemy.orm import Session

from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.staging import begin_batch, delete_vanished, lock_images, stage, upsert
from imgsearch.tables import Caption, Encoder, Image, ImageEmbedding, MinorEvidence
from loaders.minors import KEYS
from loaders.report import LoadResult

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imgsearch.minors.classifier import Classifier

SOURCE = "classifier"
BATCH_VECTORS = 10_000
#: The last bits of a product depend on the batch; rounded, a second load finds the same.
DIGITS = 4


def load_classified(session: Session, classifier: Classifier | None) -> LoadResult:
    """Bring the classifier's evidence in line with the vectors, and drop that of its older revisions; commits once.

    Only a picture without captions of its own is flagged: where somebody said what it shows, the words decide, and
    the probability is kept for reviewers.

    Args:
        session: commits.
        classifier: None where none ships. It is skipped, with a note, when no vectors of its encoder are there.
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
    evidence = list(_classify(session, classifier, encoder_id))
    columns = {"image_id": BigInteger, "probability": Double}
    staged = stage(session, "staged_classified", columns, evidence)
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
    written = upsert(session, MinorEvidence.__table__, source, KEYS)
    # The old goes after the new has come, so that no flag drops in between.
    of_classifier = MinorEvidence.source == SOURCE
    result.deleted = delete_vanished(session, MinorEvidence.__table__, source, KEYS, of_classifier)
    hidden = session.scalar(select(func.count()).select_from(MinorEvidence).where(of_classifier, MinorEvidence.flags))
    session.commit()
    result.count(written, len(evidence))
    if hidden and result.wrote:
        result.notes.append(
            f"{hidden} pictures without captions may show minors and are hidden until an editor clears them: "
            "`imgsearch minors review`"
        )
    return result


def _classify(session: Session, classifier: Classifier, encoder_id: int) -> Iterator[tuple[int, float]]:
    """Each picture's id and probability."""
    vectors = (
        select(ImageEmbedding.image_id, func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary))
        .where(ImageEmbedding.encoder_id == encoder_id)
        .execution_options(yield_per=BATCH_VECTORS)
    )
    for rows in session.execute(vectors).partitions():
        probabilities = classifier.predict(vectors_from_bytes(vector for _, vector in rows))
        for (image_id, _), probability in zip(rows, probabilities, strict=True):
            yield image_id, round(float(probability), DIGITS)

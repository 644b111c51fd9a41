"""Filling minor_evidence from pixels: what detectors make of each picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from PIL.Image import Image as Picture
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Double,
    LargeBinary,
    SmallInteger,
    Table,
    and_,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from imgsearch.counted import counted
from imgsearch.db.staging import ColumnType, Written, begin_batch, delete_vanished, stage, upsert
from imgsearch.encoders.protocol import FloatArray
from imgsearch.minors.deciding import limits_in_force
from imgsearch.minors.policy import Limits
from imgsearch.minors.sources import combine_revisions, hides, is_of, names_of
from imgsearch.queries.arrays import is_any
from imgsearch.queries.screening import accept_revision, accept_revision_alone, count_unscreened, read_policy
from imgsearch.tables import Image, MinorEvidence
from imgsearch.terminal import Progress
from imgsearch.vectors.claims import PendingImage, wait_for_screening
from imgsearch.vectors.fill import COMMIT_PICTURES, Failure, Seen, decode_ahead, see
from loaders.copies import HiddenLooks
from loaders.minors import KEYS
from loaders.report import LoadResult

if TYPE_CHECKING:
    from imgsearch.minors.detectors.protocol import Detector, Spot

#: The last bits of a product depend on the batch; rounded, a second load finds the same.
DIGITS = 4
#: Columns of a Spot.
SPOT: dict[str, ColumnType] = {"cell": SmallInteger, "age": SmallInteger, "face": ARRAY(SmallInteger)}
#: What an operator can do where pixels cannot be looked at.
REMEDY = (
    "run `imgsearch load minors`, which looks at them, or decide once, in words: "
    "`imgsearch minors policy --without-detector vouched` shows those whose captions say who is there, `show` all"
)


class Screening:
    """Detectors that look at the same pictures one after the other, and what they store.

    Args:
        detectors: at least one.
    """

    def __init__(self, detectors: Sequence[Detector]) -> None:
        self._detectors = detectors
        self.revision = combine_revisions(detector.revision for detector in detectors)
        self._looks = HiddenLooks()

    def is_wanted(self, session: Session, image_ids: Sequence[int]) -> bool:
        """Whether one of these pictures has not been looked at by these revisions."""
        unseen = exists().where(is_any(Image.id, image_ids), Image.pixels_screened_by.is_distinct_from(self.revision))
        return bool(session.scalar(select(unseen)))

    def look(self, pictures: Sequence[Picture]) -> FloatArray:
        """(N, detectors) float32 probabilities."""
        return np.stack([detector.look(pictures) for detector in self._detectors], axis=1)

    def locate(self, pictures: Sequence[Picture]) -> list[tuple[Spot, ...]]:
        """Where each detector saw it in each of the same pictures."""
        return list(zip(*(detector.locate(pictures) for detector in self._detectors), strict=True))

    def write(self, session: Session, seen: Sequence[Seen]) -> tuple[Written, int]:
        """Store evidence on pictures whose file is still the one that was looked at; the caller commits.

        Returns:
            What was new, and how many rows of older revisions went.
        """
        begin_batch(session)
        accept_revision(session, "pixels", self.revision)
        probabilities = {f"p{number}": Double for number in range(len(self._detectors))}
        spots = {f"{name}{number}": kind for number in range(len(self._detectors)) for name, kind in SPOT.items()}
        rows = [
            (one.image_id, one.sha256, *(round(p, DIGITS) for p in one.probabilities), *chain.from_iterable(one.spots))
            for one in seen
        ]
        columns = {"image_id": BigInteger, "sha256": LargeBinary} | probabilities | spots
        staged = stage(session, "staged_classified", columns, rows)
        # Whoever puts another file in its place meanwhile waits, and unscreens it after.
        locked = select(Image.id).where(Image.id.in_(select(staged.c.image_id))).order_by(Image.id)
        session.execute(select(func.count()).select_from(locked.with_for_update(key_share=True).cte("locked")))
        inserted = updated = deleted = 0
        policy = read_policy(session)
        for number, detector in enumerate(self._detectors):
            written, gone = _write_evidence(session, detector, limits_in_force(policy, detector), staged, number)
            inserted, updated, deleted = inserted + written.inserted, updated + written.updated, deleted + gone
        self._looks.write(session, seen)
        session.execute(
            update(Image)
            .where(
                Image.id == staged.c.image_id,
                Image.sha256 == staged.c.sha256,
                Image.pixels_screened_by.is_distinct_from(self.revision),
            )
            .values(pixels_screened_by=self.revision)
            .execution_options(synchronize_session=False)
        )
        return Written(inserted, updated), deleted


def load_classified(
    session: Session, *detectors: Detector, screened: int = 0, progress: Progress | None = None
) -> LoadResult:
    """Let detectors look at every picture that these revisions of them have not seen; commits every few batches.

    From a high probability on a picture is hidden whatever is said of it; below, from the threshold on, it is hidden
    unless a caption of its own says who is there. Until all have been seen, the word of older revisions counts too.

    Args:
        session: commits.
        detectors: none where none ships.
        screened: pictures that were looked at when they got their vectors; they count as inserted here.
        progress: called after each batch.
    """
    result = LoadResult("minor evidence, classifier")
    if detectors:
        with wait_for_screening(session):
            _look_again(session, Screening(detectors), result, progress)
        result.inserted += screened
        result.unchanged -= screened
    _note_hidden(session, result)
    _note_policy(session, detectors, result)
    _note_unscreened(session, result)
    session.rollback()
    return result


def _look_again(session: Session, screening: Screening, result: LoadResult, progress: Progress | None) -> None:
    unseen = Image.pixels_screened_by.is_distinct_from(screening.revision)
    ids = session.scalars(select(Image.id).where(unseen).order_by(Image.id)).all()
    failures: list[Failure] = []
    inserted = updated = 0
    for start in range(0, len(ids), COMMIT_PICTURES):
        chunk = ids[start : start + COMMIT_PICTURES]
        found = select(Image.id, Image.path, Image.sha256).where(unseen, is_any(Image.id, chunk)).order_by(Image.id)
        pending = [PendingImage(*row) for row in session.execute(found)]
        session.rollback()  # looking takes seconds; hold nothing meanwhile
        seen = [
            one
            for images, pictures in decode_ahead(pending, failures)
            if pictures
            for one in see(screening, images, pictures)
        ]
        written, deleted = screening.write(session, seen)
        session.commit()
        inserted, updated = inserted + written.inserted, updated + written.updated
        result.deleted += deleted
        if progress is not None:
            progress(result.kind, start + len(chunk), len(ids))
    accept_revision_alone(session, "pixels", screening.revision)
    known = session.scalar(select(func.count()).select_from(MinorEvidence).where(is_of("pixels"))) or 0
    session.commit()
    result.count(Written(inserted, updated), known)
    if failures:
        path, reason = failures[0]
        count = counted(len(failures), "picture")
        result.notes.append(f"{count} could not be looked at, such as {path}: {reason}")


def _write_evidence(
    session: Session, detector: Detector, limits: Limits, staged: Table, number: int
) -> tuple[Written, int]:
    probability = staged.c[f"p{number}"]
    source = select(
        staged.c.image_id,
        probability.label("probability"),
        literal(detector.source).label("source"),
        literal(detector.revision).label("term"),
        literal("").label("caption_key"),
        Image.is_hidden,
        (probability >= limits.certain_from).label("flags"),
        (probability >= limits.suspects_from).label("suspects"),
        *(staged.c[f"{name}{number}"].label(name) for name in SPOT),
    ).join(Image, and_(Image.id == staged.c.image_id, Image.sha256 == staged.c.sha256))
    written = upsert(session, MinorEvidence.__table__, source, KEYS)
    # The old goes after the new has come, so that nothing is shown in between.
    seen = select(source.subquery().c.image_id)
    of_older = and_(MinorEvidence.source == detector.source, MinorEvidence.image_id.in_(seen))
    return written, delete_vanished(session, MinorEvidence.__table__, source, KEYS, of_older)


def _note_hidden(session: Session, result: LoadResult) -> None:
    said = aliased(MinorEvidence)
    by_text = exists().where(said.image_id == Image.id, said.source.not_in(names_of("pixels")), said.flags)
    hidden = session.scalar(
        select(func.count(Image.id.distinct()))
        .join(MinorEvidence, MinorEvidence.image_id == Image.id)
        .where(is_of("pixels"), hides(), Image.state == "hidden", ~by_text)
    )
    if hidden and result.wrote:
        result.notes.append(
            counted(
                hidden,
                "picture may show a minor by its pixels alone and is hidden until an editor clears it",
                "pictures may show minors by their pixels alone and are hidden until an editor clears them",
            )
            + ": `imgsearch minors review`"
        )


def _note_policy(session: Session, detectors: Sequence[Detector], result: LoadResult) -> None:
    """Say that a share of the pictures to be hidden holds for the detector that it was decided for alone."""
    policy = read_policy(session)
    if policy.hide == "at_most" and policy.detector not in {detector.revision for detector in detectors}:
        result.notes.append(
            "the detector is another one than `imgsearch minors policy --hide-at-most` was decided for, so its own "
            "limits count; decide again"
        )


def _note_unscreened(session: Session, result: LoadResult) -> None:
    """Say what is not shown since nobody has looked at it."""
    found = count_unscreened(session)
    if found.pixels:
        policy = read_policy(session)
        decided = "" if policy.decided_at is None else f" (decided by {policy.decided_by}: {policy.without_pixels})"
        result.notes.append(
            counted(
                found.pixels,
                "picture is not shown, since no detector of minors has looked at it",
                "pictures are not shown, since no detector of minors has looked at them",
            )
            + f"{decided}: {REMEDY}"
        )

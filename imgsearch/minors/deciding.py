"""What the operator decided about hiding, what it would do to this gallery's pictures, and deciding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from imgsearch.db.staging import begin_batch
from imgsearch.errors import BadInput
from imgsearch.minors.audit import Audit
from imgsearch.minors.detectors.protocol import Detector
from imgsearch.minors.policy import (
    HIDE_FROM,
    Floats,
    Hide,
    Limits,
    Outcome,
    Scores,
    Share,
    at_most_to_limits,
    estimate,
    guess_share,
    widen,
    words_to_limits,
)
from imgsearch.minors.sources import is_of
from imgsearch.tables import Image, MinorEvidence, MinorReview, ScreeningPolicy

#: Where a share comes from.
Origin = Literal["said", "audit", "decided", "guessed"]


class Gallery(NamedTuple):
    """What decides about the pictures of a gallery."""

    pictures: int
    by_people: int
    """Those on which a person has decided, and how many of them are hidden."""
    by_people_hidden: int
    by_texts: int
    """Further ones that are hidden for their texts."""
    unseen: int
    """Further ones that this detector has not looked at."""
    scores: Scores
    """The others: their pixels decide."""
    every: Floats
    """Probabilities of all pictures that the detector has looked at."""


@dataclass(frozen=True)
class Plan:
    """Limits that may be decided on, with what they do.

    Attributes:
        hide: strict, balanced, lenient or at_most; None for the detector's own limits.
        at_most: share of the pictures, with at_most.
        share: of minors, that is expected.
        origin: where that comes from.
        limits: what would count.
        gallery: the pictures.
        now: what the limits do that count today.
        then: what these would do.
    """

    hide: Hide | Literal["at_most"] | None
    at_most: float | None
    share: Share
    origin: Origin
    limits: Limits
    gallery: Gallery
    now: Outcome
    then: Outcome


class Wish(NamedTuple):
    """What an operator asks for."""

    hide: Hide | Literal["default"] | None = None
    at_most: float | None = None
    expected: float | None = None


def limits_in_force(policy: ScreeningPolicy, detector: Detector) -> Limits:
    """From which probabilities of a detector on pictures are hidden.

    Words hold for a detector that came after them too; a share of the pictures does not, until it is decided again.
    """
    if policy.detector == detector.revision and policy.suspects_from is not None and policy.certain_from is not None:
        return Limits(policy.suspects_from, policy.certain_from)
    if policy.hide in HIDE_FROM and policy.expected_share is not None:
        return words_to_limits(policy.hide, detector.prior, policy.expected_share)
    return Limits(detector.threshold, detector.certain)


def make_plan(session: Session, wish: Wish, detector: Detector, audit: Audit | None) -> Plan:
    """Turn words into limits, and see what they do.

    Args:
        session: of an editor or the owner.
        wish: what is asked for; what it leaves out stays as it was decided.
        detector: that looks at pixels.
        audit: the latest one, if there is one.

    Raises:
        BadInput: the detector has not looked at any picture.
    """
    policy = session.scalars(select(ScreeningPolicy).execution_options(populate_existing=True)).one()
    gallery = read_gallery(session, detector.revision)
    if not len(gallery.every):
        raise BadInput("no picture has been looked at by this version's detector; run `imgsearch load minors` first")
    share, origin = _choose_share(wish, policy, audit, gallery.every, detector.prior)
    hide: str | None = wish.hide
    at_most = wish.at_most
    if hide is None and at_most is None:
        hide, at_most = policy.hide or "balanced", policy.hide_at_most
    named: Hide | Literal["at_most"] | None
    if hide == "default":
        named, limits = None, Limits(detector.threshold, detector.certain)
    elif hide in HIDE_FROM:
        named, limits = hide, words_to_limits(hide, detector.prior, share.value)
    else:
        assert at_most is not None
        most = int(at_most * gallery.pictures)
        named, limits = "at_most", at_most_to_limits(gallery.scores, most, detector.prior, share.value)
    now, then = (
        estimate(gallery.scores, each, detector.prior, share) for each in (limits_in_force(policy, detector), limits)
    )
    return Plan(named, at_most if named == "at_most" else None, share, origin, limits, gallery, now, then)


def decide_limits(session: Session, plan: Plan, detector: Detector, by: str, why: str) -> None:
    """Let a plan count; triggers decide all stored probabilities anew and keep a record. The caller commits.

    Args:
        session: of the owner; others may not.
        plan: what to do.
        detector: that it was made for.
        by: who decides.
        why: in their words.
    """
    begin_batch(session)  # a load that changes the same flags would break the foreign key
    session.execute(
        update(ScreeningPolicy).values(
            hide=plan.hide,
            hide_at_most=plan.at_most,
            expected_share=None if plan.hide is None else plan.share.value,
            detector=detector.revision,
            suspects_from=plan.limits.suspects_from,
            certain_from=plan.limits.certain_from,
            decided_by=by,
            decided_at=func.now(),
            why=why,
        )
    )


def read_gallery(session: Session, revision: str) -> Gallery:
    """What decides about each picture.

    Args:
        session: of an editor or the owner.
        revision: of the detector whose probabilities count.
    """
    rows = session.execute(_select_pictures(revision)).all()
    verdict = np.array([row.verdict in ("flag", "clear") for row in rows], dtype=np.bool_)
    flagged = np.array([row.verdict == "flag" for row in rows], dtype=np.bool_)
    by_text = np.array([bool(row.by_text) for row in rows], dtype=np.bool_) & ~verdict
    found = np.array([np.nan if row.probability is None else row.probability for row in rows], dtype=np.float64)
    seen = ~np.isnan(found)
    vouched = np.array([row.texts_vouch for row in rows], dtype=np.bool_)
    decided_by_pixels = ~verdict & ~by_text & seen
    return Gallery(
        pictures=len(rows),
        by_people=int(verdict.sum()),
        by_people_hidden=int(flagged.sum()),
        by_texts=int(by_text.sum()),
        unseen=int((~verdict & ~by_text & ~seen).sum()),
        scores=Scores(found[decided_by_pixels], vouched[decided_by_pixels]),
        every=found[seen],
    )


def _choose_share(
    wish: Wish, policy: ScreeningPolicy, audit: Audit | None, every: Floats, prior: float
) -> tuple[Share, Origin]:
    if wish.expected is not None:
        return widen(wish.expected), "said"
    if audit is not None and audit.share is not None:
        return audit.share, "audit"
    if policy.expected_share is not None:
        return widen(policy.expected_share), "decided"
    return guess_share(every, prior), "guessed"


def _select_pictures(revision: str) -> Select[str | None, bool, float | None, bool]:
    newest = select(func.max(MinorReview.id)).group_by(MinorReview.sha256)
    last = select(MinorReview.sha256, MinorReview.verdict).where(MinorReview.id.in_(newest)).subquery()
    seen, said = aliased(MinorEvidence), aliased(MinorEvidence)
    probabilities = (
        select(seen.image_id, func.max(seen.probability).label("probability"))
        .where(seen.term == revision, seen.caption_key == "")
        .group_by(seen.image_id)
        .subquery()
    )
    by_text = exists().where(said.image_id == Image.id, said.flags, or_(is_of("text", said), is_of("copies", said)))
    return (
        select(last.c.verdict, Image.texts_vouch, probabilities.c.probability, by_text.label("by_text"))
        .outerjoin(last, last.c.sha256 == Image.sha256)
        .outerjoin(probabilities, probabilities.c.image_id == Image.id)
    )

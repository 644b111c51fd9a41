"""What an editor looks at first: pictures on which a look is likely to find something."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from imgsearch.minors.detectors.protocol import Detector
from imgsearch.minors.policy import correct
from imgsearch.minors.review import Suspect, describe_pictures, minor_status
from imgsearch.minors.sources import is_of
from imgsearch.tables import Caption, Image, MinorEvidence, ScreeningPolicy


def read_queue(session: Session, *, limit: int, detector: Detector | None) -> list[Suspect]:
    """Pictures that wait, with all that is known of them; see read_waiting()."""
    return describe_pictures(session, read_waiting(session, limit=limit, detector=detector))


def read_waiting(session: Session, *, limit: int, detector: Detector | None) -> dict[int, float]:
    """Pictures that no editor has decided on, or that have new text evidence since; those of a series in a row.

    First those on which a look finds the most: the probability of a minor times the doubt. So the few that decide most
    come first, and neither the obvious ones nor the empty ones.

    Args:
        session: of an editor, a loader or the owner; others see no flagged pictures.
        limit: number of pictures.
        detector: whose word on pixels counts; None where there is none.

    Returns:
        Id of each picture -> probability that it shows a minor, in the order of the queue.
    """
    ratio, revision = 1.0, ""
    if detector is not None:
        revision = detector.revision
        expected = session.scalar(select(ScreeningPolicy.expected_share))
        if expected is not None:
            half = float(correct(0.5, detector.prior, expected))
            ratio = half / (1 - half)
    rows = session.execute(_select_queue(revision, ratio).limit(limit))
    return {row.id: row.probability for row in rows}


def _select_queue(revision: str, ratio: float) -> Select[int, float]:
    """Ids with probabilities; ``ratio`` corrects the odds of what the detector says."""
    found = _select_found(revision).subquery("found")
    captions = (
        select(func.count()).select_from(Caption).where(Caption.image_id == Image.id).scalar_subquery().correlate(Image)
    )
    # Half of a picture's texts name a minor: that is as likely as not.
    by_texts = cast(found.c.naming, Double) / func.greatest(captions + found.c.foreign, 1)
    odds = found.c.seen * bindparam("ratio", ratio, type_=Double)
    by_pixels = odds / (odds + 1 - found.c.seen)
    probability = case(
        (and_(found.c.naming > 0, found.c.seen.is_not(None)), (by_texts + by_pixels) / 2),
        (found.c.naming > 0, by_texts),
        else_=by_pixels,
    ).label("probability")
    undecided = or_(
        minor_status.c.verdict.is_(None),
        and_(minor_status.c.verdict == "clear", found.c.newest > minor_status.c.reviewed_at),
    )
    asked = or_(found.c.naming > 0, found.c.suspects, not_vouched())
    waiting = (
        select(Image.id, Image.name, func.coalesce(Image.series, -Image.id).label("series"), probability)
        .join(found, found.c.image_id == Image.id)
        .join(minor_status, minor_status.c.image_id == Image.id)
        .where(undecided, asked, probability.is_not(None))
        .subquery("waiting")
    )
    worth = expected_finds(waiting)
    of_series = func.max(worth).over(partition_by=waiting.c.series)
    return select(waiting.c.id, waiting.c.probability).order_by(
        of_series.desc(), func.min(waiting.c.name).over(partition_by=waiting.c.series), worth.desc(), waiting.c.name
    )


def expected_finds(waiting: Subquery) -> ColumnElement[float]:
    """What a look at a picture is worth, 0..1: how likely it shows a minor, times how much that is in doubt."""
    p = waiting.c.probability
    return p * 4 * p * (literal(1.0) - p)


def not_vouched() -> ColumnElement[bool]:
    """Whether no caption says who is there, so that nothing but pixels speaks for a picture."""
    return Image.texts_vouch.is_(False)


def _select_found(revision: str) -> Select[int, int, int, object, float, bool]:
    """What evidence says of each picture that has some."""
    evidence, own = MinorEvidence, aliased(Caption)
    by_text, by_detector = is_of("text"), and_(~is_of("text"), evidence.term == revision)
    return (
        select(
            evidence.image_id,
            func.count(distinct(evidence.caption_key)).filter(by_text).label("naming"),
            func.count(distinct(evidence.caption_key)).filter(by_text, own.id.is_(None)).label("foreign"),
            func.max(evidence.found_at).filter(by_text).label("newest"),
            func.max(evidence.probability).filter(by_detector).label("seen"),
            func.coalesce(
                func.bool_or(or_(evidence.suspects, evidence.flags)).filter(by_detector), literal(False)
            ).label("suspects"),
        )
        .outerjoin(own, and_(own.image_id == evidence.image_id, own.caption_key == evidence.caption_key))
        .group_by(evidence.image_id)
    )

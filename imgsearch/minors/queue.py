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
from imgsearch.minors.review import Suspect, describe_pictures
from imgsearch.minors.sources import is_of
from imgsearch.tables import Caption, Image, MinorEvidence, MinorReview, ScreeningPolicy

#: How likely at least a picture shows a minor that is a copy of one of which people or texts say so.
OF_COPIES = 0.9


def read_queue(session: Session, *, limit: int, detector: Detector | None) -> list[Suspect]:
    """Pictures that wait, with all that is known of them; see read_waiting()."""
    return describe_pictures(session, read_waiting(session, limit=limit, detector=detector))


def read_waiting(session: Session, *, limit: int, detector: Detector | None) -> dict[int, float]:
    """Pictures that no editor has decided on, or that have new evidence by texts or people since; a series in a row.

    First those that a visitor has reported, since somebody has seen what nothing else says. Then those on which a look
    finds the most: the probability of a minor times the doubt. So the few that decide most come early, and neither the
    obvious ones nor the empty ones.

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


def expected_finds(waiting: Subquery) -> ColumnElement[float]:
    """What a look at a picture is worth, 0..1: how likely it shows a minor, times how much that is in doubt."""
    p = waiting.c.probability
    return p * 4 * p * (literal(1.0) - p)


def _select_queue(revision: str, ratio: float) -> Select[int, float]:
    """Ids with probabilities; ``ratio`` corrects the odds of what the detector says."""
    seen = aliased(MinorEvidence)
    said, captions, last = _said().subquery("said"), _captions().subquery("captions"), _verdicts().subquery("last")
    count = func.coalesce(captions.c.count, 0) + said.c.foreign
    by_texts = cast(said.c.naming, Double) / func.greatest(count, 1)
    odds = seen.probability * bindparam("ratio", ratio, type_=Double)
    by_pixels = odds / (odds + 1 - seen.probability)
    both = and_(said.c.naming > 0, seen.probability.is_not(None))
    by_either = case((both, (by_texts + by_pixels) / 2), (said.c.naming > 0, by_texts), else_=by_pixels)
    either = func.coalesce(by_either, 0.5)  # of what was only reported
    probability = case((said.c.copies > 0, func.greatest(either, OF_COPIES)), else_=either)
    undecided = or_(
        last.c.verdict.is_(None),
        last.c.verdict == "undo",
        and_(last.c.verdict == "clear", said.c.newest > last.c.reviewed_at),
    )
    # Where captions say who is there, and pixels do not contradict, nothing is asked.
    asked = or_(
        said.c.naming > 0,
        said.c.reports > 0,
        said.c.copies > 0,
        seen.suspects,
        seen.flags,
        and_(seen.id.is_not(None), ~Image.texts_vouch),
    )
    by_detector = and_(seen.image_id == Image.id, seen.term == revision, is_of("pixels", seen))
    series = func.coalesce(Image.series, -Image.id).label("series")
    waiting = (
        select(Image.id, Image.name, series, probability.label("probability"), said.c.reports)
        .outerjoin(seen, by_detector)
        .outerjoin(said, said.c.image_id == Image.id)
        .outerjoin(captions, captions.c.image_id == Image.id)
        .outerjoin(last, last.c.sha256 == Image.sha256)
        .where(undecided, asked)
        .subquery("waiting")
    )
    worth = expected_finds(waiting)
    of_series = func.max(worth).over(partition_by=waiting.c.series)
    first_name = func.min(waiting.c.name).over(partition_by=waiting.c.series)
    is_reported = func.coalesce(func.max(waiting.c.reports).over(partition_by=waiting.c.series), 0) > 0
    return select(waiting.c.id, waiting.c.probability).order_by(
        is_reported.desc(), of_series.desc(), first_name, worth.desc(), waiting.c.name
    )


def _said() -> Select[int, int, int, int, int, object]:
    """How many texts of or about each picture name a minor, how many are not its own, reports, copies, since when."""
    evidence, own = MinorEvidence, aliased(Caption)
    by_text = is_of("text")
    return (
        select(
            evidence.image_id,
            func.count(distinct(evidence.caption_key)).filter(by_text).label("naming"),
            func.count(distinct(evidence.caption_key)).filter(by_text, own.id.is_(None)).label("foreign"),
            func.count().filter(is_of("people")).label("reports"),
            func.count().filter(is_of("copies")).label("copies"),
            func.max(evidence.found_at).label("newest"),
        )
        .outerjoin(own, and_(own.image_id == evidence.image_id, own.caption_key == evidence.caption_key))
        .where(or_(by_text, is_of("people"), is_of("copies")))
        .group_by(evidence.image_id)
    )


def _captions() -> Select[int, int]:
    """How many captions each picture has that texts say something about."""
    about = select(MinorEvidence.image_id).where(is_of("text"))
    counted = select(Caption.image_id, func.count().label("count")).where(Caption.image_id.in_(about))
    return counted.group_by(Caption.image_id)


def _verdicts() -> Select[bytes, str, object]:
    """The last verdict on each file."""
    newest = select(func.max(MinorReview.id)).group_by(MinorReview.sha256)
    return select(MinorReview.sha256, MinorReview.verdict, MinorReview.reviewed_at).where(MinorReview.id.in_(newest))

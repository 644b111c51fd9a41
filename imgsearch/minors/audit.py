"""Audits: a random sample of all pictures that a person looks at, to learn how many show a minor.

Verdicts on the review queue tell nothing about that: the queue is made of suspects.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, Select, String, cast, func, insert, literal, select
from sqlalchemy.orm import Session

from imgsearch.db.roles import act_for
from imgsearch.errors import BadInput
from imgsearch.minors.policy import Share, counted_share
from imgsearch.minors.sources import is_of
from imgsearch.tables import Image, MinorAudit, MinorEvidence, MinorReview


class Seen(NamedTuple):
    """A picture of an audit that a person has looked at."""

    shows_minor: bool
    probability: float | None
    """By the detector of the revision that was asked for; None where it has not looked."""
    texts_vouch: bool
    texts_flag: bool


class Audit(NamedTuple):
    """The latest sample, and what was found in it."""

    sample: int
    size: int
    seed: int
    seen: list[Seen]
    """Those before the first without a verdict: in the order of the draw, so that they are a random sample too."""

    @property
    def found(self) -> int:
        """How many of the seen show a minor."""
        return sum(each.shows_minor for each in self.seen)

    @property
    def share(self) -> Share | None:
        """The share of all pictures that show one; None while none has been seen."""
        return counted_share(self.found, len(self.seen)) if self.seen else None


def draw_audit(session: Session, count: int, seed: int, drawn_by: str) -> int:
    """Draw a sample of pictures, each with the same chance, copies of the same bytes as one; the caller commits.

    The same pictures and seed give the same sample, and a larger one begins with the smaller one.

    Args:
        session: of the owner.
        count: pictures.
        seed: for the draw.
        drawn_by: who draws it.

    Returns:
        How many were drawn: fewer where there are no more.

    Raises:
        BadInput: there is no picture.
    """
    session.execute(select(act_for(drawn_by)))
    newest = session.scalar(select(func.coalesce(func.max(MinorAudit.sample), 0))) or 0
    key = func.sha256(func.convert_to(cast(literal(seed), String) + ":", "UTF8").op("||")(Image.sha256))
    bytes_ = select(Image.sha256, key.label("key")).where(Image.missing_since.is_(None)).distinct().subquery()
    drawn = select(
        literal(newest + 1, BigInteger),
        func.row_number().over(order_by=bytes_.c.key),
        bytes_.c.sha256,
        literal(seed, BigInteger),
    ).order_by(bytes_.c.key)
    columns = ["sample", "position", "sha256", "seed"]
    statement = insert(MinorAudit).from_select(columns, drawn.limit(count), include_defaults=False)
    session.execute(statement)
    size = session.scalar(select(func.count()).where(MinorAudit.sample == newest + 1)) or 0
    if not size:
        raise BadInput("there is no picture to draw; run `imgsearch load DIR` first")
    return size


def read_audit(session: Session, revision: str = "") -> Audit | None:
    """The latest sample with the verdicts on its bytes, whenever they were given; None without one.

    Args:
        session: of an editor or the owner.
        revision: of the detector whose probabilities are of interest.
    """
    newest = session.scalar(select(func.max(MinorAudit.sample)))
    if newest is None:
        return None
    rows = session.execute(_select_drawn(newest, revision)).all()
    seen: list[Seen] = []
    for row in rows:
        if row.verdict not in ("flag", "clear"):
            break
        seen.append(Seen(row.verdict == "flag", row.probability, bool(row.texts_vouch), bool(row.texts_flag)))
    return Audit(newest, len(rows), rows[0].seed, seen)


def select_waiting(sample: int) -> Select[int]:
    """Ids of the pictures of a sample without a verdict, in the order of the draw; copies of the same bytes once."""
    drawn = _select_drawn(sample, "").subquery()
    waiting = drawn.c.verdict.is_(None) | (drawn.c.verdict == "undo")
    return select(drawn.c.image_id).where(waiting, drawn.c.image_id.is_not(None)).order_by(drawn.c.position)


def _select_drawn(sample: int, revision: str) -> Select[int, int, bytes, str, int, float, bool, bool]:
    """Rows of a sample whose pictures are still there, with the last verdict and the detector's probability.

    Pictures that were removed since have been taken out for reasons of their own, and are left out.
    """
    verdict = (
        select(MinorReview.verdict)
        .where(MinorReview.sha256 == MinorAudit.sha256)
        .order_by(MinorReview.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    picture = (
        select(func.min(Image.id).label("image_id"), func.bool_and(Image.texts_vouch).label("texts_vouch"))
        .where(Image.sha256 == MinorAudit.sha256)
        .correlate(MinorAudit)
        .lateral("picture")
    )
    of_picture = MinorEvidence.image_id == picture.c.image_id
    probability = select(func.max(MinorEvidence.probability)).where(of_picture, MinorEvidence.term == revision)
    by_text = select(func.coalesce(func.bool_or(MinorEvidence.flags), False)).where(of_picture, is_of("text"))
    return (
        select(
            MinorAudit.position,
            MinorAudit.seed,
            MinorAudit.sha256,
            verdict.label("verdict"),
            picture.c.image_id,
            probability.correlate(picture).scalar_subquery().label("probability"),
            picture.c.texts_vouch,
            by_text.correlate(picture).scalar_subquery().label("texts_flag"),
        )
        .join(picture, picture.c.image_id.is_not(None))
        .where(MinorAudit.sample == sample)
        .order_by(MinorAudit.position)
    )

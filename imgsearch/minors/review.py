"""Editors' verdicts on pictures: what to look at first, why a picture is flagged, and overriding it.

Needs SQLAlchemy, so the package does not import it: whoever only looks for words should not pay for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import (
    Double,
    Select,
    and_,
    bindparam,
    case,
    cast,
    column,
    distinct,
    func,
    insert,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session, aliased

from imgsearch.db.roles import act_for
from imgsearch.db.staging import begin_batch
from imgsearch.errors import BadInput, list_some
from imgsearch.minors.sources import is_of
from imgsearch.tables import Caption, Image, MinorEvidence, MinorReview, TestQuery

Verdict = Literal["flag", "clear"]
#: A view that migrations create.
minor_status = table("minor_status", *map(column, ("image_id", "state", "verdict", "reviewer", "reviewed_at")))
SHOWN_UNKNOWN = 10


class Evidence(NamedTuple):
    """One reason to think that a picture shows a minor."""

    source: str
    term: str
    """Lemma, or the classifier's revision."""
    caption_key: str
    text: str | None
    """Where the lemma stands."""
    probability: float
    flags: bool
    found_at: datetime


class Decision(NamedTuple):
    """An editor's word."""

    verdict: str
    reviewer: str
    reason: str
    reviewed_at: datetime


#: Below this an editor is told that the evidence is unclear: fewer than half of the texts, or close to the threshold.
DOUBTFUL_BELOW = 0.5


class Suspect(NamedTuple):
    """A picture with what is known of it."""

    name: str
    path: str
    state: str
    """unscreened, clear or hidden."""
    certainty: float | None
    """0..1; low is a matter for a person. None where it was not asked for."""
    caption_count: int
    """Of its own."""
    evidence: list[Evidence]
    history: list[Decision]
    """Oldest first."""

    @property
    def is_hidden(self) -> bool:
        """Whether it is not shown."""
        return self.state != "clear"

    @property
    def is_doubtful(self) -> bool:
        """Whether the evidence is weak or contradicts itself."""
        return self.certainty is not None and self.certainty < DOUBTFUL_BELOW


def read_queue(session: Session, *, limit: int, threshold: float, revision: str = "") -> list[Suspect]:
    """Pictures that no editor has decided on, or that have new evidence by texts or people since, least certain first.

    Args:
        session: of an editor, a loader or the owner; others see no flagged pictures.
        limit: number of pictures.
        threshold: the classifier's, see `imgsearch.minors.detectors.classifier`.
        revision: the classifier's.
    """
    rows = session.execute(_select_queue(limit, threshold, revision)).all()
    return _describe(session, {row.id: row.certainty for row in rows})


def read_suspect(session: Session, name: str) -> Suspect:
    """One picture's evidence and history.

    Raises:
        BadInput: there is no such picture, or this role may not see it.
    """
    (image_id,) = _find(session, [name])
    return _describe(session, {image_id: None})[0]


def review(session: Session, names: Sequence[str], verdict: Verdict, reviewer: str, reason: str = "") -> list[Suspect]:
    """Override the evidence; triggers set the flags. The caller commits.

    Clearing holds for the file as it is now: another file in its place is judged by the evidence again.

    Args:
        session: of an editor or the owner.
        names: of pictures; each gets a row of its own in minor_review.
        verdict: ``flag`` or ``clear``.
        reviewer: who decides, as the page and the owner say; an editor's own login is what the database knows.
        reason: why.

    Returns:
        The pictures as they are now, in the order of the names.

    Raises:
        BadInput: one of the pictures does not exist, or reviewer is empty; then nothing is written.
    """
    if not reviewer.strip():
        raise BadInput("a review needs a reviewer; name one with --by")
    begin_batch(session)  # a load that changes the same flags would break the foreign key
    ids = _find(session, names)
    session.execute(select(act_for(reviewer.strip())))
    # The database adds the bytes, the reviewer and the time.
    source = select(Image.id, literal(verdict), literal(reason)).where(Image.id.in_(ids))
    columns = ["image_id", "verdict", "reason"]
    session.execute(insert(MinorReview).from_select(columns, source.order_by(Image.id), include_defaults=False))
    return _describe(session, dict.fromkeys(ids))


def _find(session: Session, names: Sequence[str]) -> list[int]:
    found = {row.name: row.id for row in session.execute(_select_ids(names))}
    unknown = [name for name in dict.fromkeys(names) if name not in found]
    if unknown:
        raise BadInput(
            f"no such picture: {list_some(unknown, SHOWN_UNKNOWN)}; "
            "a name is what the column image.name holds, and flagged pictures exist for editors only"
        )
    return [found[name] for name in dict.fromkeys(names)]


def _select_ids(names: Sequence[str]) -> Select[str, int]:
    return select(Image.name, Image.id).where(Image.name.in_(names))


def _select_queue(limit: int, threshold: float, revision: str) -> Select[int, float]:
    """Certainty: the share of texts that name a minor; without texts, how far from its threshold the classifier is.

    Pictures that a visitor has reported come first.
    """
    evidence, own = MinorEvidence, aliased(Caption)
    by_text = is_of("text")
    found = (
        select(
            evidence.image_id,
            func.count(distinct(evidence.caption_key)).filter(by_text).label("naming"),
            func.count(distinct(evidence.caption_key)).filter(by_text, own.id.is_(None)).label("foreign"),
            func.max(evidence.found_at).filter(~is_of("pixels")).label("newest"),
            func.count().filter(is_of("people")).label("reports"),
            func.max(evidence.probability).filter(is_of("pixels"), evidence.term == revision).label("probability"),
        )
        .outerjoin(own, and_(own.image_id == evidence.image_id, own.caption_key == evidence.caption_key))
        .group_by(evidence.image_id)
        .subquery("found")
    )
    captions = (
        select(func.count()).select_from(Caption).where(Caption.image_id == Image.id).scalar_subquery().correlate(Image)
    )
    p, t = found.c.probability, bindparam("threshold", threshold, type_=Double)
    certainty = case(
        (found.c.reports > 0, 0.0),  # somebody has seen what nothing else says
        (found.c.naming > 0, cast(found.c.naming, Double) / (captions + found.c.foreign)),
        (and_(captions > 0, p >= t), 1 - p),  # the classifier sees what no caption says
        (captions > 0, None),
        (p >= t, (p - t) / func.greatest(1 - t, 0.001)),
        else_=(t - p) / func.greatest(t, 0.001),
    ).label("certainty")
    undecided = or_(
        minor_status.c.verdict.is_(None),
        and_(minor_status.c.verdict == "clear", found.c.newest > minor_status.c.reviewed_at),
    )
    return (
        select(Image.id, certainty)
        .join(found, found.c.image_id == Image.id)
        .join(minor_status, minor_status.c.image_id == Image.id)
        .where(undecided, certainty.is_not(None))
        .order_by(certainty, Image.name)
        .limit(limit)
    )


def _describe(session: Session, certainties: dict[int, float] | dict[int, None]) -> list[Suspect]:
    """Pictures with all that is known of them, in the order of the ids."""
    ids = list(certainties)
    images = select(Image.id, Image.name, Image.path, Image.state, Image.texts_vouch).where(Image.id.in_(ids))
    by_id = {row.id: row for row in session.execute(images)}
    caption, query = aliased(Caption), aliased(TestQuery)
    evidence: dict[int, list[Evidence]] = {image_id: [] for image_id in ids}
    statement = (
        select(MinorEvidence, func.coalesce(caption.text, query.text))
        .outerjoin(caption, caption.caption_key == MinorEvidence.caption_key)
        .outerjoin(query, and_(query.query_key == MinorEvidence.caption_key, MinorEvidence.source == "test_query"))
        .where(MinorEvidence.image_id.in_(ids))
        .order_by(MinorEvidence.source, MinorEvidence.caption_key, MinorEvidence.term)
    )
    for row, text in session.execute(statement.execution_options(populate_existing=True)):
        flags = row.flags or (row.suspects and not by_id[row.image_id].texts_vouch)
        evidence[row.image_id].append(
            Evidence(row.source, row.term, row.caption_key, text, row.probability, flags, row.found_at)
        )
    history: dict[int, list[Decision]] = {image_id: [] for image_id in ids}
    decisions = (
        select(Image.id, *(getattr(MinorReview, name) for name in Decision._fields))
        .join(Image, Image.sha256 == MinorReview.sha256)
        .where(Image.id.in_(ids))
        .order_by(MinorReview.id)
    )
    for image_id, *decision in session.execute(decisions):
        history[image_id].append(Decision(*decision))
    captions = select(Caption.image_id, func.count()).where(Caption.image_id.in_(ids)).group_by(Caption.image_id)
    caption_counts = {image_id: count for image_id, count in session.execute(captions)}
    return [
        Suspect(
            name=by_id[image_id].name,
            path=by_id[image_id].path,
            state=by_id[image_id].state,
            certainty=certainties[image_id],
            caption_count=caption_counts.get(image_id, 0),
            evidence=evidence[image_id],
            history=history[image_id],
        )
        for image_id in ids
    ]

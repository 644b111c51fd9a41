"""Verdicts on a screen of pictures at once, and taking the last ones back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import case, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from imgsearch.db.roles import act_for
from imgsearch.db.staging import begin_batch
from imgsearch.errors import BadInput
from imgsearch.tables import Image, MinorReview

#: What verdicts say that take others back.
UNDONE = "undo"


def review_batch(
    session: Session, seen: Mapping[int, bytes], flagged: Collection[int], reviewer: str, audit: int | None = None
) -> int:
    """Flag some of the pictures that a person has seen and clear the others, in one statement; the caller commits.

    Args:
        session: of an editor or the owner.
        seen: id of each picture -> SHA-256 of the bytes that were seen; where others have taken their place there is
            no verdict.
        flagged: ids of those that show a minor.
        reviewer: who decides, as the page and the owner say.
        audit: the sample that these pictures are of.

    Returns:
        The number of verdicts.

    Raises:
        BadInput: reviewer is empty.
    """
    if not reviewer.strip():
        raise BadInput("a review needs a reviewer; name one with --by")
    begin_batch(session)  # a load that changes the same flags would break the foreign key
    session.execute(select(act_for(reviewer.strip())))
    same = [
        image_id
        for image_id, sha256 in session.execute(select(Image.id, Image.sha256).where(Image.id.in_(seen)))
        if sha256 == seen[image_id]
    ]
    if not same:
        return 0
    verdict = case((Image.id.in_(flagged), "flag"), else_="clear")
    given = select(Image.id, verdict, literal(""), literal(audit, MinorReview.audit.type)).where(Image.id.in_(same))
    columns = ["image_id", "verdict", "reason", "audit"]
    session.execute(insert(MinorReview).from_select(columns, given.order_by(Image.id), include_defaults=False))
    return len(same)


def undo_batch(session: Session, reviewer: str) -> list[int]:
    """Take the last verdicts of a reviewer back, those that were given at once; the caller commits.

    What was said of the pictures before counts again, or the evidence where nothing was.

    Args:
        session: of an editor or the owner.
        reviewer: whose.

    Returns:
        The pictures' ids; none where there is nothing to take back.
    """
    begin_batch(session)
    session.execute(select(act_for(reviewer.strip())))
    last = session.execute(
        select(MinorReview.reviewed_at, MinorReview.reason, MinorReview.reviewer)
        .where(MinorReview.reviewer == func.acting_account())
        .order_by(MinorReview.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.reason == UNDONE:
        return []
    given = (
        select(MinorReview.sha256, func.min(MinorReview.id).label("first"))
        .where(MinorReview.reviewer == last.reviewer, MinorReview.reviewed_at == last.reviewed_at)
        .group_by(MinorReview.sha256)
        .subquery()
    )
    earlier = aliased(MinorReview)
    before = (
        select(earlier.verdict)
        .where(earlier.sha256 == given.c.sha256, earlier.id < given.c.first)
        .order_by(earlier.id.desc())
        .limit(1)
        .correlate(given)
        .scalar_subquery()
    )
    pictures = (
        select(func.min(Image.id), func.coalesce(before, UNDONE), literal(UNDONE))
        .join(given, given.c.sha256 == Image.sha256)
        .group_by(given.c.sha256, given.c.first)
    )
    written = insert(MinorReview).from_select(["image_id", "verdict", "reason"], pictures, include_defaults=False)
    return list(session.scalars(written.returning(MinorReview.image_id)))

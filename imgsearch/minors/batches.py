"""Verdicts on a screen of pictures at once, and taking the last ones back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import case, exists, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from imgsearch.db.roles import act_for
from imgsearch.db.staging import begin_batch
from imgsearch.errors import BadInput
from imgsearch.minors.review import describe_pictures
from imgsearch.minors.seen import Seen
from imgsearch.tables import Image, MinorReview

#: What verdicts say that take others back.
UNDONE = "undo"


def review_batch(
    session: Session,
    seen: Mapping[int, Seen],
    flagged: Collection[int],
    reviewer: str,
    audit: int | None = None,
    *,
    reason: str = "",
) -> int:
    """Flag some of the pictures that a person has seen and clear the others, in one statement; the caller commits.

    Where other bytes have taken the place of those that were seen there is no verdict; nor is a picture cleared of
    which something was said since, such as another editor's flag: whoever did not know of it has not decided on it.

    Args:
        session: of an editor or the owner.
        seen: each picture by its id, as it was seen.
        flagged: ids of those that show a minor.
        reviewer: who decides, as the page and the owner say.
        audit: the sample that these pictures are of.
        reason: why.

    Returns:
        The number of verdicts.

    Raises:
        BadInput: reviewer is empty.
    """
    if not reviewer.strip():
        raise BadInput("a review needs a reviewer; name one with --by")
    begin_batch(session)  # a load that changes the same flags would break the foreign key
    session.execute(select(act_for(reviewer.strip())))
    there = session.scalars(select(Image.id).where(Image.id.in_(seen)))
    now = {suspect.image_id: Seen.of(suspect) for suspect in describe_pictures(session, dict.fromkeys(there))}
    flagged = {image_id for image_id, found in now.items() if found.sha256 == seen[image_id].sha256} & set(flagged)
    decided = flagged | {image_id for image_id, found in now.items() if found == seen[image_id]}
    if not decided:
        return 0
    verdict = case((Image.id.in_(flagged), "flag"), else_="clear")
    said = literal(reason), literal(audit, MinorReview.audit.type)
    given = select(Image.id, verdict, *said).where(Image.id.in_(decided))
    columns = ["image_id", "verdict", "reason", "audit"]
    session.execute(insert(MinorReview).from_select(columns, given.order_by(Image.id), include_defaults=False))
    return len(decided)


def undo_batch(session: Session, reviewer: str) -> list[int]:
    """Take the last verdicts of a reviewer back, those that were given at once; the caller commits.

    What was said of the pictures before counts again, or the evidence where nothing was. Where somebody has said
    something since, that stays.

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
        select(MinorReview.sha256, func.min(MinorReview.id).label("first"), func.max(MinorReview.id).label("last"))
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
    newer = aliased(MinorReview)
    is_last = ~exists().where(newer.sha256 == given.c.sha256, newer.id > given.c.last)
    pictures = (
        select(func.min(Image.id), func.coalesce(before, UNDONE), literal(UNDONE))
        .join(given, given.c.sha256 == Image.sha256)
        .where(is_last)
        .group_by(given.c.sha256, given.c.first)
    )
    written = insert(MinorReview).from_select(["image_id", "verdict", "reason"], pictures, include_defaults=False)
    return list(session.scalars(written.returning(MinorReview.image_id)))

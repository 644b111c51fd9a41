"""Whether everything has been looked at, by the rules of this version."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.counted import counted, every
from imgsearch.doctor.check import Check
from imgsearch.queries.screening import FINISH, SCREEN_AGAIN, count_unscreened, describe_outdated, outdated_kinds
from imgsearch.tables import Image


def check_screening(session: Session) -> Check:
    """Pictures that are not shown since nobody has looked at all of them, and whether this version's rules count."""
    total = session.scalar(select(func.count()).select_from(Image)) or 0
    if not total:
        return Check("screening", "there are no pictures")
    if outdated := outdated_kinds(session):
        return Check("screening", describe_outdated(outdated), SCREEN_AGAIN)
    found = count_unscreened(session)
    if found.pictures:
        said = f"{'is' if found.pictures == 1 else 'are'} unscreened and not shown"
        return Check("screening", f"{found.pictures:,} of {counted(total, 'picture')} {said}", FINISH)
    return Check("screening", f"{every(total, 'picture is', 'pictures are')} screened")

"""Whether everything has been looked at, by the rules of this version."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.doctor.check import Check
from imgsearch.minors.sources import SOURCES
from imgsearch.queries.screening import FINISH, count_unscreened, read_policy
from imgsearch.tables import Image, Screening


def check_screening(session: Session) -> Check:
    """Pictures that are not shown since nobody has looked at all of them, and whether this version's rules count."""
    total = session.scalar(select(func.count()).select_from(Image)) or 0
    if not total:
        return Check("screening", "there are no pictures")
    accepted = {(row.kind, row.revision) for row in session.scalars(select(Screening))}
    policy = read_policy(session)
    ours = set()
    if policy.without_texts != "show":
        ours.add(("texts", SOURCES["caption"].revision()))
    if policy.without_pixels == "hide":
        ours.add(("pixels", SOURCES["classifier"].revision()))
    found = count_unscreened(session)
    if missing := sorted(kind for kind, revision in ours - accepted if revision):
        found_by = f"{' and '.join(missing)} were screened by other rules than this version's"
        return Check("screening", found_by, "run `imgsearch load minors`")
    if found.pictures:
        return Check("screening", f"{found.pictures:,} of {total:,} pictures are unscreened and not shown", FINISH)
    return Check("screening", f"all {total:,} pictures are screened")

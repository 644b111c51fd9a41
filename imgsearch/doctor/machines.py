"""Whether other machines have what a search looks for there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.doctor.check import Check
from imgsearch.vectors.copies import count_copied


def check_machines(session: Session) -> Check:
    """Rows of the copies on other machines, beside those that may be shown here; asked as searches ask."""
    session.execute(select(become(SEARCHER_ROLE)))
    copies = count_copied(session)
    wrong = [f"{copy.name} has {copy.there:,} rows of {copy.wanted:,}" for copy in copies if copy.there != copy.wanted]
    if wrong:
        return Check("machines", "; ".join(wrong), "run `imgsearch db distribute`, as a superuser")
    return Check("machines", ", ".join(f"{copy.name} has all {copy.there:,} rows" for copy in copies))

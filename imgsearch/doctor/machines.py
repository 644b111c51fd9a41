"""Whether other machines have what a search looks for there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.counted import counted, every
from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.doctor.check import Check
from imgsearch.vectors.compared import compare_copies, tell_differences


def check_machines(session: Session) -> Check:
    """The copies on other machines, row for row, against what may be shown here; asked as searches ask."""
    session.execute(select(become(SEARCHER_ROLE)))
    compared = compare_copies(session)
    wrong = [
        f"{each.copy.name} has {counted(each.there, 'row')} of {each.wanted:,}: {tell_differences(session, each)}"
        for each in compared
        if each.wrong
    ]
    session.rollback()
    if wrong:
        return Check("machines", "; ".join(wrong), "run `imgsearch db distribute`, as a superuser")
    return Check("machines", ", ".join(f"{each.copy.name} has {every(each.there, 'row')}" for each in compared))

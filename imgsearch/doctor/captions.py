"""Whether every caption reaches a picture."""

from __future__ import annotations

from sqlalchemy.orm import Session

from imgsearch.doctor.check import Check
from imgsearch.errors import list_some
from imgsearch.queries.waiting import REMEDY, select_waiting


def check_captions(session: Session) -> Check:
    """Name the pictures that captions wait for."""
    waiting = session.execute(select_waiting()).all()
    if not waiting:
        return Check("captions", "each belongs to a picture")
    count = sum(row.captions for row in waiting)
    return Check("captions", f"{count:,} reach no picture: {list_some([row.image_name for row in waiting])}", REMEDY)

"""Whether it is known when pictures were taken."""

from __future__ import annotations

from sqlalchemy import exists, literal, select
from sqlalchemy.orm import Session

from imgsearch.queries.filters import Filters, conditions
from imgsearch.tables import Image


def read_has_dates(session: Session, filters: Filters) -> bool:
    """Whether any picture that may be shown and passes the filters has a date; in a transaction of the searcher."""
    dated = exists(literal(1)).where(Image.taken_at.is_not(None), ~Image.is_hidden, *conditions(filters.names))
    return bool(session.scalar(select(dated), filters.parameters))

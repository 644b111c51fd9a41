"""What a gallery says of the time that a text names."""

from __future__ import annotations

from sqlalchemy import cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.orm import Session

from imgsearch.queries.filters import Filters, conditions
from imgsearch.queries.own_words import find_known
from imgsearch.spelling import fold
from imgsearch.tables import Image

#: Pictures that are looked at.
MOST_CALLED_SO = 100


def read_has_dates(session: Session, filters: Filters) -> bool:
    """Whether any picture that may be shown and passes the filters has a date; in a transaction of the searcher."""
    dated = exists(literal(1)).where(Image.taken_at.is_not(None), ~Image.is_hidden, *conditions(filters.names))
    return bool(session.scalar(select(dated), filters.parameters))


def read_is_called(session: Session, text: str, filters: Filters) -> bool:
    """Whether a text is what a picture is called: "Ford Mustang 1967".

    Args:
        session: in a transaction of the searcher.
        text: with the time that it names.
        filters: with that time. Where no picture passes them, all words of the text in what is said of one are enough.
    """
    found = find_known(literal(text), MOST_CALLED_SO)
    said = select(Image.titles, Image.tags, Image.places)
    rows = session.execute(said.join_from(found, Image, Image.id == found.c.image_id).where(~Image.is_hidden)).all()
    called = fold(text)
    if any(called == fold(name) for row in rows for name in (*row.titles, *row.tags, *row.places)):
        return True
    passing = exists(literal(1)).where(~Image.is_hidden, *conditions(filters.names))
    if session.scalar(select(passing), filters.parameters):
        return False
    words = func.plainto_tsquery(cast(literal("russian"), REGCONFIG), text)
    captioned = func.find_captioned(words, 1).table_valued("image_id", "position")
    return bool(rows) or bool(session.scalar(select(exists(select(captioned.c.image_id)))))

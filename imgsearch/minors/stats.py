"""How the flags came about, in numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, column, exists, func, not_, or_, select, table
from sqlalchemy.orm import Session

from imgsearch.minors.sources import is_of
from imgsearch.tables import Image, MinorEvidence

_STATUS_COLUMNS = ("image_id", "verdict")
SHOWN_TERMS = 10


def read_stats(session: Session) -> dict[str, Any]:
    """Counts of pictures by what decides their flag, of evidence by its source, and of the most frequent words.

    Pictures are counted that the role can see; an unscreened one is not shown either, see image.state.
    """
    status = table("minor_status", *map(column, _STATUS_COLUMNS))
    is_flagged = Image.state == "hidden"
    only_pixels = not_(
        exists().where(MinorEvidence.image_id == Image.id, MinorEvidence.flags, or_(is_of("text"), is_of("copies")))
    )
    counted = {
        "pictures": None,
        "flagged": is_flagged,
        "flagged_by_editors": and_(is_flagged, status.c.verdict == "flag"),
        "flagged_by_texts": and_(is_flagged, status.c.verdict.is_(None), not_(only_pixels)),
        "flagged_by_classifier_alone": and_(is_flagged, status.c.verdict.is_(None), only_pixels),
        "cleared_by_editors": and_(Image.state == "clear", status.c.verdict == "clear"),
        "unscreened": Image.state == "unscreened",
    }
    columns = [
        (func.count() if condition is None else func.count().filter(condition)).label(label)
        for label, condition in counted.items()
    ]
    row = session.execute(select(*columns).select_from(Image).join(status, status.c.image_id == Image.id)).one()
    by_source = (
        select(MinorEvidence.source, func.count(), func.count(MinorEvidence.image_id.distinct()))
        .group_by(MinorEvidence.source)
        .order_by(MinorEvidence.source)
    )
    pictures = func.count(MinorEvidence.image_id.distinct()).label("pictures")
    terms = (
        select(MinorEvidence.term, pictures)
        .where(is_of("text"))
        .group_by(MinorEvidence.term)
        .order_by(pictures.desc(), MinorEvidence.term)
        .limit(SHOWN_TERMS)
    )
    return {
        **row._mapping,
        "evidence": {source: {"rows": rows, "pictures": found} for source, rows, found in session.execute(by_source)},
        "terms": {term: count for term, count in session.execute(terms)},
    }

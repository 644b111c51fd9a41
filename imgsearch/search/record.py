"""Keeping what was searched for."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from imgsearch.db.kept import run_kept
from imgsearch.db.rights import is_read_only
from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.search.result import SearchResult
from imgsearch.tables import Search
from imgsearch.tracing import span

COLUMNS = ("text", "language", "refused", "encoder_id", "regressor_id", "hit_count", "best_score", "took_ms")
_BEGIN = select(is_read_only().label("is_read_only"), become(SEARCHER_ROLE))
# The role may read back the id of what it adds and nothing else.
_ADD = insert(Search).values({name: bindparam(name) for name in COLUMNS}).returning(Search.id)


def record_search(session: Session, result: SearchResult) -> int | None:
    """Store a search for analysts, in a transaction of its own, as the searcher role.

    Returns:
        Its id; None where nothing was asked for, or nothing can be stored because the server is a read-only standby.
    """
    if result.is_browsing and result.text is None:
        return None
    with span("search.record"), session.begin():
        connection = session.connection()
        if run_kept(connection, _BEGIN, {}).one().is_read_only:
            return None
        row = {
            "text": result.text,
            "language": result.language,
            "refused": result.disclaimer is not None,
            "encoder_id": result.encoder_id,
            "regressor_id": result.regressor_id,
            "hit_count": len(result.hits),
            "best_score": None if result.is_browsing else result.best_score,
            "took_ms": sum(result.timings_ms.values()),
        }
        return int(run_kept(connection, _ADD, row).scalar_one())

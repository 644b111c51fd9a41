"""Keeping what was searched for."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.queries.session import is_read_only
from imgsearch.search.result import SearchResult
from imgsearch.tables import Search
from imgsearch.tracing import span


def record_search(session: Session, result: SearchResult) -> int | None:
    """Store a search for analysts, in a transaction of its own, as the searcher role.

    Returns:
        Its id; None where nothing was asked for, or nothing can be stored because the server is a read-only standby.
    """
    if result.is_browsing and result.text is None:
        return None
    with span("search.record"), session.begin():
        role = become(SEARCHER_ROLE)
        if session.execute(select(role, is_read_only())).one()[1]:
            return None
        statement = (
            insert(Search)
            # The role may read back the id of what it adds and nothing else.
            .returning(Search.id)
            .values(
                text=result.text,
                language=result.language,
                refused=result.disclaimer is not None,
                encoder_id=result.encoder_id,
                regressor_id=result.regressor_id,
                hit_count=len(result.hits),
                best_score=None if result.is_browsing else result.best_score,
                took_ms=sum(result.timings_ms.values()),
            )
        )
        return session.execute(statement).scalar_one()

"""Keeping what was searched for."""

from __future__ import annotations

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from imgsearch.queries.session import SEARCHER_ROLE
from imgsearch.search.result import SearchResult
from imgsearch.tables import Search


def record_search(session: Session, result: SearchResult) -> int:
    """Store a search for analysts, in a transaction of its own, as the searcher role; returns its id."""
    with session.begin():
        session.execute(select(func.set_config("role", SEARCHER_ROLE, True)))
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
                best_score=result.best_score,
                took_ms=sum(result.timings_ms.values()),
            )
        )
        return session.execute(statement).scalar_one()

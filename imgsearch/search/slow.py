"""Searches that took long: how the database plans them, and keeping that for the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import REAL, BigInteger, Boolean, String, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from imgsearch.db.rights import is_read_only
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.browsing import Browsing, select_browsed
from imgsearch.queries.explain import Explain, without_literals
from imgsearch.search.browse import FEW, count_browsed
from imgsearch.search.encode import encode_query
from imgsearch.search.find import plan_candidates, read_liked
from imgsearch.search.query import Query
from imgsearch.search.scan import first_count
from imgsearch.search.unwanted import searches_for_unwanted

#: For explaining alone: what was slow a moment ago may be so still.
PLAN_TIMEOUT_MS = 3_000


@dataclass(frozen=True)
class Slow:
    """A search that took long."""

    search_id: int | None
    """Of the record that has its text; None where there is none."""
    took_ms: float
    phases_ms: Mapping[str, float]
    is_answered: bool
    plan: str | None


def explain_query(session: Session, models: SearchModels, query: Query) -> str:
    """The plan of the statement that a search began with, as the role imgsearch_searcher; it is not run.

    Texts, vectors and dates in it are left out, so that it says what is slow and not what was asked for.

    Raises:
        BadInput: the query cannot be encoded.
    """
    timeout = func.set_config("statement_timeout", str(PLAN_TIMEOUT_MS), True)
    if not query.parts:
        browsing = Browsing(query.filters.names, query.order == "newest", query.every)
        with transaction_as(session, SEARCHER_ROLE, timeout):
            few = bool(query.filters.names) and count_browsed(session, query, FEW) <= FEW
            page = select_browsed(browsing, query.limit + 1, query.offset, few=few)
            lines = session.scalars(Explain(page), query.filters.parameters).all()
    else:
        # Of what is only unwanted the search begins with who shows the first of it.
        asked = searches_for_unwanted(query)[0] if query.is_browsing else query
        encoded = encode_query(models, asked, read_liked(session, models, asked))
        lines = plan_candidates(session, models, encoded, first_count(asked) + 1, timeout)
    return without_literals("\n".join(lines))


def keep_slow(session: Session, slow: Slow) -> None:
    """Store it, in a transaction of its own, as the searcher role, which reads none of them; not on a standby."""
    kept = func.keep_slow_search(
        cast(slow.search_id, BigInteger),
        cast(slow.took_ms, REAL),
        cast({phase: round(spent, 1) for phase, spent in slow.phases_ms.items()}, JSONB),
        cast(slow.is_answered, Boolean),
        cast(slow.plan, String),
    )
    with transaction_as(session, SEARCHER_ROLE):
        if not session.scalar(select(is_read_only())):
            session.execute(select(kept))

"""The searches that took long."""

from __future__ import annotations

from sqlalchemy import select

from imgsearch.queries import AnySelect
from imgsearch.tables import Search, SlowSearch


def select_slow(count: int) -> AnySelect:
    """The newest of them, with their texts as far as these are kept; for the owner."""
    return (
        select(
            SlowSearch.searched_at,
            SlowSearch.took_ms,
            SlowSearch.is_answered,
            SlowSearch.phases_ms,
            Search.text,
            SlowSearch.plan,
        )
        .join(Search, Search.id == SlowSearch.search_id, isouter=True)
        .order_by(SlowSearch.id.desc())
        .limit(count)
    )

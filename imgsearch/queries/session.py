"""Settings that hold for one transaction."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from imgsearch.queries import AnySelect
from imgsearch.tables import Encoder, Regressor

SEARCHER_ROLE: Final = "imgsearch_searcher"
#: pgvector's own bounds for hnsw.ef_search.
MAXIMUM_EF_SEARCH = 1000
#: Below pgvector's default of 40 the recall suffers without a gain in time.
MINIMUM_EF_SEARCH = 100


def select_search_settings(candidates: int) -> AnySelect:
    """Set up the transaction of a search: one statement, however much it sets.

    The role makes the database itself leave flagged pictures out; ef_search bounds what the index can return;
    a strict-order iterative scan goes on until enough rows pass the filter.

    Returns:
        A select of active_encoder_id and active_regressor_id, so that stale models are noticed.
    """
    ef_search = min(max(candidates, MINIMUM_EF_SEARCH), MAXIMUM_EF_SEARCH)
    return select(
        select(Encoder.id).where(Encoder.is_active).scalar_subquery().label("active_encoder_id"),
        select(Regressor.id).where(Regressor.is_active).scalar_subquery().label("active_regressor_id"),
        func.set_config("role", SEARCHER_ROLE, True),
        func.set_config("hnsw.ef_search", str(ef_search), True),
        func.set_config("hnsw.iterative_scan", "strict_order", True),
    )


def select_exact_scan() -> AnySelect:
    """Make the rest of the transaction compare every vector."""
    return select(func.set_config("enable_indexscan", "off", True))

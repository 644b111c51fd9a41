"""Whether rescoring what the index found gives the hits that rescoring everything would give."""

from __future__ import annotations

import numpy as np
from sqlalchemy.orm import Session

from imgsearch.models.loaded import SearchModels
from imgsearch.queries.ratings import select_query_texts
from imgsearch.search.pages import MAXIMUM_LIMIT
from imgsearch.search.query import Query
from imgsearch.search.run import search

MAXIMUM_QUERIES = 200
TOP = 10


def same_top(session: Session, models: SearchModels, *, seed: int) -> tuple[float, int]:
    """Share of the ten best by score that a search for ten finds, against one that rescores a thousand candidates.

    Args:
        session: outside a transaction.
        models: from read_models.
        seed: which queries are drawn from the test queries and captions.

    Returns:
        The mean share, and the number of queries.
    """
    texts = list(session.scalars(select_query_texts()))
    session.rollback()
    drawn = np.random.default_rng(seed).permutation(len(texts))[:MAXIMUM_QUERIES]
    shares = []
    for index in drawn.tolist():
        found = search(session, models, Query.of(texts[index], limit=TOP, nearest=True))
        if found.disclaimer is not None:
            continue
        every = search(session, models, Query.of(texts[index], limit=MAXIMUM_LIMIT, nearest=True))
        # Matches come first, then what may match: thresholds differ between pictures with captions and those without.
        best = [*every.hits, *every.nearest][:TOP]
        shown = {hit.image_id for hit in (*found.hits, *found.nearest)}
        shares.append(sum(hit.image_id in shown for hit in best) / len(best))
    return float(np.mean(shares)) if shares else float("nan"), len(shares)

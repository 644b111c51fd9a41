"""How well the test queries in the database find their pictures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from imgsearch.encoders import FloatArray, is_latin
from imgsearch.errors import EmptyIndex
from imgsearch.evaluation.retrieval import Recall, rank_of_relevant, recall
from imgsearch.minors import mentions_minors
from imgsearch.queries.ratings import select_test_queries, select_test_vectors
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.features import Pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.search.models import SearchModels


class QueryRecall(NamedTuple):
    """Recall of one way to rank, over one set of queries and pictures."""

    ranking: str
    """cosine: by the vectors alone; score: by the regressor."""
    scope: str
    """allowed: flagged pictures and queries for minors left out, as searches do; all: everything."""
    query_count: int
    picture_count: int
    recall: Recall


def evaluate_test_queries(session: Session, models: SearchModels) -> list[QueryRecall]:
    """Rank each test query's picture in the gallery of the test pictures; reads only.

    Args:
        session: must be allowed to see flagged pictures for the scope ``all``; nothing of them is returned.
        models: from read_models.

    Returns:
        One entry for each ranking and scope.

    Raises:
        EmptyIndex: there are no test queries with loaded pictures.
    """
    queries = session.execute(select_test_queries()).all()
    pictures = session.execute(select_test_vectors(models.encoder_id)).all()
    if not queries or not pictures:
        raise EmptyIndex("there are no test queries with pictures; load them with `imgsearch load DIR`")
    column = {row.image_id: index for index, row in enumerate(pictures)}
    queries = [row for row in queries if row.image_id in column]
    images = vectors_from_bytes(row.embedding for row in pictures)
    texts = models.encoder.encode_texts([row.text for row in queries])
    rankings = {"cosine": texts @ images.T}
    if models.regressor is not None:
        rankings["score"] = _scores(models.regressor, [row.text for row in queries], texts, images)
    relevant = np.array([column[row.image_id] for row in queries])
    may_show = np.array([not row.is_minor for row in pictures])
    may_ask = np.array([not mentions_minors(row.text) for row in queries]) & may_show[relevant]
    results = []
    for scope, asked, shown in (("allowed", may_ask, may_show), ("all", may_ask | True, may_show | True)):
        new_column = np.cumsum(shown) - 1
        for ranking, score in rankings.items():
            ranks = rank_of_relevant(score[asked][:, shown], new_column[relevant[asked]])
            results.append(QueryRecall(ranking, scope, int(asked.sum()), int(shown.sum()), recall(ranks)))
    return results


def _scores(regressor: Regressor, asked: list[str], texts: FloatArray, images: FloatArray) -> FloatArray:
    """(Q, G) scores by the regressor from pixels alone: test pictures have no captions but the queries themselves."""
    rows = [
        regressor.score(
            Pairs(query=vector[None], image=images, caption_query={}, similarity={}, is_english=is_latin(text))
        )
        for text, vector in zip(asked, texts, strict=True)
    ]
    return np.stack(rows)

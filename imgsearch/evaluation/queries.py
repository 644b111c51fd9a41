"""Where queries find their pictures, and pictures their captions, in a gallery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row
from sqlalchemy.orm import Session

from imgsearch.encoders import FloatArray
from imgsearch.minors import mentions_minors
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.ratings import (
    select_captioned_galleries,
    select_gallery_vectors,
    select_own_captions,
    select_test_queries,
    select_test_vectors,
)
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.columns import pixel_pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.training.pairs import PICTURE_HASH_DIGITS
from imgsearch.training.recall import rank_of_best, rank_of_relevant

#: Galleries with more pictures are left out: every query is compared with every picture.
MAXIMUM_PICTURES = 5_000
TEST_QUERIES = "test queries"
TEXT_TO_IMAGE, IMAGE_TO_TEXT = "text to image", "image to text"


class RankedQuery(NamedTuple):
    """Where one query's item stood, as the columns of retrieval_rank."""

    query_set: str
    """``test queries``, or the gallery whose own captions ask."""
    scope: str
    """allowed: flagged pictures and queries for minors left out, as searches do; all: everything."""
    direction: str
    ranking: str
    """cosine: by the vectors alone; score: by the regressor, from pixels alone."""
    query_key: str
    image_id: int
    rank: int
    """1 is best."""


def rank_queries(session: Session, models: SearchModels) -> Iterator[RankedQuery]:
    """Rank the test queries' pictures, and in each gallery the own captions' pictures and the pictures' captions.

    The regressor ranks only pictures that it was not trained on.

    Args:
        session: must be allowed to see flagged pictures for the scope ``all``; nothing of them is returned.
        models: from read_models.
    """
    if not models.encoder.encodes_texts:
        return
    pictures = session.execute(select_test_vectors(models.encoder_id)).all()
    yield from _rank(TEST_QUERIES, session.execute(select_test_queries()).all(), pictures, models)
    for gallery in session.scalars(select_captioned_galleries(models.encoder_id, MAXIMUM_PICTURES)):
        pictures = session.execute(select_gallery_vectors(models.encoder_id, gallery)).all()
        yield from _rank(gallery, session.execute(select_own_captions(gallery)).all(), pictures, models)


def _rank(
    query_set: str,
    queries: Sequence[Row[Any]],
    pictures: Sequence[Row[Any]],
    models: SearchModels,
) -> Iterator[RankedQuery]:
    column = {row.image_id: index for index, row in enumerate(pictures)}
    queries = [row for row in queries if row.image_id in column]
    if not queries:
        return
    images = vectors_from_bytes(row.embedding for row in pictures)
    texts = models.encoder.encode_texts([row.text for row in queries])
    rankings = {"cosine": texts @ images.T}
    if models.regressor is not None and _is_unseen(models.regressor, pictures):
        rankings["score"] = _scores(models, [row.text for row in queries], texts, images)
    relevant = np.array([column[row.image_id] for row in queries])
    may_show = np.array([not row.is_hidden for row in pictures])
    may_ask = np.array([not mentions_minors(row.text) for row in queries]) & may_show[relevant]
    for scope, asked, shown in (("allowed", may_ask, may_show), ("all", may_ask | True, may_show | True)):
        if not asked.any():
            continue
        seen = [row for row, is_shown in zip(pictures, shown, strict=True) if is_shown]
        asking = [row for row, is_asked in zip(queries, asked, strict=True) if is_asked]
        new_relevant = (np.cumsum(shown) - 1)[relevant[asked]]
        for ranking, score in rankings.items():
            scores = score[asked][:, shown]
            for row, rank in zip(asking, rank_of_relevant(scores, new_relevant).tolist(), strict=True):
                yield RankedQuery(query_set, scope, TEXT_TO_IMAGE, ranking, row.query_key, row.image_id, rank)
            for index, rank in rank_of_best(scores.T, new_relevant):
                image_id = seen[index].image_id
                yield RankedQuery(query_set, scope, IMAGE_TO_TEXT, ranking, str(image_id), image_id, rank)


def _is_unseen(regressor: Regressor, pictures: Sequence[Row[Any]]) -> bool:
    seen: set[str] = set(regressor.card["data"].get("picture_hashes", ()))
    return bool(seen) and not any(row.sha256.hex()[:PICTURE_HASH_DIGITS] in seen for row in pictures)


def _scores(models: SearchModels, asked: list[str], texts: FloatArray, images: FloatArray) -> FloatArray:
    """(Q, G) scores by the regressor from pixels alone: the queries may be the pictures' own captions."""
    assert models.regressor is not None
    readings = {name: encoder.encode_texts(asked) for name, encoder in models.readers.items()}
    near = texts if models.words is None else models.words.approach_all(texts, asked)
    rows: list[npt.NDArray[np.float32]] = []
    for index, text in enumerate(asked):
        row = slice(index, index + 1)
        read = {name: vectors[row] for name, vectors in readings.items()}
        pairs = pixel_pairs(text, texts[row], images, read, near[row])
        rows.append(models.regressor.score(pairs))
    return np.stack(rows)

"""From scored candidates to the hits on a page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from imgsearch.search.encode import EncodedQuery
from imgsearch.search.find import Candidates, Similarities
from imgsearch.search.pages import choose_page
from imgsearch.search.result import Hit
from imgsearch.search.score import Scores

#: Less than any.
NO_COSINE = -2.0


def rank_hits(encoded: EncodedQuery, found: Candidates, scores: Scores) -> tuple[list[Hit], list[Hit]]:
    """The page's matches and its other pictures, each by (-score, image id): being near in the index breaks no tie."""
    rows, query = found.rows, encoded.query
    keys = [
        (not matches, -score, row.image_id)
        for matches, score, row in zip(scores.matches.tolist(), scores.score.tolist(), rows, strict=True)
    ]
    similarities = _of_first_wanted_text(encoded, found)
    hits = [
        Hit(
            rank=rank,
            score=float(scores.score[index]),
            matches=bool(scores.matches[index]),
            image_id=rows[index].image_id,
            name=rows[index].name,
            path=rows[index].path,
            caption=_closest_caption(rows[index], similarities[index] if similarities is not None else None),
            distance=float(rows[index].distance),
            width=rows[index].width,
            height=rows[index].height,
        )
        for rank, index in enumerate(choose_page(keys, query.limit, query.offset), start=query.offset + 1)
    ]
    matching = sum(hit.matches for hit in hits)
    return hits[:matching], hits[matching:]


def _of_first_wanted_text(encoded: EncodedQuery, found: Candidates) -> Similarities | None:
    """What says which caption is nearest to the first wanted text."""
    for index, text in enumerate(encoded.texts):
        if text.weight > 0:
            return found.similarity[index, text.caption_encoder] if text.caption_encoder is not None else None
    return None


def _closest_caption(row: Row[Any], similarity: list[float | None] | None) -> str | None:
    captions: list[str] | None = row.captions
    if not captions:
        return None
    if not similarity:
        return captions[0]
    # A caption without a vector comes after all that have one.
    near = [NO_COSINE if cosine is None else cosine for cosine in similarity]
    return captions[near.index(max(near))]

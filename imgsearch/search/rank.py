"""From scored candidates to the hits on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from imgsearch.queries.captions import caption_query_name
from imgsearch.search.pages import choose_page
from imgsearch.search.question import Question
from imgsearch.search.result import Hit
from imgsearch.search.score import Scores


def rank_hits(
    rows: Sequence[Row[Any]], scores: Scores, question: Question, *, limit: int, offset: int
) -> tuple[list[Hit], list[Hit]]:
    """The page's matches and its other pictures, each by (-score, image id): being near in the index breaks no tie."""
    keys = [
        (not matches, -score, row.image_id)
        for matches, score, row in zip(scores.matches.tolist(), scores.score.tolist(), rows, strict=True)
    ]
    similarity = _closest_by(question)
    hits = [
        Hit(
            rank=rank,
            score=float(scores.score[index]),
            matches=bool(scores.matches[index]),
            image_id=rows[index].image_id,
            name=rows[index].name,
            path=rows[index].path,
            caption=_closest_caption(rows[index], similarity),
            distance=float(rows[index].distance),
            width=rows[index].width,
            height=rows[index].height,
        )
        for rank, index in enumerate(choose_page(keys, limit, offset), start=offset + 1)
    ]
    matching = sum(hit.matches for hit in hits)
    return hits[:matching], hits[matching:]


def _closest_by(question: Question) -> str | None:
    """The column that says which caption is nearest to the first wanted text."""
    for index, text in enumerate(question.texts):
        if text.weight > 0:
            return f"similarity_{caption_query_name('minilm' if text.is_english else 'use-multilingual', index)}"
    return None


def _closest_caption(row: Row[Any], similarity: str | None) -> str | None:
    captions: list[str] | None = row.captions
    if not captions:
        return None
    closeness = getattr(row, similarity, None) if similarity is not None else None
    if not closeness:
        return captions[0]
    return captions[max(range(len(captions)), key=lambda index: closeness[index] or -1.0)]

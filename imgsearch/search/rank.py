"""From scored candidates to the hits on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from imgsearch.search.encode import EncodedQuery
from imgsearch.search.find import Candidates, Similarities
from imgsearch.search.pages import choose_hits
from imgsearch.search.query import Query
from imgsearch.search.result import BANDS, Band, Hit
from imgsearch.search.score import Scores

#: Less than any.
NO_COSINE = -2.0


def choose(query: Query, found: Candidates, scores: Scores, *, are_all: bool = True) -> list[int]:
    """The candidates up to the end of the page and one more, stage by stage, each series once; see choose_hits()."""
    series = None if query.every else [row.series for row in found.rows]
    return choose_hits(_sort_keys(found, scores), query.end + 1, series, are_all=are_all)


def _sort_keys(found: Candidates, scores: Scores) -> list[tuple[int, float, int]]:
    """By (band, -score, image id): being near in the index breaks no tie."""
    judged = zip(_bands(scores), scores.score.tolist(), found.rows, strict=True)
    return [(BANDS.index(band), -score, row.image_id) for band, score, row in judged]


def _bands(scores: Scores) -> list[Band]:
    sure = scores.matches if scores.sure is None else scores.sure
    return [
        "matches" if is_sure else "maybe" if is_shown else "below"
        for is_shown, is_sure in zip(scores.matches.tolist(), sure.tolist(), strict=True)
    ]


def rank_hits(
    encoded: EncodedQuery, found: Candidates, scores: Scores, chosen: Sequence[int] | None = None
) -> tuple[list[Hit], list[Hit]]:
    """The page's matches and its other pictures, best first.

    ``chosen`` are the candidates up to the end of the page, where choose() has told already.
    """
    rows, query = found.rows, encoded.query
    chosen = choose(query, found, scores) if chosen is None else chosen
    keys, bands = _sort_keys(found, scores), _bands(scores)
    on_page = sorted(chosen[query.offset : query.end], key=keys.__getitem__)
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
            series=rows[index].series,
            band=bands[index],
        )
        for rank, index in enumerate(on_page, start=query.offset + 1)
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

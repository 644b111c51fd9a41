"""From scored candidates to the hits on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.search.candidate import Candidate
from imgsearch.search.encoded import EncodedQuery
from imgsearch.search.find import Candidates
from imgsearch.search.pages import choose_hits
from imgsearch.search.query import Query
from imgsearch.search.result import BANDS, Hit
from imgsearch.search.score import Scores
from imgsearch.search.similarity import Similarities

Mask = npt.NDArray[np.bool_]
"""(N,) for each candidate."""
#: Less than any.
NO_COSINE = -2.0
EPOCH = datetime(1970, 1, 1)
MATCHES, MAYBE, BELOW = map(BANDS.index, ("matches", "maybe", "below"))


class Judged(NamedTuple):
    """Scored candidates, and the order that scores give them."""

    found: Candidates
    scores: Scores
    keys: list[tuple[int, float, int]]
    """Of each (number of its band, -score, image id): being near in the index breaks no tie."""


def judge(found: Candidates, scores: Scores) -> Judged:
    """Put candidates in order."""
    sure = scores.matches if scores.sure is None else scores.sure
    bands = np.where(sure, MATCHES, np.where(scores.matches, MAYBE, BELOW)).tolist()
    keys = zip(bands, (-scores.score).tolist(), [row.image_id for row in found.rows], strict=True)
    return Judged(found, scores, list(keys))


def choose(query: Query, judged: Judged, *, are_all: bool = True, eligible: Mask | None = None) -> list[int]:
    """The candidates up to the end of the page and one more, stage by stage, each series once; see choose_hits()."""
    allowed = None if eligible is None else eligible.tolist()
    return choose_hits(judged.keys, query.end + 1, _series(query, judged.found), are_all=are_all, eligible=allowed)


def choose_others(query: Query, judged: Judged, eligible: Mask) -> list[int]:
    """The best candidates that do not match, as many as are on a page."""
    others = (eligible & ~judged.scores.matches).tolist()
    return choose_hits(judged.keys, query.limit, _series(query, judged.found), eligible=others)


def choose_dated(query: Query, judged: Judged, answers: Mask, eligible: Mask) -> list[int]:
    """What matches for sure by the date it was taken, then what may match; the others by score if they are shown."""
    found, keys = judged.found, judged.keys
    series, count = _series(query, found), len(found.rows)
    matching = choose_hits(keys, count, series, eligible=answers.tolist())
    is_newest = query.order == "newest"
    dated = sorted(matching, key=lambda index: (keys[index][0], date_key(found.rows[index], is_newest=is_newest)))
    if not query.nearest:
        return dated[: query.end + 1]
    taken = {found.rows[index].series for index in matching} - {None}
    rest = [
        bool(may_be) and not answer and (query.every or row.series not in taken)
        for may_be, answer, row in zip(eligible, answers, found.rows, strict=True)
    ]
    return [*dated, *choose_hits(keys, count, series, eligible=rest)][: query.end + 1]


def date_key(row: Candidate, *, is_newest: bool) -> tuple[bool, float, int]:
    """By when a picture was taken, then by its id; those without a date come last."""
    sign = -1 if is_newest else 1
    moment = (row.taken_at - EPOCH).total_seconds() if row.taken_at is not None else 0.0
    return row.taken_at is None, sign * moment, sign * row.image_id


def _series(query: Query, found: Candidates) -> list[int | None] | None:
    return None if query.every else [row.series for row in found.rows]


def rank_hits(
    encoded: EncodedQuery, judged: Judged, chosen: Sequence[int] | None = None
) -> tuple[list[Hit], list[Hit]]:
    """The page's matches and its other pictures, in the query's order.

    ``chosen`` are the candidates up to the end of the page, where choose() has told already.
    """
    found, scores, keys = judged
    rows, query = found.rows, encoded.query
    chosen = choose(query, judged) if chosen is None else chosen
    on_page = chosen[query.offset : query.end]
    if query.order == "score":
        on_page = sorted(on_page, key=keys.__getitem__)
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
            taken_at=rows[index].taken_at,
            band=BANDS[keys[index][0]],
            sha256=rows[index].sha256,
        )
        for rank, index in enumerate(on_page, start=query.offset + 1)
    ]
    return [hit for hit in hits if hit.matches], [hit for hit in hits if not hit.matches]


def _of_first_wanted_text(encoded: EncodedQuery, found: Candidates) -> Similarities | None:
    """What says which caption is nearest to the first wanted text."""
    for index, text in enumerate(encoded.texts):
        if text.weight > 0:
            return found.similarity[index, text.caption_encoder] if text.caption_encoder is not None else None
    return None


def _closest_caption(row: Candidate, similarity: list[float | None] | None) -> str | None:
    captions = row.captions
    if not captions:
        return None
    if not similarity:
        return captions[0]
    # A caption without a vector comes after all that have one.
    near = [NO_COSINE if cosine is None else cosine for cosine in similarity]
    return captions[near.index(max(near))]

"""The flow of a query: encode, one SELECT, rescore, sort, cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.minors import detect_language, disclaimer, mentions_minors
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.filters import Filters
from imgsearch.search.find import find_candidates
from imgsearch.search.pages import MAXIMUM_HITS, candidates_for, check_page
from imgsearch.search.question import Part, clean_parts, encode_parts
from imgsearch.search.rank import rank_hits
from imgsearch.search.result import SearchResult
from imgsearch.search.score import score_candidates
from imgsearch.search.threads import one_thread
from imgsearch.search.timer import Timer

if TYPE_CHECKING:
    from PIL import Image

EVERYTHING = Filters()


def search(
    session: Session,
    models: SearchModels,
    text: str,
    *,
    limit: int = 10,
    offset: int = 0,
    min_score: float | None = None,
    filters: Filters = EVERYTHING,
    explain: bool = False,
) -> SearchResult:
    """Find pictures that show what the text says; see search_parts.

    Args:
        session: outside a transaction; the search begins and ends its own, as the role imgsearch_searcher.
        models: from read_models.
        text: a scene, in English or Russian.
        limit: number of hits, 1..1000.
        offset: hits on the pages before.
        min_score: score from which a picture counts as a match; None takes the regressor's threshold.
        filters: what pictures must be.
        explain: run EXPLAIN ANALYZE too.

    Returns:
        Hits in order of (-score, image id); the disclaimer and no hits when the text asks for minors.

    Raises:
        BadInput: the text is empty or too long, or the page is out of range.
        EmptyIndex: no picture with a vector passes the filters.
        UnsupportedInput: the active encoder has no text side.
    """
    return search_parts(
        session,
        models,
        [Part(text)],
        limit=limit,
        offset=offset,
        min_score=min_score,
        filters=filters,
        explain=explain,
    )


def search_by_image(
    session: Session,
    models: SearchModels,
    image: Image.Image,
    *,
    limit: int = 10,
    offset: int = 0,
    min_score: float | None = None,
    filters: Filters = EVERYTHING,
    explain: bool = False,
) -> SearchResult:
    """Find pictures that look like a picture; the score is the cosine of the two, from ``min_score`` (or 0) on.

    Raises:
        BadInput: the page is out of range.
        EmptyIndex: no picture with a vector passes the filters.
    """
    return search_parts(
        session,
        models,
        [Part(image=image)],
        limit=limit,
        offset=offset,
        min_score=min_score,
        filters=filters,
        explain=explain,
    )


def search_parts(
    session: Session,
    models: SearchModels,
    parts: Sequence[Part],
    *,
    limit: int = 10,
    offset: int = 0,
    min_score: float | None = None,
    filters: Filters = EVERYTHING,
    explain: bool = False,
) -> SearchResult:
    """Find pictures by several texts and pictures, wanted and unwanted ones.

    Candidates are near the weighted sum of the parts' vectors; score_candidates says how the score comes about.
    Pages of one query hold no picture twice and leave none out, however they are cut, as long as nothing is loaded,
    trained or reviewed meanwhile: pages.py says how.

    Raises:
        BadInput: a part is empty or too long, none is wanted, they cancel each other, or the page is out of range.
        EmptyIndex: no picture with a vector passes the filters.
        UnsupportedInput: the active encoder has no text side and there is a text.
    """
    timer = Timer()
    parts = clean_parts(parts)
    check_page(limit, offset)
    if min_score is not None and not 0 <= min_score <= 1:
        raise BadInput(f"the score from which a picture matches is {min_score}; it must be a number from 0 to 1")
    texts = [part.text for part in parts if part.text is not None]
    asked = parts[0].text if len(parts) == 1 else " ".join(map(str, parts))
    language = detect_language(" ".join(texts)) if texts else None
    if language is not None and _asks_for_minors(texts):
        return SearchResult(
            asked, language, [], [], disclaimer=disclaimer(language), encoder_id=models.encoder_id,
            regressor_id=models.regressor_id, timings_ms=timer.spent_ms,
        )  # fmt: skip
    with timer("encode"), one_thread():
        question = encode_parts(models, parts)
    count = candidates_for(offset + limit)
    found = find_candidates(session, models, question, count, filters, timer, explain=explain)
    with timer("rescore"), one_thread():
        scores = score_candidates(models, question, found.rows, min_score)
        hits, nearest = rank_hits(found.rows, scores, question, limit=limit, offset=offset)
    end = offset + limit
    has_more = len(found.rows) > end or len(found.rows) == count
    return SearchResult(
        text=asked,
        language=language,
        hits=hits,
        nearest=nearest,
        candidate_count=len(found.rows),
        encoder_id=models.encoder_id,
        regressor_id=models.regressor_id,
        timings_ms=timer.spent_ms,
        plan=found.plan,
        offset=offset,
        next_offset=end if has_more and end < MAXIMUM_HITS else None,
        scan=found.scan,
        passing=found.passing,
    )


def _asks_for_minors(texts: Sequence[str]) -> bool:
    """Whether any text speaks of minors, be it an unwanted one, or all of them together do."""
    return any(map(mentions_minors, texts)) or mentions_minors(" ".join(texts))

"""The flow of a query: encode, one SELECT, rescore, sort, cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sqlalchemy.orm import Session

from imgsearch.minors import Language, detect_language, disclaimer, disclaimer_language, mentions_minors
from imgsearch.models.loaded import SearchModels
from imgsearch.search.browse import browse
from imgsearch.search.encode import encode_query
from imgsearch.search.find import count_series, read_liked
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult
from imgsearch.search.scan import scan
from imgsearch.search.threads import one_thread
from imgsearch.search.timer import Timer
from imgsearch.search.unwanted import browse_without
from imgsearch.spelling import spell


def search_once(session: Session, models: SearchModels, query: Query, *, explain: bool) -> SearchResult:
    """What was typed, and nothing else.

    Raises:
        BadInput, EmptyIndex, NoSuchPicture, UnsupportedInput: as by search.
    """
    timer = Timer()
    language = _spoken(query)
    if asks_for_minors(query):
        return _refuse(models, query, language)
    if not query.parts:
        browsed = browse(session, query)
        return replace(browsed, text=str(query) or None, language=language, understood=query.understood)
    if query.is_browsing:
        return replace(browse_without(session, models, query), language=language)
    liked = read_liked(session, models, query)
    with timer("encode"), one_thread():
        encoded = encode_query(models, query, liked)
    seen = scan(session, models, encoded, timer, explain=explain)
    hits, nearest = count_series(session, query, seen.hits, seen.nearest)
    found = seen.found
    return SearchResult(
        text=str(query) if query.texts or len(query.parts) > 1 else None,
        language=language,
        hits=hits,
        nearest=nearest,
        candidate_count=len(found.rows),
        encoder_id=models.encoder_id,
        regressor_id=models.regressor_id,
        timings_ms=timer.spent_ms,
        plan=found.plan,
        offset=query.offset,
        next_offset=query.end if seen.has_more and query.end < MAXIMUM_HITS else None,
        scan=found.scan,
        passing=found.passing,
        active=found.active,
        facets=seen.facets,
        total=seen.total,
        total_maybe=seen.total_maybe,
        total_is_exact=seen.total_is_exact,
        understood=query.understood,
        order=query.order,
        shows_nearest=query.nearest,
    )


def _spoken(query: Query) -> Language | None:
    said = " ".join(query.texts) or query.said
    return detect_language(said) if said else None


def _refuse(models: SearchModels, query: Query, language: Language | None) -> SearchResult:
    """The disclaimer, in the language that is asked in, and nothing else."""
    spoken = disclaimer_language(query.said or " ".join([*query.texts, *_filtered(query)]))
    return SearchResult(
        text=str(query) or None,
        language=language,
        hits=[],
        nearest=[],
        disclaimer=disclaimer(spoken),
        disclaimer_language=spoken,
        encoder_id=models.encoder_id,
        regressor_id=models.regressor_id,
        shows_nearest=query.nearest,
    )


def asks_for_minors(query: Query) -> bool:
    """Whether any text speaks of minors, as it was typed or as it is encoded.

    Be it an unwanted one, or two beside each other or all of them together; or a tag that pictures must have, or who
    must be in them.
    """
    typed = [query.said] if query.said is not None else []
    beside = [] if query.beside is None else [query.beside.shown]
    ways = (typed, query.texts, beside, list(map(spell, [*typed, *query.texts, *beside])), _filtered(query))
    return any(map(mentions_minors, dict.fromkeys(text for texts in ways for text in _together(texts))))


def _filtered(query: Query) -> list[str]:
    return [text for name in ("tags", "people") for text in query.filters.values.get(name, ())]


def _together(texts: Sequence[str]) -> tuple[str, ...]:
    return (*texts, *map(" ".join, pairwise(texts)), " ".join(texts))

"""A query as it was typed, and where nothing matches as it may have been meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from sqlalchemy.orm import Session

from imgsearch.asking.mistakes.trigrams import MOST_OFFERED
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.errors import EmptyIndex
from imgsearch.models.loaded import SearchModels
from imgsearch.search.ask import other_queries, query_in_russian
from imgsearch.search.foreign import is_better, search_in_foreign
from imgsearch.search.once import asks_for_minors, search_once
from imgsearch.search.own import Gallery
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult
from imgsearch.search.suggest import suggest, suggest_others
from imgsearch.tracing import span


def search(session: Session, models: SearchModels, query: Query, *, explain: bool = False) -> SearchResult:
    """Find pictures that show what the texts of a query say and that look like its pictures; without any, browse.

    Where all are unwanted, what shows none of them is browsed. Where nothing matches and the query allows it, what may
    have been meant instead is searched for.

    Candidates are near the weighted sum of the parts' vectors; score_candidates says how the score comes about.
    The pages of one query hold no picture twice and leave none out, whatever their sizes, as long as nothing is
    loaded, trained or reviewed meanwhile: pages.py says how.

    Args:
        session: outside a transaction; the search begins and ends its own, as the role imgsearch_searcher.
        models: from read_models.
        query: what is asked for.
        explain: run EXPLAIN ANALYZE too.

    Returns:
        Hits in order of (-score, image id), or of the date; the disclaimer and no hits when a text asks for minors.

    Raises:
        BadInput: the unwanted parts cancel the wanted ones.
        EmptyIndex: no picture with a vector passes the filters.
        NoSuchPicture: a picture of the gallery to search by is not there, or may not be shown.
        UnsupportedInput: the active encoder has no text side and there is a text.
    """
    with span("search") as traced:
        result = _search_or_others(session, models, query, explain=explain)
        traced.tell(_told(result))
    return result


def _told(result: SearchResult) -> dict[str, str | int]:
    """What spans tell of a search: nothing of its texts, nor of any picture."""
    told: dict[str, str | int] = {"imgsearch.hits": len(result.hits), "imgsearch.candidates": result.candidate_count}
    if result.scan is not None:
        told["imgsearch.scan"] = result.scan
    return told


def _search_or_others(session: Session, models: SearchModels, query: Query, *, explain: bool) -> SearchResult:
    """What was asked for; where nothing matches and the query allows it, what may have been meant."""
    if (russian := _in_russian(session, models, query, explain=explain)) is not None:
        return russian
    result = search_once(session, models, query, explain=explain)
    if query.is_understood:
        result = _offer(result, [*query.offers, *suggest(session, query, result), *suggest_others(query, result)])
    if not query.tries_others or result.hits or result.disclaimer is not None or result.total:
        return result
    own = Gallery(partial(_reading, session))
    others = [] if query.offset else list(other_queries(query, own))
    foreign = search_in_foreign(session, models, query, own, is_doubted=bool(others), explain=explain)
    if query.offset:
        return result if foreign is None else foreign
    instead, doubtful = _try(session, models, query, others, explain=explain)
    if instead is not None and (instead.disclaimer is not None or not is_better(query, foreign, instead)):
        offered = tuple(text for text in result.suggestions if text != instead.instead)
        return replace(instead, suggestions=offered)
    if foreign is not None and foreign.disclaimer is not None:
        return foreign
    return _offer(result if foreign is None else foreign, [*result.suggestions, *doubtful])


def _try(
    session: Session, models: SearchModels, query: Query, others: Sequence[Query], *, explain: bool
) -> tuple[SearchResult | None, list[str]]:
    """What the first of others finds that finds something for sure, and what those before it may show."""
    from imgsearch.asking.mistakes.others import are_words

    doubtful = list[str]()
    for other in others:
        try:
            found = search_once(session, models, other, explain=explain)
        except EmptyIndex:  # of another time there may be none
            continue
        if found.disclaimer is not None:
            return replace(found, text=str(query)), doubtful
        # What nobody typed must match for sure.
        if any(hit.band == "matches" for hit in found.hits):
            return replace(found, text=str(query), instead=str(other)), doubtful
        doubtful += [str(other)] if found.hits and are_words(str(other)) else []
    return None, doubtful


def _in_russian(session: Session, models: SearchModels, query: Query, *, explain: bool) -> SearchResult | None:
    """What Russian in Latin letters finds for sure in its own, of which models know more; None where it finds nothing.

    In Latin letters "sobaka" would find the tag «собака», which names do in either alphabet, and beside it what is no
    dog. Every page is read so, for what was typed has pages too.
    """
    if not query.tries_others or asks_for_minors(query):
        return None
    other = query_in_russian(query, Gallery(partial(_reading, session)))
    if other is None:
        return None
    try:
        found = search_once(session, models, other, explain=explain)
    except EmptyIndex:
        return None
    if found.disclaimer is not None:
        return replace(found, text=str(query))
    is_sure = (found.total or 0) > found.total_maybe
    return replace(found, text=str(query), instead=str(other)) if is_sure else None


@contextmanager
def _reading(session: Session) -> Iterator[Session]:
    with transaction_as(session, SEARCHER_ROLE):
        yield session


def _offer(result: SearchResult, texts: Sequence[str]) -> SearchResult:
    return replace(result, suggestions=tuple(dict.fromkeys(texts))[:MOST_OFFERED])

"""The flow of a query: encode, one SELECT, rescore, sort, cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import pairwise

from sqlalchemy.orm import Session

from imgsearch.asking.mistakes.trigrams import MOST_OFFERED
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.errors import EmptyIndex
from imgsearch.minors import Language, detect_language, disclaimer, disclaimer_language, mentions_minors
from imgsearch.models.loaded import SearchModels
from imgsearch.search.ask import other_queries, query_in_russian
from imgsearch.search.browse import browse
from imgsearch.search.encode import encode_query
from imgsearch.search.find import count_series, read_liked
from imgsearch.search.own import Gallery
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult
from imgsearch.search.scan import scan
from imgsearch.search.suggest import suggest, suggest_others
from imgsearch.search.threads import one_thread
from imgsearch.search.timer import Timer
from imgsearch.search.unwanted import browse_without
from imgsearch.spelling import spell
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
    result = _search(session, models, query, explain=explain)
    if query.is_understood:
        result = _offer(result, [*query.offers, *suggest(session, query, result), *suggest_others(query, result)])
    if not query.tries_others or result.hits or result.disclaimer is not None or query.offset:
        return result
    from imgsearch.asking.mistakes.others import are_words

    doubtful = list[str]()
    own = Gallery(partial(_reading, session))
    for other in other_queries(query, own):
        try:
            found = _search(session, models, other, explain=explain)
        except EmptyIndex:  # of another time there may be none
            continue
        if found.disclaimer is not None:
            return replace(found, text=str(query))
        # What nobody typed must match for sure.
        if any(hit.band == "matches" for hit in found.hits):
            offered = tuple(text for text in result.suggestions if text != str(other))
            return replace(found, text=str(query), instead=str(other), suggestions=offered)
        doubtful += [str(other)] if found.hits and are_words(str(other)) else []
    return _offer(result, [*result.suggestions, *doubtful])


def _in_russian(session: Session, models: SearchModels, query: Query, *, explain: bool) -> SearchResult | None:
    """What Russian in Latin letters finds for sure in its own, of which models know more; None where it finds nothing.

    In Latin letters "sobaka" would find the tag «собака», which names do in either alphabet, and beside it what is no
    dog. Every page is read so, for what was typed has pages too.
    """
    if not query.tries_others or _asks_for_minors(query):
        return None
    other = query_in_russian(query, Gallery(partial(_reading, session)))
    if other is None:
        return None
    try:
        found = _search(session, models, other, explain=explain)
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


def _search(session: Session, models: SearchModels, query: Query, *, explain: bool) -> SearchResult:
    timer = Timer()
    language = _spoken(query)
    if _asks_for_minors(query):
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


def _asks_for_minors(query: Query) -> bool:
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

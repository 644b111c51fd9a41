"""Words in another language than English, which their letters do not tell: "perro", "hund", "chien"."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy.orm import Session

from imgsearch.asking.mistakes.foreign import is_all_listed, may_be_foreign
from imgsearch.errors import EmptyIndex
from imgsearch.models.loaded import SearchModels
from imgsearch.search.ask import ask_instead
from imgsearch.search.once import search_once
from imgsearch.search.own import Own
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult

#: What the best picture must score, for a word that is in no language that is known may be a name or a slip of the
#: fingers; and where something else may have been meant.
SURE, DOUBTED = 0.4, 0.5
#: By how much it must be ahead of what was found by another text that may have been meant.
AHEAD = 0.1


def search_in_foreign(
    session: Session, models: SearchModels, query: Query, own: Own, *, is_doubted: bool, explain: bool
) -> SearchResult | None:
    """What a text finds for sure as one in another language; None where it hardly is one.

    On a first page by what it means in English, where that is known; else by the encoders that read all languages.

    Args:
        session: as for search.
        models: as for search.
        query: nothing matches it as it stands.
        own: as for ask.
        is_doubted: whether something else may have been meant.
        explain: as for search.

    Returns:
        A result that is sure, or the disclaimer where the English words ask for minors.

    Raises:
        BadInput, EmptyIndex, UnsupportedInput: as by search.
    """
    if len(query.parts) != 1 or query.parts[0].text is None or not may_be_foreign(query.parts[0].text):
        return None
    english = _in_english(query, query.parts[0].text, own)
    if english is not None:
        found = _search_instead(session, models, english, is_listed=_is_listed(query), explain=explain)
        if found is not None:
            # Further pages are asked for with that text.
            return None if query.offset else replace(found, text=str(query))
    return _search_as_foreign(session, models, query, least=DOUBTED if is_doubted else SURE, explain=explain)


def is_better(query: Query, foreign: SearchResult | None, instead: SearchResult) -> bool:
    """Whether a text was sooner meant as one in another language than as what was found instead."""
    if foreign is None:
        return False
    return _is_listed(query) or _best(foreign) > _best(instead) + AHEAD


def _is_listed(query: Query) -> bool:
    return query.parts[0].text is not None and is_all_listed(query.parts[0].text)


def _in_english(query: Query, words: str, own: Own) -> Query | None:
    from imgsearch.asking.mistakes.meanings import in_english  # which takes a while

    typed = str(query)
    place = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", typed)
    meant = in_english(words) if place is not None else None
    if place is None or meant is None:
        return None
    # What else was typed stays: a time, a photographer.
    english = ask_instead(query, f"{typed[: place.start()]}{meant}{typed[place.end() :]}", own)
    return None if english.is_browsing else english


def _search_instead(
    session: Session, models: SearchModels, query: Query, *, is_listed: bool, explain: bool
) -> SearchResult | None:
    """What an English text finds for sure; of a word that surely means it also what may show it."""
    try:
        found = search_once(session, models, query, explain=explain)
    except EmptyIndex:
        return None
    is_told = found.disclaimer is not None or _is_sure(found) or (is_listed and bool(found.hits))
    return replace(found, instead=None if found.disclaimer else str(query)) if is_told else None


def _search_as_foreign(
    session: Session, models: SearchModels, query: Query, *, least: float, explain: bool
) -> SearchResult | None:
    asked = replace(query, is_foreign=True)
    # The best are looked at, whatever page is asked for in whatever order.
    first = search_once(session, models, replace(asked, offset=0, sort=None), explain=explain)
    if not _is_sure(first) or _best(first) < least:
        return None
    is_first = not query.offset and query.order == "score"
    return first if is_first else search_once(session, models, asked, explain=explain)


def _is_sure(result: SearchResult) -> bool:
    return any(hit.band == "matches" for hit in result.hits)


def _best(result: SearchResult) -> float:
    return max((hit.score for hit in result.hits), default=0.0)

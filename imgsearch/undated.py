"""What is answered where a text names a time from which there is no picture: nothing was found, and why."""

from __future__ import annotations

from collections.abc import Callable

from imgsearch.errors import EmptyIndex
from imgsearch.minors import detect_language
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult

NONE_TAKEN = {"en": "No picture is from {when}.", "ru": "Нет ни одного изображения с этой датой: {when}."}


def search_or_none_taken(query: Query, search: Callable[[], SearchResult]) -> SearchResult:
    """What a search for a query finds, or that nothing is from the time that was read out of its text.

    Who writes a date into a text has set no filter, and sees why nothing was found as with any other text.

    Raises:
        EmptyIndex: by the search, where no time was read out of the text.
    """
    try:
        return search()
    except EmptyIndex:
        if not query.understood.of("taken"):
            raise
    return SearchResult(
        text=str(query),
        language=detect_language(str(query)),
        hits=[],
        nearest=[],
        offset=query.offset,
        passing=0,
        total=0,
        understood=query.understood,
        shows_nearest=query.nearest,
    )


def say_none_taken(result: SearchResult) -> str | None:
    """That there is no picture from a time; None where there are some."""
    if result.passing != 0:
        return None
    return NONE_TAKEN[result.language or "en"].format(when=", ".join(result.understood.of("taken")))

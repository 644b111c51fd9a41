"""What is answered where nothing was found, also since a text names a time or a kind of which there is no picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from imgsearch.asking.meaning import say_any
from imgsearch.errors import EmptyIndex
from imgsearch.minors import detect_language
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult

NO_MORE = {"en": "No further pictures match.", "ru": "Больше ничего не найдено."}
ALL_SHOW = {"en": "Every picture shows it: {what}.", "ru": "Это есть на всех изображениях: {what}."}
NONE_SUCH = {"en": "No picture{of} is {what}.", "ru": "Нет ни одного изображения{of} такого вида: {what}."}
NONE_TAKEN = {"en": "No picture{of} is from {when}.", "ru": "Нет ни одного изображения{of} с этой датой: {when}."}
#: Of whose pictures, and of which.
BY = {"en": " by {name}", "ru": " фотографа {name}"}
PASSING = {"en": " that passes the filters", "ru": ", подходящего под фильтры,"}


def search_or_none_such(query: Query, search: Callable[[], SearchResult]) -> SearchResult:
    """What a search for a query finds, or that nothing is from the time or of the kind that was read out of its text.

    Who writes a date into a text has set no filter, and sees why nothing was found as with any other text.

    Raises:
        EmptyIndex: by the search, where neither was read out of the text.
    """
    try:
        return search()
    except EmptyIndex:
        if not (query.understood.of("taken") or query.understood.of("only")):
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
        is_narrowed=bool(query.given.names),
        shows_nearest=query.nearest,
    )


def say_why_nothing(result: SearchResult, otherwise: Mapping[str, str]) -> str | None:
    """The disclaimer, that no picture is from a time or of a kind, that all show what is unwanted, or what else to say.

    None where something matches.

    Args:
        result: of a search.
        otherwise: by language, what is said on a first page where pictures were looked at and none matches.
    """
    if result.disclaimer is not None or result.hits:
        return result.disclaimer
    if result.is_browsing and not result.offset:
        unwanted = result.understood.of("without") or [result.text or ""]
        return ALL_SHOW[result.language or "en"].format(what=", ".join(unwanted))
    if result.passing != 0:
        return (NO_MORE if result.offset else otherwise)[result.language or "en"]
    return say_none_such(result.language or "en", result)


def say_none_such(language: str, result: SearchResult) -> str:
    """That no picture of those that are asked for is of the kind, or from the time, that a text names."""
    taken, names = result.understood.of("taken"), result.understood.of("by")
    of = (
        "".join(BY[language].format(name=say_any(language, name)) for name in names)
        + PASSING[language] * result.is_narrowed
    )
    if kinds := result.understood.of("only"):
        return NONE_SUCH[language].format(of=of, what=", ".join([*kinds, *taken]))
    return NONE_TAKEN[language].format(of=of, when=", ".join(taken))

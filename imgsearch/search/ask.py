"""From what somebody typed to a Query: the one way of the command line, the page, the API and Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from imgsearch.asking import Reading, read_text
from imgsearch.asking.authors import is_told
from imgsearch.asking.by_whom import find_beside
from imgsearch.asking.either import find_either
from imgsearch.asking.file_names import is_file_name
from imgsearch.asking.sentences import split_long
from imgsearch.asking.times.any_year import MONTH
from imgsearch.queries.filters import EVERYTHING, FILTERS, Filters
from imgsearch.rescoring.words import is_counted, stem_word
from imgsearch.search.narrowing import add_month, add_photographer, add_time
from imgsearch.search.own import NOBODY, AsUnderstood, Named, Own
from imgsearch.search.query import MAXIMUM_PARTS, MAXIMUM_QUERY_CHARACTERS, Part, Query
from imgsearch.spelling import name_pictures, tidy


def ask(
    text: str,
    *,
    filters: Filters = EVERYTHING,
    literal: bool = False,
    own: Own | None = None,
    today: date | None = None,
    **options: Any,  # noqa: ANN401 (the other fields of a query)
) -> Query:
    """Make a query of a text as people type it.

    What should not be there becomes unwanted parts, a time and a kind of photographs become filters, "newest" the
    order, as `query.understood` says, and the sentences of a long text are wanted parts of equal weight; see
    docs/search.md. Several texts with weights and signs are a Query of their own.

    Args:
        text: what was typed.
        filters: what pictures must be; a time or photographer in the text narrows them, and is words where none could
            be left. A kind counts instead of one in the text, and so does a `sort` among the options.
        literal: take the text as it is.
        own: what the gallery says of its dates, titles and photographers, if any are to be understood.
        today: what "last summer" is counted from; None: the clock of this machine says.
        **options: the other fields of a query.

    Raises:
        BadInput: as by Query.
    """
    text = text.strip()
    if literal or len(text) > MAXIMUM_QUERY_CHARACTERS:  # which a query refuses, and nobody need understand
        return Query([Part(text)], filters=filters, **options)
    reading, named = _read(text, filters, own, today, has_order=not options.get("sort"))
    several, sentences = named.several, split_long(reading.wanted, MAXIMUM_PARTS)
    either = list(several.names) if several and several.names else find_either(name_pictures(tidy(reading.wanted)))
    is_one = not either and len(sentences) == 1
    options["offers"] = several.texts if several and not (several.names or several.place) else ()
    options |= {"in_sentences": len(sentences) > 1, "is_either": bool(either), "given": filters}
    options["beside"] = find_beside(tidy(reading.wanted), named.names) if named.names and is_one else None
    reading = reading.add_either(either, text)
    if reading.is_plain:
        options = {"understood": reading.understood, "is_understood": True, **options}
        if not is_one:
            options = {"said": text, "tries_others": bool(either), **options}
            return Query(list(map(Part, either or sentences)), filters=filters, **options)
        return Query([Part(text)], filters=filters, tries_others=True, **options)
    filters = _narrowed(filters, reading.only)
    if reading.period is not None:
        filters = add_time(reading.period, filters) or filters
    for name in reading.understood.of("by"):
        filters = add_photographer(name, filters) or filters
    return Query(_parts(reading, either), filters=filters, **_asked(reading, text, options))


def _read(
    text: str, filters: Filters, own: Own | None, today: date | None, *, has_order: bool
) -> tuple[Reading, Named]:
    """What is understood of a text, as far as it fits the gallery and the filters that are given; and names in it."""
    reading = read_text(text, today=today)
    with_dates = not reading.says_when or _is_time(reading, text, filters, own)
    with_only = not reading.only.keys() & set(filters.names) - {MONTH}
    with_order = reading.sort is None or (has_order and own is not None and own.has_dates(filters))
    again = partial(read_text, text, with_dates=with_dates, with_only=with_only, with_order=with_order, today=today)
    if not (with_dates and with_only and with_order):
        reading = again()
    named = NOBODY if own is None or is_file_name(text) else own.find_names(tidy(text), _gallery_of(filters))
    if named.photographer is None or add_photographer(named.photographer.text, filters) is None:
        return reading, named
    beside = again(by=named.photographer)
    if beside.sort != reading.sort and not (has_order and own is not None and own.has_dates(filters)):
        return reading, named
    # Who names nothing else finds the name wherever it stands, but behind "photographer" or before 's, or by date.
    is_alone = not beside.wanted and beside.understood.is_only("by", "request") and beside.sort == reading.sort
    is_alone = is_alone and not is_told(tidy(text), named.photographer)
    return (reading if is_alone else beside), named


def _is_time(reading: Reading, text: str, filters: Filters, own: Own | None) -> bool:
    """Whether pictures of the time are meant that a text names."""
    # A month of any year is read beside no other time.
    at = add_month(reading.only[MONTH], filters) if reading.period is None else add_time(reading.period, filters)
    if own is None or at is None:
        return False
    # Who names a time alone wants all of it, whatever a tag is called.
    return own.has_dates(filters) and not (reading.wanted and own.is_called(text, at))


def other_queries(query: Query, own: Own | None = None) -> Iterator[Query]:
    """The query without words for how a photograph was taken or what a name is, and with mistakes read as meant.

    So is a time left out where no picture has a date.

    Each is understood as if it had been typed, so that the page behind shows what the first one does.

    Args:
        query: as ask() made it.
        own: as for ask(); None: the times and photographers that were understood are so in these, too, and no others.
    """
    from imgsearch.asking.labels import without_labels, without_possessives
    from imgsearch.asking.manner import without_manner
    from imgsearch.asking.mistakes.others import other_texts
    from imgsearch.asking.times.undated import without_time

    typed, own = str(query), AsUnderstood(query.understood) if own is None else own
    undated = without_time(typed)
    if undated is not None and own.has_dates(query.given):
        undated = None
    said = undated or typed
    left = (undated, without_labels(said), without_possessives(said), without_manner(said))
    plain = [each for each in left if each]
    others = [other for each in plain for other in (each, *other_texts(each))]
    for text in dict.fromkeys([*others, *other_texts(typed)]):
        other = ask_instead(query, text, own)
        if not other.is_browsing:
            yield other


def query_in_russian(query: Query, own: Own) -> Query | None:
    """The query in Russian letters, where it is Russian in Latin ones and nothing else."""
    typed = str(query)
    # Most texts have a word that captions have, and are spared what takes a while to import.
    if not typed.isascii() or any(is_counted(stem_word(word)) for word in typed.lower().split()):
        return None
    from imgsearch.asking.mistakes.others import in_russian

    text = in_russian(typed)
    other = ask_instead(query, text, own) if text is not None else None
    return None if other is None or other.is_browsing else other


def ask_instead(query: Query, text: str, own: Own) -> Query:
    """Another text in place of the one of a query, with all that was asked beside it."""
    options = {name: getattr(query, name) for name in ("limit", "offset", "min_score", "nearest", "every")}
    options["sort"] = None if query.understood.of("order") else query.sort
    other = ask(text, filters=query.given, own=own, **options)
    return replace(other, said=text, tries_others=False, is_understood=False)


def _gallery_of(filters: Filters) -> Filters:
    """The gallery alone: a text names the same people however its pictures are narrowed."""
    return Filters(gallery=filters.values.get("gallery"))


def _narrowed(filters: Filters, only: Mapping[str, str]) -> Filters:
    """Filters, and what a text asks for beside them; where both say something of the same, the filters count."""
    read = {name: [value] if FILTERS[name].is_multiple else value for name, value in only.items()}
    return Filters(**{**read, **filters.values})


def _parts(reading: Reading, either: Sequence[str]) -> list[Part]:
    unwanted = [Part(each, weight=-1) for each in reading.unwanted]
    if either:
        return [*map(Part, either), *unwanted][:MAXIMUM_PARTS]
    if not reading.wanted:
        return unwanted
    return [*map(Part, split_long(reading.wanted, MAXIMUM_PARTS - len(unwanted))), *unwanted]


def _asked(reading: Reading, text: str, options: dict[str, Any]) -> dict[str, Any]:
    """The other fields; who names nothing but a time or a kind gets all of it, by date."""
    return options | {
        "sort": options.get("sort") or reading.sort,
        "said": text,
        "understood": reading.understood,
        "tries_others": bool(reading.wanted),
        "is_understood": True,
    }

"""From the fields of a file and its sidecars to one record, each thing once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from imgsearch.embedded.acdsee import CATEGORIES, read_categories
from imgsearch.embedded.boilerplate import is_boilerplate, is_no_photographer, without_label
from imgsearch.embedded.found import Found
from imgsearch.embedded.moments import Moment, from_timestamp, parse_moment, parse_period
from imgsearch.embedded.precedence import IN_UTC, LEVELS, PRECEDENCE, SEPARATORS
from imgsearch.embedded.record import Embedded, Text

T = TypeVar("T")
#: A field, its text and its language.
Named = tuple[str, str, str | None]
#: What a record holds at most of each.
CAPTIONS = 50
KEYWORDS = 1_000
KEYWORD_CHARS = 100
NAME_CHARS = 300
PROBLEMS = 50
#: Old fields cut their texts: IPTC keywords after 64 bytes, by-lines after 32, captions after 2,000.
CUT_CHARS = 30


def merge(sources: Sequence[Found], file_name: str) -> Embedded:
    """Merge what was found.

    Args:
        sources: the more trusted one first.
        file_name: of the picture, without folders; a caption that repeats it is none.
    """
    camera = _camera(sources)
    problems: dict[str, None] = {}
    captions = _distinct_texts(_texts(sources, "captions"), file_name, camera, problems)
    titles = _distinct_texts(_texts(sources, "titles"), file_name, camera, problems)
    keywords, hierarchies = _keywords(sources, problems)
    moment = _moment(sources)
    places = {name: _single(sources, name) for name in ("copyright", "city", "state", "country", "sublocation")}
    return Embedded(
        captions=captions,
        titles=titles,
        keywords=keywords,
        hierarchies=hierarchies,
        persons=_distinct(_split(sources, "persons", problems)),
        photographers=_photographers(sources, camera, problems),
        **places,
        taken_at=moment.at if moment is not None else None,
        utc_offset=moment.utc_offset if moment is not None else None,
        rating=_rating(sources),
        gps=next((source.gps for source in sources if source.gps is not None), None),
        raw={name: value for source in reversed(sources) for name, value in source.raw().items()},
        heard=tuple(dict.fromkeys(text for source in sources for text in source.heard())),
        closed=dict(source.closed for source in sources if source.closed is not None),
        problems=tuple(dict.fromkeys([*(p for source in sources for p in source.problems), *problems]))[:PROBLEMS],
    )


def _camera(sources: Sequence[Found]) -> tuple[str, ...]:
    for source in sources:
        make, model = source.first("IFD0:Make"), source.first("IFD0:Model")
        named = [name.casefold() for name in (make, model) if name]
        if named:
            return (*named, " ".join(named))
    return ()


def _texts(sources: Sequence[Found], meaning: str) -> Iterator[Named]:
    for source in sources:
        for field in PRECEDENCE[meaning]:
            for text, language in source.values.get(field, ()):
                yield field, text, language


def _split(sources: Sequence[Found], meaning: str, problems: dict[str, None]) -> Iterator[str]:
    """Names or keywords, those apart that stand in one text."""
    limit = KEYWORD_CHARS if meaning == "keywords" else NAME_CHARS
    yield from _split_texts(_texts(sources, meaning), limit, problems)


def _split_texts(texts: Iterable[Named], limit: int, problems: dict[str, None]) -> Iterator[str]:
    for field, text, _ in texts:
        separator = SEPARATORS.get(field)
        parts = text.split(separator) if separator is not None else [text]
        for part in parts:
            name = " ".join(part.split())
            if len(name) > limit:
                problems[f"{field}: a value of {len(name):,} characters is left out; {limit} are the most"] = None
            elif name:
                yield name


def _photographers(sources: Sequence[Found], camera: tuple[str, ...], problems: dict[str, None]) -> tuple[str, ...]:
    """Those of the first field that names any: several fields mostly spell one person in several ways."""
    for source in sources:
        for field in PRECEDENCE["photographers"]:
            said = [(field, text, language) for text, language in source.values.get(field, ())]
            names = map(without_label, _split_texts(said, NAME_CHARS, problems))
            people = _distinct(name for name in names if not is_no_photographer(name, camera))
            if people:
                return people
    return ()


def _distinct_texts(
    texts: Iterable[Named], file_name: str, camera: tuple[str, ...], problems: dict[str, None]
) -> tuple[Text, ...]:
    """Texts without boilerplate; of equal ones the first, with a language where any of them has one."""
    kept: dict[str, Text] = {}
    for field, text, language in texts:
        key = _key(text)
        known = kept.get(key)
        if known is not None:
            if known.language is None and language is not None:
                kept[key] = Text(known.text, language, known.field)
        elif is_boilerplate(text, file_name, camera):
            continue
        elif len(kept) < CAPTIONS:
            kept[key] = Text(text, language, field)
        else:
            problems[f"more than {CAPTIONS} captions or titles; the rest is left out"] = None
    return _without_cut(tuple(kept.values()), lambda text: text.text)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, without regard to case, as it was spelt first."""
    kept: dict[str, str] = {}
    for value in values:
        kept.setdefault(_key(value), value)
    return tuple(kept.values())


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _without_cut(values: tuple[T, ...], text_of: Callable[[T], str]) -> tuple[T, ...]:
    """Leave out long texts with which another one begins: they were cut by a field's limit."""
    if not any(len(text_of(value)) >= CUT_CHARS for value in values):
        return values
    by_key = sorted((_key(text_of(value)), at) for at, value in enumerate(values))
    # In this order a text stands right before those that begin with it.
    cut = {at for (key, at), (following, _) in pairwise(by_key) if len(key) >= CUT_CHARS and following.startswith(key)}
    return tuple(value for at, value in enumerate(values) if at not in cut)


def _keywords(
    sources: Sequence[Found], problems: dict[str, None]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    words: list[str] = []
    paths: dict[tuple[str, ...], None] = {}
    for word in _split(sources, "keywords", problems):
        levels = _levels(word, "|")
        words.extend(levels)
        if len(levels) > 1:
            paths[levels] = None
    for field, levels in _paths(sources):
        if any(len(level) > KEYWORD_CHARS for level in levels):
            problems[f"{field}: a level of more than {KEYWORD_CHARS} characters is left out"] = None
            continue
        words.extend(levels)
        if len(levels) > 1:
            paths[levels] = None
    distinct = _without_cut(_distinct(words), str)
    if len(distinct) > KEYWORDS:
        problems[f"{len(distinct):,} keywords; the first {KEYWORDS:,} are kept"] = None
    return distinct[:KEYWORDS], tuple(paths)[:KEYWORDS]


def _paths(sources: Sequence[Found]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field, text, _ in _texts(sources, "hierarchies"):
        if field == CATEGORIES:
            yield from ((field, path) for path in read_categories(text))
        else:
            yield field, _levels(text, LEVELS.get(field, "|"))


def _levels(text: str, separator: str) -> tuple[str, ...]:
    if separator not in text:
        return (" ".join(text.split()),)
    return tuple(filter(None, (" ".join(level.split()) for level in text.split(separator))))


def _single(sources: Sequence[Found], meaning: str) -> str | None:
    for _, text, _ in _texts(sources, meaning):
        value = " ".join(text.split())
        if len(value) <= NAME_CHARS:
            return value
    return None


def _moment(sources: Sequence[Found]) -> Moment | None:
    """When it was taken; times of satellites and of Google come last, since they are in UTC."""
    for source in sources:
        # A day in any field says more than a year or a month in another one.
        moment = _date(source, parse_moment) or _date(source, parse_period)
        if moment is not None:
            return moment
    in_utc = ((field, text) for field in IN_UTC for source in sources if (text := source.first(field)))
    return next((moment for field, text in in_utc if (moment := _in_utc(field, text)) is not None), None)


def _in_utc(field: str, text: str) -> Moment | None:
    if field == "Takeout:PhotoTakenTime":
        return from_timestamp(int(text)) if text.removeprefix("-").isdecimal() and len(text) < 15 else None
    return parse_moment(text, None, "Z")


def _date(source: Found, parse: Callable[..., Moment | None]) -> Moment | None:
    for field in PRECEDENCE["taken_at"]:
        text = source.first(field)
        if text is None or field in IN_UTC:
            continue
        if field == "ExifIFD:DateTimeOriginal":
            subsecond = source.first("ExifIFD:SubSecTimeOriginal")
            moment = parse(text, subsecond, source.first("ExifIFD:OffsetTimeOriginal"))
        elif field == "IPTC:DateCreated":
            time = source.first("IPTC:TimeCreated")
            moment = parse(f"{text} {time}" if time else text) or parse(text)
        else:
            moment = parse(text)
        if moment is not None:
            return moment
    return None


def _rating(sources: Sequence[Found]) -> int | None:
    for _, text, _ in _texts(sources, "rating"):
        try:
            stars = float(text[:20])
        except ValueError:
            continue
        if -1 <= stars <= 5 and (stars >= 0.5 or stars == -1):
            return int(stars + 0.5) if stars > 0 else -1
    return None

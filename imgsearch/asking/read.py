"""Taking a text apart: what is wanted, what is not, when it was, and which colours it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import NamedTuple, TypeVar

from imgsearch.asking.any_picture import names_something
from imgsearch.asking.colours import find_colours
from imgsearch.asking.denial.contrast import is_contrast
from imgsearch.asking.denial.denied_kind import find_denied_kind
from imgsearch.asking.denial.unwanted import find_unwanted, is_marked
from imgsearch.asking.file_names import is_file_name
from imgsearch.asking.left_out import leave_out
from imgsearch.asking.meaning import Kind, Meaning, Period, Place, Reading, Understood
from imgsearch.asking.only import Only, find_only
from imgsearch.asking.order import Ordered, find_order
from imgsearch.asking.requests import find_requests, is_all, is_praise
from imgsearch.asking.times.any_year import MONTH, find_month
from imgsearch.asking.times.dates import find_times
from imgsearch.asking.times.period import find_period
from imgsearch.asking.tokens import tokens_of, without_last_signs
from imgsearch.minors import mentions_minors
from imgsearch.spelling import name_pictures, spell, tidy

Each = TypeVar("Each")
#: What joins "photos" and what they show, and is left behind where a time stands between them.
JOINTS = frozenset("of with showing where about in at on с со где про".split())
#: What a time may begin with.
PHOTO = "фото "
QUOTES = '"«»“”„'


def read_text(
    said: str,
    *,
    with_dates: bool = True,
    with_only: bool = True,
    with_order: bool = True,
    by: Place | None = None,
    today: date | None = None,
) -> Reading:
    """Understand what somebody typed.

    What names a minor stays where it is: a query is judged as a whole. Where no more is left to look for than
    "photos", it is all that is asked for but what is unwanted, or all of a time or kind. "Show me" is left out
    where more follows.

    Args:
        said: a text of a query.
        with_dates: whether times are understood.
        with_only: whether it is understood that photographs of some kind alone are asked for.
        with_order: whether pictures are to come in the order that is asked for; else it is left out.
        by: where it names the photographer.
        today: what "last summer" is counted from; None: the clock of this machine says.
    """
    text = without_last_signs(tidy(said))
    if is_file_name(text):
        return Reading(said, (), None, {}, None, Understood())
    if is_all(text):
        return Reading("", (), None, {}, None, Understood((Meaning("request", text, f'"{text}"'),)))
    quoted = [(token.start, token.end) for token in tokens_of(text) if token.is_quoted] if _has_quotes(text) else []
    apart = _take_apart(text, quoted, by, today, with_dates=with_dates, with_only=with_only)
    wanted = leave_out(text, [*apart.requests, *apart.places])
    if apart.places and (not names_something(wanted) or is_praise(text, wanted)):
        wanted = ""
    phrases = [Place(start, end, text[start:end].strip(QUOTES)) for start, end in quoted if text[start] in QUOTES]
    found = [*apart.meant(with_order=with_order), *(("phrase", place) for place in phrases)]
    is_plain = not found
    said_apart = [*quoted, *((place.start, place.end) for _, place in found)]
    found += [("colour", place._replace(text=name)) for name, place in find_colours(text, said_apart)]
    named = _name_pictures(wanted)
    found.sort(key=lambda each: each[1].start)
    meanings = (*named, *(Meaning(kind, place.text, _quote(text, place)) for kind, place in found))
    return Reading(
        wanted=said if is_plain else wanted,
        unwanted=tuple(place.text for place in apart.unwanted),
        period=next(iter(apart.period), None),
        only={name: value for kind in apart.kinds for name, value in kind.filters.items()},
        sort=next((ordered.sort for ordered in apart.ordered if with_order), None),
        understood=Understood(meanings),
    )


class _Apart(NamedTuple):
    """What a text says besides what it looks for."""

    unwanted: list[Place]
    period: list[Period]
    """One at most, as of orders."""
    ordered: list[Ordered]
    kinds: list[Only]
    requests: list[Place]
    by: list[Place]

    @property
    def places(self) -> list[Place]:
        """Where it says more than that pictures are asked for."""
        times = [period.place for period in self.period]
        orders = [ordered.place for ordered in self.ordered]
        return [*self.unwanted, *self.by, *(kind.place for kind in self.kinds), *times, *orders]

    def meant(self, *, with_order: bool) -> list[tuple[Kind, Place]]:
        """What each of its places means."""
        return [
            *(("request", place) for place in self.requests if place.text.lower() not in JOINTS),
            *(("without", place) for place in self.unwanted),
            *(("taken", period.place) for period in self.period),
            *(("order" if with_order else "request", ordered.place) for ordered in self.ordered),
            *(("taken" if MONTH in kind.filters else "only", kind.place) for kind in self.kinds),
            *(("by", place) for place in self.by),
        ]


def _take_apart(
    said: str,
    quoted: Sequence[tuple[int, int]],
    by: Place | None,
    today: date | None,
    *,
    with_dates: bool,
    with_only: bool,
) -> _Apart:
    text = said if by is None else by.blank(said)
    period = find_period(text, quoted, today) if with_dates else None
    undated = text if period is None else period.place.blank(text)
    has_month = with_dates and period is None
    ordered = find_order(_with_photo(text, _without_month(undated) if has_month else undated, period))
    unordered = undated if ordered is None else ordered.place.blank(undated)
    denied = _outside(find_denied_kind(unordered), quoted) if with_only else None
    undenied = unordered if denied is None else denied.place.blank(unordered)
    unwanted = _find_unwanted(undenied, today) if is_marked(text) else []
    rest = reduce(lambda left, place: place.blank(left), unwanted, undenied)
    others = [*quoted, *((place.start, place.end) for place in unwanted)]
    month = _outside(find_month(rest), others) if has_month else None
    if month is not None:
        rest, unordered = month.place.blank(rest), month.place.blank(unordered)
    only = _find_only(text, rest, period, others) if with_only else None
    found = _Apart(unwanted, _some(period), _some(ordered), _some(denied, month), [], _some(by))
    around = list[Place]()
    if only is not None:
        only, around = _split(text, only, found.places)
        found = found._replace(kinds=_some(denied, only, month))
    requests = _find_requests(unordered, [*found.places, *around])
    return found._replace(requests=[*around, *(each for each in requests if each not in around)])


def _without_month(text: str) -> str:
    month = find_month(text)
    return text if month is None else month.place.blank(text)


def _some(*found: Each | None) -> list[Each]:
    """What there is."""
    return [each for each in found if each is not None]


def _find_unwanted(text: str, today: date | None) -> list[Place]:
    """What should not be there, but minors, times, which no picture shows, and what is wanted beside it."""
    times = [period.place for period in find_times(text, today)]
    places = find_unwanted(text)
    return [
        place
        for place in places
        if not mentions_minors(place.text)
        and not any(_overlap(place, each) for each in times)
        and find_month(place.text) is None
        and not is_contrast(text, place, places)
    ]


def _outside(found: Only | None, apart: Sequence[tuple[int, int]]) -> Only | None:
    """A kind or month that was found, but in what is left alone."""
    return None if found is None or _lies_in(found.place, apart) else found


def _find_only(text: str, undated: str, period: Period | None, apart: Sequence[tuple[int, int]]) -> Only | None:
    """The kind of photographs."""
    only = find_only(_with_photo(text, undated, period))
    return None if only is None or _lies_in(only.place, apart) else only


def _split(text: str, only: Only, others: Sequence[Place]) -> tuple[Only, list[Place]]:
    """The place that says the kind, and what asks for photographs beside others in between: "vertical 2019 photos"."""
    said, pieces = only.place.text, _around(text, only.place, others)
    own = next((each for each in pieces if said in each.text), only.place)
    return only._replace(place=own._replace(text=said)), [each for each in pieces if each != own]


def _with_photo(text: str, undated: str, period: Period | None) -> str:
    """A text without its time, but with what photographs are called there: «первые фото 2019 года»."""
    start = len(text) if period is None else period.place.start
    photo = text[start : start + len(PHOTO)]
    return undated[:start] + photo + undated[start + len(PHOTO) :] if photo.lower() == PHOTO else undated


def _find_requests(text: str, others: Sequence[Place]) -> list[Place]:
    """What only asks for pictures, where something is left to look for."""
    found = find_requests(text)
    pieces = [piece for each in found for piece in _around(text, each, others)]
    if names_something(leave_out(text, pieces)):
        return pieces
    return [each for each in found if not any(_overlap(each, other) for other in others)] if others else []


def _around(text: str, place: Place, others: Sequence[Place]) -> list[Place]:
    """What of a place lies beside others: "photos" and "of" around the time in "photos from 2019 of dogs"."""
    ends = [place.start, *(at for other in sorted(others) if _overlap(place, other) for at in other[:2]), place.end]
    pieces = ((start, end, text[start:end]) for start, end in zip(ends[::2], ends[1::2], strict=True) if start < end)
    return [
        Place(start + len(said) - len(said.lstrip(" ,")), start + len(said.rstrip(" ,")), said.strip(" ,"))
        for start, end, said in pieces
        if said.strip(" ,")
    ]


def _lies_in(place: Place, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether it has a character in common with any of them."""
    return any(place.start < end and start < place.end for start, end in spans)


def _overlap(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


def _has_quotes(text: str) -> bool:
    return any(mark in text for mark in QUOTES)


def _name_pictures(text: str) -> tuple[Meaning, ...]:
    """What small pictures without a word are asked for as; it is the same in quotation marks."""
    name = spell(text) if name_pictures(text) != text else text
    return (Meaning("named", name, name),) if name != text else ()


def _quote(text: str, place: Place) -> str:
    """The text with a place in quotation marks; a minus sign in front, which would still count, goes."""
    start = place.start
    inside = text[start : place.end].strip(QUOTES).lstrip("-−–").strip(QUOTES)
    return f'{text[:start]}"{inside}"{text[place.end :]}'

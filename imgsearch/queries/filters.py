"""What a picture must be, besides looking like the query: a table with a row for each filter.

Everything else follows from the row: the option of `imgsearch query`, the field of the page's form, the parameter of
the HTTP API, the keyword of Filters, the condition in the statement and the words that describe it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, String, Text, bindparam, cast, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from imgsearch.errors import BadInput
from imgsearch.pictures.palette import COLOURS, RUSSIAN, read_colour
from imgsearch.queries.cleaned import normal_tag, one_line, only_text
from imgsearch.queries.names import has_names, is_by_photographer
from imgsearch.queries.one_filter import Filter
from imgsearch.queries.stretches import say_moment
from imgsearch.queries.taken import TIME_FILTERS
from imgsearch.tables import Image

ORIENTATIONS = ("landscape", "portrait", "square")
#: Characters of a place that image.places keeps, and of a name in image.persons.
LONGEST_PLACE = LONGEST_NAME = 200


def _in_small_letters(texts: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """By the database, which has made what it compares with: Python has other small letters of Σ and İ."""
    return cast(func.lower(cast(texts, Text)), ARRAY(Text))


FILTERS: dict[str, Filter] = {
    row.name: row
    for row in (
        Filter(
            "gallery",
            "--gallery",
            Image.gallery == bindparam("filter_gallery", type_=String),
            "Only pictures loaded from the folder of this name, such as test_images.",
            ("Gallery", "Галерея"),
            clean=only_text,
        ),
        *TIME_FILTERS,
        Filter(
            "photographer",
            "--photographer",
            is_by_photographer(),
            'Only pictures by this photographer, or any of "Lev Orlov | Anna Petrova"; case and accents do not matter.',
            ("Photographer", "Фотограф"),
            clean=one_line,
        ),
        Filter(
            "tags",
            "--tag",
            has_names("tags", Image.tags.contains(bindparam("filter_tags", type_=ARRAY(String)))),
            "Only pictures with this tag; may be repeated, and all tags must be present.",
            ("Tags", "Теги"),
            clean=normal_tag,
            is_multiple=True,
            longest=1000,
        ),
        Filter(
            "places",
            "--place",
            has_names(
                "places",
                Image.places.contains(
                    cast(_in_small_letters(bindparam("filter_places", type_=ARRAY(Text))), ARRAY(String))
                ),
            ),
            "Only pictures taken at this place, in this city, region or country; may be repeated, and all must hold.",
            ("Places", "Места"),
            clean=lambda text: one_line(text)[:LONGEST_PLACE],
            is_multiple=True,
            longest=1000,
        ),
        Filter(
            "people",
            "--person",
            has_names(
                "people",
                _in_small_letters(Image.persons).contains(
                    _in_small_letters(bindparam("filter_people", type_=ARRAY(Text)))
                ),
            ),
            "Only pictures that this person is in by their metadata; may be repeated, and all must be there.",
            ("People", "Люди"),
            clean=lambda text: one_line(text)[:LONGEST_NAME],
            is_multiple=True,
            longest=1000,
        ),
        Filter(
            "colours",
            "--colour",
            Image.colours.contains(bindparam("filter_colours", type_=ARRAY(String))),
            f"Only pictures with this main colour: {', '.join(COLOURS)}; may be repeated, and all must hold.",
            ("Colours", "Цвета"),
            clean=read_colour,
            is_multiple=True,
            choices=COLOURS,
            russian=RUSSIAN,
            longest=100,
        ),
        Filter(
            "not_colours",
            "--not-colour",
            ~func.coalesce(Image.colours.overlap(bindparam("filter_not_colours", type_=ARRAY(String))), False),
            "Only pictures without this main colour; may be repeated, and none of them may be there.",
            ("Without colours", "Без цветов"),
            clean=read_colour,
            is_multiple=True,
            choices=COLOURS,
            russian=RUSSIAN,
            longest=100,
        ),
        Filter(
            "orientation",
            "--orientation",
            Image.orientation == bindparam("filter_orientation", type_=String),
            "Only pictures of this shape.",
            ("Orientation", "Ориентация"),
            choices=ORIENTATIONS,
        ),
    )
}


class Filters:
    """Conditions that all have to hold; None and empty ones do not count.

    Args:
        gallery: name of the folder that the picture was loaded from.
        taken_from: datetime, the first moment, by the clock where the picture was taken; an offset is left out.
        taken_to: datetime, the first moment that is too late; a date or a text means all of that day, month or year.
        not_taken: a text or date, the day, month or year that it was not taken in; those without a date pass.
        month: the month of any year that it was taken in, by its English or Russian name.
        photographer: who took it, or several with ' | ' between them, of whom any did; names are compared without case,
            accents and ё, see docs/search.md.
        tags: it has all of them.
        people: all of them are in it.
        colours: all of them are among its main ones, by their English or Russian names.
        not_colours: none of them is; pictures whose colours are not known yet pass.
        orientation: landscape, portrait or square.

    Raises:
        BadInput: there is no such filter, nothing could pass, or a value is empty, no text or none of the choices.
    """

    __slots__ = ("values",)
    values: Mapping[str, Any]
    """Name -> value of those that count, in the order of FILTERS."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 (whatever kind of value a filter has)
        if unknown := given.keys() - FILTERS.keys():
            raise BadInput(f"there is no filter {min(unknown)!r}; there are {', '.join(FILTERS)}")
        values = {name: FILTERS[name].prepare(given[name]) for name in FILTERS if given.get(name) not in (None, (), [])}
        first, end = values.get("taken_from", datetime.min), values.get("taken_to")
        if end is not None and first >= end:
            from_, to = say_moment(first), say_moment(end, timedelta(days=1))
            raise BadInput(
                f"no time is left between {from_} and {to}; the first time has to be the earlier one",
                ru=f"между {from_} и {to} не остаётся времени; первое время должно быть раньше",
            )
        object.__setattr__(self, "values", MappingProxyType(values))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"filters do not change: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Filters) and self.values == other.values

    def __hash__(self) -> int:
        return hash(tuple(self.values.items()))

    def __repr__(self) -> str:
        return f"Filters({', '.join(f'{name}={value!r}' for name, value in self.values.items())})"

    @property
    def names(self) -> tuple[str, ...]:
        """Those that count; with them a statement can be kept and used for other values."""
        return tuple(self.values)

    @property
    def parameters(self) -> dict[str, Any]:
        """Values for the conditions' parameters."""
        return {
            f"filter_{name}": list(value) if FILTERS[name].is_multiple else value for name, value in self.values.items()
        }

    def describe(self) -> str:
        """The conditions in words."""
        return ", ".join(
            f"{name.replace('_', ' ')} {', '.join(value) if FILTERS[name].is_multiple else FILTERS[name].say(value)}"
            for name, value in self.values.items()
        )


EVERYTHING = Filters()


def conditions(names: Iterable[str]) -> list[ColumnElement[bool]]:
    """The conditions on Image of these filters."""
    return [FILTERS[name].condition for name in names]

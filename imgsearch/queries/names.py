"""Names as filters compare them: the database's fold_name gives what is stored and what is asked for one spelling."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, String, any_, bindparam, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from imgsearch.asking.meaning import ANY_OF
from imgsearch.tables import Image


def _once(folded: ColumnElement[Any]) -> ScalarSelect[Any]:
    """As a subquery: a plan that is kept for other values would fold them again for every picture."""
    return select(folded).scalar_subquery()


def _fold_all(filtered: str, kind: str) -> ColumnElement[Any]:
    names = bindparam(f"filter_{filtered}", type_=ARRAY(String))
    return func.fold_names(literal(kind, String, literal_execute=True), names, type_=ARRAY(String))


def _fold_photographers() -> ColumnElement[Any]:
    """The name that is asked for, which may have a bar in it, and each of several."""
    asked = bindparam("filter_photographer", type_=String)
    names = func.array_append(func.string_to_array(asked, ANY_OF), asked, type_=ARRAY(String))
    name = func.unnest(names).column_valued("name")
    folded = func.array_agg(func.fold_name(name, type_=String), type_=ARRAY(String))
    return folded.concat(func.array_agg(func.lower(name), type_=ARRAY(String)))


#: Filter -> what image.name_keys calls its names.
KINDS: Final = {"tags": "tag", "places": "place", "people": "person"}
#: Filter -> what it names, folded; takes the filter's parameter.
FOLDED: Final[dict[str, ScalarSelect[Any]]] = {
    "photographer": _once(_fold_photographers()),
    **{filtered: _once(_fold_all(filtered, kind)) for filtered, kind in KINDS.items()},
}


def is_by_photographer() -> ColumnElement[bool]:
    """Whether a picture's photographer has a name of the filter; keys that no load has read yet are in lower case."""
    # With a cast it is a list, and no statement whose rows are gone through.
    return Image.photographer_key == any_(cast(FOLDED["photographer"], ARRAY(String)))


def has_names(filtered: str, stored: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a picture has all names of a filter.

    Args:
        filtered: the filter.
        stored: whether the names as they are stored are those, for pictures whose keys no load has read yet.
    """
    return or_(Image.name_keys.contains(FOLDED[filtered]), Image.name_keys.is_(None) & stored)

"""What counts as the same filters, and how what somebody wrote is kept."""

from __future__ import annotations

import pytest

from imgsearch.errors import BadInput
from imgsearch.queries.filters import FILTERS, Filters, normal_tag


def test_filters_are_the_same_when_their_values_are() -> None:
    assert Filters(gallery="g") == Filters(gallery="g", tags=[])
    assert hash(Filters(gallery="g")) == hash(Filters(gallery="g"))
    assert Filters(gallery="g") != Filters(gallery="h")
    assert Filters() != Filters(gallery="g")
    assert Filters() != {}


@pytest.mark.parametrize(
    ("tag", "kept"),
    [("Dog", "dog"), (" #Dog ", "dog"), ("# big  DOG", "big dog"), ("c#", "c#"), ("##x", "#x")],
)
def test_a_tag_is_kept_without_capitals_outer_blanks_and_its_sign(tag: str, kept: str) -> None:
    assert normal_tag(tag) == kept


def test_a_picture_is_landscape_portrait_or_square() -> None:
    for shape in ("landscape", "portrait", "square"):
        assert Filters(orientation=shape).values == {"orientation": shape}
    with pytest.raises(BadInput, match="'round' is not one of landscape, portrait, square"):
        Filters(orientation="round")


def test_only_fields_for_dates_show_an_example() -> None:
    shown = {name: row.placeholder for name, row in FILTERS.items() if row.placeholder}
    assert shown == {"taken_from": "2024-05", "taken_to": "31.05.2024"}

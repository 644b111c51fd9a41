"""What counts as the same filters, and how what somebody wrote is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from imgsearch.errors import BadInput
from imgsearch.moment import Moment
from imgsearch.pictures.palette import COLOURS
from imgsearch.queries.cleaned import normal_tag
from imgsearch.queries.filters import FILTERS, Filters
from imgsearch.queries.stretches import read_stretches


def test_filters_are_the_same_when_their_values_are() -> None:
    assert Filters(gallery="g") == Filters(gallery="g", tags=[])
    assert hash(Filters(gallery="g")) == hash(Filters(gallery="g"))
    assert Filters(gallery="g") != Filters(gallery="h")
    assert Filters() != Filters(gallery="g")
    assert Filters() != {}


@pytest.mark.parametrize(
    ("tag", "kept"),
    [("Dog", "dog"), (" #Dog ", "dog"), ("# big  DOG", "big dog"), ("c#", "c#"), ("##x", "#x"), ("Е\u0308лка", "ёлка")],
)
def test_a_tag_is_kept_without_capitals_outer_blanks_and_its_sign(tag: str, kept: str) -> None:
    assert normal_tag(tag) == kept


def test_letters_with_marks_may_come_in_parts() -> None:
    apart = Filters(
        photographer="Андреи\u0306", tags=["и\u0306од"], places=["Иошкар-Ола, маи\u0306"], people=["Cafe\u0301"]
    )
    assert apart == Filters(photographer="Андрей", tags=["йод"], places=["Иошкар-Ола, май"], people=["Café"])


def test_a_picture_is_landscape_portrait_or_square() -> None:
    for shape in ("landscape", "portrait", "square"):
        assert Filters(orientation=shape).values == {"orientation": shape}
    with pytest.raises(BadInput, match="'round' is not one of landscape, portrait, square"):
        Filters(orientation="round")


def test_only_fields_for_dates_show_an_example() -> None:
    shown = {name: row.placeholder for name, row in FILTERS.items() if row.placeholder}
    assert shown == {"taken_from": "2024-05", "taken_to": "31.05.2024", "not_taken": "2024-05"}


@pytest.mark.parametrize(
    ("given", "first", "end"),
    [
        (datetime(2024, 5, 31, 12), datetime(2024, 5, 31, 12), datetime(2024, 5, 31, 12)),
        (datetime(2024, 5, 31, 12, tzinfo=UTC), datetime(2024, 5, 31, 12), datetime(2024, 5, 31, 12)),
        (date(2024, 5, 31), datetime(2024, 5, 31), datetime(2024, 6, 1)),
        ("2024-05", datetime(2024, 5, 1), datetime(2024, 6, 1)),
        (date.max, datetime(9999, 12, 31), datetime.max),
        (datetime.max, datetime.max, datetime.max),
    ],
)
def test_times_are_given_as_datetimes_dates_or_texts(given: Any, first: datetime, end: datetime) -> None:  # noqa: ANN401
    assert Filters(taken_from=given).values == {"taken_from": first}
    assert Filters(taken_to=given).values == {"taken_to": end}


@pytest.mark.parametrize(
    "given", ["2024-05", "2024.05", date(2024, 5, 31), Filters(not_taken="2024-05-31").values["not_taken"]]
)
def test_a_time_not_to_be_taken_in_is_a_stretch(given: Any) -> None:  # noqa: ANN401
    day = isinstance(given, date) or "31" in given
    begin = "2024-05-31" if day else "2024-05-01"
    written = f"[{begin} 00:00:00,2024-06-01 00:00:00)"
    assert Filters(not_taken=given).values == {"not_taken": written}
    assert Filters(**Filters(not_taken=given).values) == Filters(not_taken=given)
    assert Filters(not_taken=given).describe() == f"not taken from {begin} 00:00:00 to before 2024-06-01 00:00:00"


def test_several_times_are_not_to_be_taken_in() -> None:
    years = [Moment(datetime(year, 1, 1), datetime(year + 1, 1, 1)) for year in (2016, 2018)]
    filters = Filters(not_taken=years)
    assert filters == Filters(**filters.values)
    assert read_stretches(filters.values["not_taken"]) == years
    assert filters.describe() == (
        "not taken from 2016-01-01 00:00:00 to before 2017-01-01 00:00:00 and "
        "from 2018-01-01 00:00:00 to before 2019-01-01 00:00:00"
    )


def test_one_text_is_one_value_of_a_filter_that_takes_several() -> None:
    assert Filters(tags="Snow") == Filters(tags=["snow"])
    assert Filters(colours="красный") == Filters(colours=["red"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"taken_from": "yesterday"}, "filter taken_from: 'yesterday' is not a date"),
        ({"not_taken": "yesterday"}, "filter not_taken: 'yesterday' is not a date"),
        ({"not_taken": "[2019-a,2020-b)"}, "is not a date"),
        ({"not_taken": "[2020-01-01,2019-01-01)"}, "is not a date"),
        ({"not_taken": "[2019-01-01)"}, "is not a date"),
        ({"not_taken": "[2019-01-01,2020-01-01),[2021-01-01)"}, "is not a date"),
        ({"not_taken": [5]}, "is not a date"),
        ({"not_taken": "[2019-01-01 00:00:00+03:00,2020-01-01)"}, "is not a date"),
        ({"not_taken": 5}, "filter not_taken: '5' is not a date"),
        ({"taken_to": object}, "filter taken_to: .* is not a date"),
        ({"gallery": 5}, "filter gallery: it takes text, not 5"),
        ({"photographer": 5}, "filter photographer: it takes text, not 5"),
        ({"tags": [5]}, "filter tags: it takes text, not 5"),
        ({"tags": 5}, "filter tags: it takes text, not 5"),
        ({"places": [None]}, "filter places: it takes text, not None"),
        ({"people": [b"Ann"]}, "filter people: it takes text, not b'Ann'"),
        ({"colours": [5]}, "filter colours: it takes text, not 5"),
        ({"orientation": 5}, "5 is not one of landscape"),
        ({"taken_to": datetime.min}, "no time is left"),
        ({"taken_from": date(2024, 6, 1), "taken_to": date(2024, 5, 31)}, "no time is left"),
        ({"taken_from": "2024", "taken_to": "2023"}, "between 2024-01-01 and 2023-12-31;"),
        ({"taken_from": "2024", "taken_to": datetime(2023, 5, 1, 12)}, "between 2024-01-01 and 2023-05-01 12:00:00;"),
    ],
)
def test_what_is_no_value_of_a_filter_is_refused_by_its_name(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        Filters(**given)


def test_the_russian_error_lists_colours_as_they_may_be_written() -> None:
    with pytest.raises(BadInput) as error:
        Filters(colours=["алый"])
    assert error.value.ru is not None
    assert error.value.ru.startswith("«алый» – не одно из: красный, оранжевый, жёлтый")
    listed = error.value.ru.split(": ")[1].split(", ")
    assert Filters(colours=listed).values["colours"] == COLOURS
    with pytest.raises(BadInput, match="'алый' is not one of red, orange"):
        Filters(not_colours="алый")


def test_of_times_that_are_not_all_times_none_is_passed_over() -> None:
    with pytest.raises(BadInput, match="is not a date"):
        Filters(not_taken=[Moment(datetime(2016, 1, 1), datetime(2017, 1, 1)), 5])

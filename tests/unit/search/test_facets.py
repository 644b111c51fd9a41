from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from imgsearch.queries.filters import FILTERS
from imgsearch.search.facets import FACETS, MOST_VALUES, Count, count_facets


def row(**values: Any) -> Any:  # noqa: ANN401
    known: dict[str, Any] = {
        "series": None,
        "photographer": None,
        "tags": [],
        "places": [],
        "persons": [],
        "taken_at": None,
        "colours": None,
        "orientation": "landscape",
    }
    return SimpleNamespace(**known | values)


def test_values_are_counted_with_what_narrows_to_them() -> None:
    rows = [
        row(photographer="Ann", tags=["snow", "ice"], places=["tver"], taken_at=datetime(2019, 6, 1), colours=["red"]),
        row(
            photographer="Bo",
            tags=["snow"],
            places=["omsk"],
            taken_at=datetime(2019, 7, 1),
            orientation="square",
            colours=["blue", "red"],
        ),
        row(tags=["snow", "ice", "ice"], persons=["Ivan Petrov"], taken_at=datetime(2021, 1, 1)),
    ]
    assert count_facets(rows) == {
        "photographer": [Count("Ann", 1, {"photographer": "Ann"}), Count("Bo", 1, {"photographer": "Bo"})],
        "tags": [Count("ice", 2, {"tags": "ice"})],
        "places": [Count("omsk", 1, {"places": "omsk"}), Count("tver", 1, {"places": "tver"})],
        "people": [Count("Ivan Petrov", 1, {"people": "Ivan Petrov"})],
        "year": [
            Count("2019", 2, {"taken_from": "2019", "taken_to": "2019"}),
            Count("2021", 1, {"taken_from": "2021", "taken_to": "2021"}),
        ],
        "colours": [Count("red", 2, {"colours": "red"}), Count("blue", 1, {"colours": "blue"})],
        "orientation": [
            Count("landscape", 2, {"orientation": "landscape"}),
            Count("square", 1, {"orientation": "square"}),
        ],
    }
    assert list(count_facets(rows)) == list(FACETS)


def test_the_first_and_the_last_year_can_be_asked_for() -> None:
    (first, last) = count_facets([row(taken_at=datetime.min), row(taken_at=datetime.max)])["year"]
    assert (first.value, last.value) == ("0001", "9999")
    for count, held in ((first, datetime.min), (last, datetime(9999, 12, 31))):
        written = {name: FILTERS[name].parse(text) for name, text in count.filters.items()}
        assert written["taken_from"] <= held < written["taken_to"]


def test_what_all_matches_share_is_no_choice() -> None:
    assert count_facets([row(photographer="Ann"), row(photographer="Ann")]) == {}
    assert count_facets([]) == {}


def test_a_series_counts_once_as_it_is_one_hit_unless_every_copy_is_shown() -> None:
    rows = [
        row(series=7, photographer="Ann", tags=["snow"]),
        row(series=7, photographer="Ann", tags=["ice"]),
        row(photographer="Ann", tags=["ice"]),
        row(photographer="Bo", tags=["snow"]),
    ]
    assert [(value, matches) for value, matches, _ in count_facets(rows)["photographer"]] == [("Ann", 2), ("Bo", 1)]
    assert [(value, matches) for value, matches, _ in count_facets(rows)["tags"]] == [("ice", 2), ("snow", 2)]
    copies = count_facets(rows, every=True)["photographer"]
    assert [(value, matches) for value, matches, _ in copies] == [("Ann", 3), ("Bo", 1)]
    # All three photographs are Ann's, so that her name narrows nothing.
    assert count_facets([*rows[:3], row(photographer="Ann", series=8), row(series=8)]) == {
        "tags": [Count("ice", 2, {"tags": "ice"}), Count("snow", 1, {"tags": "snow"})]
    }


def test_the_commonest_values_are_shown() -> None:
    rows = [row(tags=[f"t{number:02}" for number in range(first, 20)]) for first in range(20)]
    assert [count.value for count in count_facets(rows)["tags"]] == [
        f"t{number:02}" for number in range(18, 18 - MOST_VALUES, -1)
    ]


def test_a_comma_is_no_part_of_a_tag_that_can_be_written() -> None:
    rows = [row(tags=["a, b"], photographer="Ann, Bo"), row()]
    assert count_facets(rows) == {"photographer": [Count("Ann, Bo", 1, {"photographer": "Ann, Bo"})]}

"""What titles, tags, places and names say of what is unwanted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from imgsearch.search.denied import are_named

NOTHING: dict[str, Any] = {
    "captions": None,
    "titles": [],
    "tags": [],
    "places": [],
    "persons": None,
    "photographer": None,
}


def is_named(text: str, **known: Any) -> bool:  # noqa: ANN401
    found: Any = SimpleNamespace(rows=[SimpleNamespace(**{**NOTHING, **known})])
    asked: Any = SimpleNamespace(text=text, english=None)
    return bool(are_named(found, asked)[0])


@pytest.mark.parametrize(
    ("text", "known", "is_shown"),
    [
        ("snow", {"tags": ["ice", "snow"]}, True),
        ("snow", {"titles": ["First snow"]}, True),
        ("snow", {"tags": ["snowboard"]}, False),
        ("snow", {"tags": ["no snow"]}, False),
        ("in moscow", {"places": ["moscow", "russia"]}, True),
        ("в москве", {"places": ["москва"]}, True),
        ("in moscow", {"places": ["tver"]}, False),
        ("by orlov", {"photographer": "Lev Orlov"}, True),
        ("by orlov", {"photographer": "Anna Petrova"}, False),
        ("anna petrova", {"persons": ["Anna Petrova"]}, True),
        ("people", {"persons": ["Anna Petrova"]}, True),
        ("people", {"persons": []}, False),
        ("people", {"tags": ["man"]}, True),
        ("people", {"tags": ["no people", "nobody"]}, False),
        ("people", {"places": ["isle of man"], "photographer": "Boy George"}, False),
        ("in hat", {"captions": ["a man holding a hat"]}, False),
        ("in hat", {"captions": ["a man in a hat"]}, True),
    ],
)
def test_what_names_it_shows_it(text: str, known: dict[str, Any], is_shown: bool) -> None:
    assert is_named(text, **known) is is_shown

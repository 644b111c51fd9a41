"""What a search prints, by what it found."""

from __future__ import annotations

import json
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from imgsearch.asking.meaning import Meaning, Understood
from imgsearch.cli.answer import as_json, as_text, explanation
from imgsearch.search import Hit, SearchResult


def hit(rank: int, score: float = 0.5, **more: Any) -> Hit:  # noqa: ANN401 (fields of Hit)
    return Hit(
        **{
            "rank": rank, "score": score, "matches": True, "image_id": rank, "name": "a.jpg", "path": "/a.jpg",
            "caption": "A wall", "distance": 0.25, "width": 4, "height": 3, **more,
        }
    )  # fmt: skip


def lines(*hits: Hit, **more: Any) -> list[str]:  # noqa: ANN401 (fields of SearchResult)
    return as_text(SearchResult(**{"text": "dog", "language": "en", "hits": list(hits), "nearest": [], **more})).split(
        "\n"
    )


@pytest.mark.parametrize("name", ["a.jpg", "a-long-name.jpg"])
@pytest.mark.parametrize("score", [1.0, 0.07, -0.21])
def test_columns_stand_below_their_heads(score: float, name: str) -> None:
    head, *rows = lines(hit(1, score, name=name), hit(10, score, name=name))
    ends = [row.index(f"{score:.2f}") + len(f"{score:.2f}") for row in rows]
    assert ends == [head.index("score") + len("score")] * 2
    assert [row.index(name) for row in rows] == [head.index("picture")] * 2
    assert [row.index("A wall") for row in rows] == [head.index("caption")] * 2


def test_a_picture_that_stands_for_a_series_says_for_how_many() -> None:
    _, first, second, third = lines(hit(1), hit(2, more=3), hit(3, more=1, caption=None))
    assert (first, second) == ("   1   0.50  a.jpg    A wall", "   2   0.50  a.jpg    A wall (and 3 more like it)")
    assert third == "   3   0.50  a.jpg    (and 1 more like it)"


@pytest.mark.parametrize(
    ("total", "is_exact", "language", "expected"),
    [
        (1, True, "en", "1 match"),
        (2, True, "en", "2 matches"),
        (1, False, "en", "at least 1 match"),
        (1234, True, None, "1,234 matches"),
        (1234, False, "de", "at least 1,234 matches"),
        (1, True, "ru", "Найдено: 1"),
        (1, False, "ru", "Найдено не меньше 1"),
    ],
)
def test_the_number_of_matches_is_the_last_line(
    total: int, is_exact: bool, language: str | None, expected: str
) -> None:
    assert lines(hit(1), total=total, total_is_exact=is_exact, language=language)[-1] == expected


def test_the_number_of_matches_says_how_many_of_them_only_may_match() -> None:
    found = [lines(hit(1), total=2, total_maybe=1, language=language)[-1] for language in ("en", "ru")]
    assert found == ["2 matches (1 perhaps)", "Найдено: 2, под вопросом: 1"]
    assert lines(hit(1), total=1, total_is_exact=False, total_maybe=1)[-1] == "at least 1 match (1 perhaps)"


def test_marks_are_explained_where_there_are_any() -> None:
    below = hit(2, band="below", matches=False, taken_at=datetime(2024, 5, 31))
    assert lines(hit(1), nearest=[below], shows_nearest=True, total=1)[2:] == [
        "   2 ~ 0.50  a.jpg    A wall",
        "~ below the threshold: near, but hardly a match",
        "1 match",
    ]
    assert lines(hit(1), nearest=[below]) == ["rank  score  picture  caption", "   1   0.50  a.jpg    A wall"]


def test_a_russian_query_has_its_marks_explained_in_russian() -> None:
    shown = [hit(1, more=2), hit(2, band="maybe")]
    below = hit(3, band="below", matches=False)
    assert lines(*shown, nearest=[below], shows_nearest=True, total=2, language="ru")[1:] == [
        "   1   0.50  a.jpg    A wall (и ещё 2 таких же)",
        "   2 ? 0.50  a.jpg    A wall",
        "   3 ~ 0.50  a.jpg    A wall",
        "? возможно, это",
        "~ ниже порога: похоже, но вряд ли соответствует",
        "Найдено: 2",
    ]


def test_of_a_year_alone_no_day_is_printed() -> None:
    moments = (datetime(2021, 1, 1), datetime(2021, 1, 2), None)
    found = lines(*(hit(1, taken_at=moment) for moment in moments), is_browsing=True)[1:4]
    assert [line[5:17] for line in found] == [" 2021       ", " 2021-01-02 ", "            "]


@pytest.mark.parametrize(("passing", "said"), [(0, "0"), (5000, "5000"), (5001, "more than 5000"), (None, "None")])
def test_an_explanation_has_pictures_times_and_the_plan_without_numbers_of_vectors(
    passing: int | None, said: str
) -> None:
    result = SearchResult(
        "dog", "en", [hit(1, 0.75)], [hit(2, 0.25)], candidate_count=2, passing=passing, scan="index",
        timings_ms={"find": 12.34}, plan=["Sort Key: '[0.1,0.2]'", "  Index Scan"],
    )  # fmt: skip
    found = explanation(result, 4.56).split("\n")
    assert found[1] == f"pictures that pass the filters: {said}"
    assert found[2] == "candidates: 2, from the vector index"
    assert found[3:5] == ["  a.jpg  distance 0.2500  score 0.7500", "  a.jpg  distance 0.2500  score 0.2500"]
    assert found[5:8] == ["timings, ms:", "  open             4.6", "  find            12.3"]
    assert found[8:] == ["plan:", "  Sort Key: '[...]'", "    Index Scan"]


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        (None, "all pictures that pass the filters compared"),
        ("exact", "all pictures that pass the filters compared"),
        ("index, then exact", "from the vector index, which gave up early, then all the others compared"),
    ],
)
def test_an_explanation_says_how_candidates_were_found(scan: Any, said: str) -> None:  # noqa: ANN401
    assert f"candidates: 0, {said}" in explanation(SearchResult("dog", "en", [], [], scan=scan), 0).split("\n")


def test_names_captions_and_texts_stand_on_one_line_each_whatever_is_in_them() -> None:
    odd = "a\nb\tc\x1b[2J"
    shown, seen = lines(hit(1, name=odd, caption=odd), instead=odd, suggestions=(odd, "cat")), r"a\nb\tc\u001b[2J"
    assert shown == [
        f"Searched for, instead of dog: {seen}",
        f"Did you mean: {seen}, cat",
        f"rank  score  {'picture':<{len(seen)}}  caption",
        f"   1   0.50  {seen}  {seen}",
    ]
    assert f"  {seen}  distance 0.2500" in explanation(SearchResult("dog", "en", [hit(1, name=odd)], []), 0)
    fields = json.loads(as_json(SearchResult(odd, "en", [hit(1, name=odd)], [])))
    assert (fields["query"], fields["hits"][0]["name"]) == (odd, odd)


def test_a_long_name_widens_no_column_but_its_own() -> None:
    _, first, second = lines(hit(1, name="x" * 61), hit(2, name="y" * 60))
    assert first == f"   1   0.50  {'x' * 61}  A wall"
    assert second == f"   2   0.50  {'y' * 60}  A wall"
    _, _, short = lines(hit(1, name="x" * 80), hit(2, name="y"))
    assert short == f"   2   0.50  {'y':<60}  A wall"


def test_a_caption_of_a_page_is_cut() -> None:
    _, short, long = lines(hit(1, caption="c" * 200), hit(2, caption="word " * 300, more=1))
    assert short.endswith(" " + "c" * 200)
    assert long.endswith("… (and 1 more like it)")
    assert len(long) < 260


def test_a_colour_is_told_with_the_option_that_narrows_to_it_where_it_narrows() -> None:
    meanings = (Meaning("colour", "black and white", ""), Meaning("colour", "red", ""))
    facets: dict[str, Any] = {"colours": (SimpleNamespace(value="black and white"),)}
    first, *rest = lines(hit(1), understood=Understood(meanings), facets=facets)
    assert first == "colour: black and white (--colour 'black and white')"
    assert not any("red" in line for line in rest)
    first, *_ = lines(hit(1), understood=Understood(meanings), facets=facets, language="ru")
    assert first == "цвет: чёрно-белый (--colour 'чёрно-белый')"

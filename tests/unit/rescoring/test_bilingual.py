"""Titles and tags are known in either language; names of people and places are not put into another one."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from imgsearch.rescoring.bilingual import TO_ENGLISH, TO_RUSSIAN, Group, in_other_language
from imgsearch.rescoring.known import Known, known_overlap
from scripts.compile_russian import compile_bilingual


def share(query: str, *things: str, said: tuple[str, ...] = ()) -> float:
    """Of a query that is known of a picture with such tags, and of whom else something is said."""
    return float(known_overlap(query, [Known((*things, *said), "a.jpg", things=things)])[0][0])


@pytest.mark.parametrize(
    ("query", "tag"),
    [
        ("autumn", "осень"),
        ("осенью", "autumn"),
        ("dragonflies", "Стрекоза"),
        ("серая собака", "grey dog"),
        ("gray dog", "серые собаки"),
        ("ladybug", "божья коровка"),
        ("божьи коровки", "ladybird"),
        ("northern lights", "северное сияние"),
        ("воздушный шар", "hot air balloon"),
        ("закат на озере", "sunset, lake"),
        ("над океаном", "ocean"),
        ("ocean", "над океаном"),
        ("в церкви", "church"),
        ("flower", "на цветке"),
    ],
)
def test_a_tag_in_the_other_language_says_the_same(query: str, tag: str) -> None:
    assert share(query, tag) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("query", "tag"),
    [
        ("autumn", "весна"),
        ("northern lights", "северный ветер"),
        ("sit", "сад"),
        ("on", "на"),
        ("cube", "Куба"),
        ("cargo", "Грузия"),
    ],
)
def test_what_says_something_else_is_not_known(query: str, tag: str) -> None:
    assert share(query, tag) == 0


def test_what_is_said_in_part_is_known_in_part() -> None:
    assert 0.2 < share("sunset and zeppelin", "закат") < 0.8


@pytest.mark.parametrize(("query", "name"), [("lion", "Лев Толстой"), ("роза", "Rose Miller"), ("fortress", "Кремль")])
def test_names_of_photographers_people_and_places_are_in_their_own_language(query: str, name: str) -> None:
    assert share(query, said=(name,)) == 0


def test_a_tag_in_the_other_language_is_known_but_is_not_the_whole_name() -> None:
    _, named = known_overlap("autumn", [Known(("осень",), "a.jpg", things=("осень",))])
    assert named.tolist() == [False]


def test_words_and_names_are_groups_of_their_own() -> None:
    assert in_other_language(["бож", "коровк"]) == [
        Group(("бож", "коровк"), (("ladybug",),)),
        Group(("коровк",), (("cow",),)),
    ]
    assert in_other_language(["the", "zeppelin"]) == []


def test_the_files_are_what_the_words_compile_to() -> None:
    compiled = compile_bilingual()
    assert compiled.keys() == {TO_ENGLISH, TO_RUSSIAN}
    for file, said in compiled.items():
        assert json.loads((files("imgsearch.rescoring") / file).read_text(encoding="utf-8")) == said


def test_the_document_counts_them() -> None:
    said = {file: len(read) for file, read in compile_bilingual().items()}
    text = " ".join((Path(__file__).parents[3] / "docs/matching.md").read_text(encoding="utf-8").split())
    assert f"{said[TO_ENGLISH]:,} Russian words and names stand for {said[TO_RUSSIAN]:,} English ones" in text

"""Names are the same however they are written: filters, facets and texts find them."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest
from sqlalchemy import String, cast, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from imgsearch.search import Filters, Query, SearchModels, search
from imgsearch.spelling import fold
from imgsearch.tables import Image
from loaders.unread_names import read_names
from tests.fakes import unit

from .conftest import AddImage

#: Each is one name; й is a letter of its own.
SPELLINGS = [
    ("Семёнов", "семенов", "СЕМЁНОВ", unicodedata.normalize("NFD", "Семёнов")),
    ("O'Neil", "O’Neil", "oʼneil", "O`NEIL"),
    ("José García", "Jose Garcia", "JOSE\u00a0GARCÍA", unicodedata.normalize("NFD", "José García")),
    ("Сергей", unicodedata.normalize("NFD", "СЕРГЕЙ"), "Серге\u0301й"),
    ("Łódź–Bałuty", "Lodz-Baluty"),
    ("ООО «Ромашка»", 'ООО "Ромашка"'),
]
#: Filter -> the column that a name is written to, and how.
STORED: dict[str, Any] = {
    "photographer": lambda name: {"photographer": name},
    "tags": lambda name: {"tags": [name.lower()]},
    "places": lambda name: {"metadata": {"city": name}},
    "people": lambda name: {"metadata": {"person": [name]}},
}


@pytest.fixture
def unread(session: Session, add_image: AddImage) -> None:
    """A picture as it was loaded before names were compared folded, of each kind of name."""
    said = {"photographer": "Семёнов", "tags": ["ёлка"], "metadata": {"city": "Орёл", "person": ["Алёна"]}}
    add_image("before.jpg", unit(1), "a dog", **said)
    session.execute(text("ALTER TABLE image DISABLE TRIGGER name_persons"))
    session.execute(update(Image).values(name_keys=None, photographer_key=func.lower(Image.photographer)))
    session.execute(text("ALTER TABLE image ENABLE TRIGGER name_persons"))
    session.commit()


def names(session: Session, models: SearchModels, **filters: object) -> list[str]:
    found = search(session, models, Query.of("a dog", filters=Filters(**filters), min_score=0)).hits
    session.rollback()
    return sorted(hit.name for hit in found)


@pytest.mark.parametrize("filtered", STORED)
def test_a_filter_finds_a_name_in_all_its_spellings(
    session: Session, models: SearchModels, add_image: AddImage, filtered: str
) -> None:
    expected = {}
    for number, spellings in enumerate(SPELLINGS):
        for index, name in enumerate(spellings):
            add_image(f"{number}-{index}.jpg", unit(1, number, index), "a dog", **STORED[filtered](name))
        expected[number] = [f"{number}-{index}.jpg" for index in range(len(spellings))]
    add_image("other.jpg", unit(1), "a dog", **STORED[filtered]("Сергеи"))
    for number, spellings in enumerate(SPELLINGS):
        for name in spellings:
            value = name if filtered == "photographer" else [name]
            assert names(session, models, **{filtered: value}) == expected[number], name


def test_a_name_of_one_kind_is_none_of_another(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("tag.jpg", unit(1), "a dog", tags=["vera"])
    add_image("place.jpg", unit(1), "a dog", **{"metadata": {"city": "Vera"}})
    add_image("person.jpg", unit(1), "a dog", **{"metadata": {"person": "Vera"}})
    found = [names(session, models, **{filtered: ["Véra"]}) for filtered in ("tags", "places", "people")]
    assert found == [["tag.jpg"], ["place.jpg"], ["person.jpg"]]


def test_a_facet_is_named_as_it_is_written_and_finds_all_spellings(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    for number, name in enumerate(("Семёнов", "Семёнов", "Семенов", "Ким")):
        add_image(f"{number}.jpg", unit(1, number), "a dog", photographer=name)
    faceted = search(session, models, Query.of("a dog", min_score=0)).facets["photographer"]
    session.rollback()
    assert [(count.value, count.matches) for count in faceted] == [("Семёнов", 2), ("Ким", 1), ("Семенов", 1)]
    found = [names(session, models, **count.filters) for count in faceted]
    assert found == [["0.jpg", "1.jpg", "2.jpg"], ["3.jpg"], ["0.jpg", "1.jpg", "2.jpg"]]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("said", "queries"),
    [
        ({"photographer": "José García"}, ("jose garcia", "José García", "JOSÉ GARCIA")),
        ({"photographer": unicodedata.normalize("NFD", "Алёна Сергейчук")}, ("алена сергейчук", "Алёна Сергейчук")),
        ({"tags": ["ёлка"]}, ("елка", "Ёлка")),
        ({"metadata": {"city": "São Paulo"}}, ("sao paulo", "São Paulo")),
        ({"metadata": {"title": "Ann O’Neil"}}, ("ann o'neil", "Ann O`Neil")),
        ({"source_path": "фото/Żubr.jpg"}, ("zubr", "Żubr.jpg")),
    ],
)
def test_a_name_is_found_by_a_text_however_it_is_typed(
    session: Session, models: SearchModels, add_image: AddImage, said: dict[str, Any], queries: tuple[str, ...]
) -> None:
    add_image("named.jpg", unit(0, 0, -1), **said)
    for query in queries:
        assert names_of(session, models, query)[:1] == ["named.jpg"], query


def names_of(session: Session, models: SearchModels, query: str) -> list[str]:
    found = search(session, models, Query.of(query, limit=5)).hits
    session.rollback()
    return [hit.name for hit in found]


@pytest.mark.usefixtures("unread")
def test_what_was_loaded_before_is_found_as_before_until_a_load_reads_its_names(
    session: Session, models: SearchModels
) -> None:
    written = {"photographer": "СЕМЁНОВ", "tags": ["Ёлка"], "places": ["орёл"], "people": ["алёна"]}
    folded = {"photographer": "Семенов", "tags": ["елка"], "places": ["Орел"], "people": ["Алена"]}
    for filtered, value in written.items():
        assert names(session, models, **{filtered: value}) == ["before.jpg"], filtered
    assert read_names(session) == 1
    for filtered, value in (*written.items(), *folded.items()):
        assert names(session, models, **{filtered: value}) == ["before.jpg"], filtered
    assert read_names(session) == 0


def test_nobody_says_by_what_a_picture_is_found_but_its_names(session: Session, add_image: AddImage) -> None:
    add_image("a.jpg", unit(1), photographer="José", tags=["Ёлка"])
    session.execute(update(Image).values(name_keys=["tag:x"], photographer_key="x"))
    keys = select(Image.photographer_key, Image.name_keys)
    assert session.execute(keys).one() == ("jose", ["tag:елка"])
    session.execute(update(Image).values(photographer="Ким", tags=["б", "А"]))
    assert session.execute(keys).one() == ("ким", ["tag:а", "tag:б"])
    session.execute(update(Image).values(sha256=b"1" * 32))
    assert session.execute(keys).one() == (None, [])


def test_python_folds_as_the_database_does(session: Session) -> None:
    letters = [
        chr(code) for code in range(1, sys.maxunicode) if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]
    typed = [f"и{letter}Я {letter}" for letter in letters]
    folded = select(func.fold_name(func.unnest(cast(typed, ARRAY(String)))))
    differ = {
        hex(ord(letter))
        for letter, one, other in zip(letters, session.scalars(folded), map(fold, typed), strict=True)
        if one != other
    }
    assert differ == set()


@pytest.mark.parametrize(
    "typed", ["a  b", " a\tb\n", "Ann`s", "О\u00a0 Генри", "x\u0001y", "", "\u0301", "Ёж  и Й", "a_b~^"]
)
def test_python_folds_spaces_and_signs_as_the_database_does(session: Session, typed: str) -> None:
    assert session.scalar(select(func.fold_name(typed))) == fold(typed)


def test_folding_twice_changes_nothing() -> None:
    for spellings in SPELLINGS:
        assert {fold(fold(name)) for name in spellings} == {fold(spellings[0])}


def test_functions_that_fold_have_their_callers_rights_and_can_be_kept_and_shared(session: Session) -> None:
    said = text(
        "SELECT proname::text, provolatile = 'i', proparallel = 's', prosecdef, proconfig::text[] FROM pg_proc "
        "WHERE proname IN ('fold_name', 'fold_names') ORDER BY 1"
    )
    pinned = ["search_path=pg_catalog, pg_temp"]
    assert [tuple(row) for row in session.execute(said)] == [
        ("fold_name", True, True, False, pinned),
        ("fold_names", True, True, False, pinned),
    ]

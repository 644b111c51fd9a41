"""What was hardly meant as it was typed: tried where nothing matches, offered where something may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from imgsearch.rescoring.evidence import Seen
from imgsearch.search import SearchModels, SearchResult, ask, search
from tests.fakes import CosineRegressor, ToldAbsence, unit
from tests.own import own_of

from .conftest import AddImage


class Knowing(ToldAbsence):
    """There is evidence for some texts, and none for all others."""

    def __init__(self, **evidence: float) -> None:
        super().__init__(-1)
        self.of = evidence

    def evidence(self, seen: Seen) -> float:
        return self.of.get(seen.text, -1)


@pytest.fixture
def gallery(models: SearchModels, add_image: AddImage) -> SearchModels:
    add_image("dog.jpg", unit(1))
    add_image("snow.jpg", unit(0, 1))
    return replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]


def answer(session: Session, models: SearchModels, typed: str, **evidence: float) -> SearchResult:
    knowing = replace(models, absence=Knowing(**evidence))  # type: ignore[arg-type]
    return search(session, knowing, ask(typed))


def test_what_is_mended_is_tried_where_nothing_matches(session: Session, gallery: SearchModels) -> None:
    found = answer(session, gallery, "dgo", dog=2)
    assert (found.instead, [hit.name for hit in found.hits], found.suggestions) == ("dog", ["dog.jpg"], ())


def test_what_is_tried_is_not_offered_beside_it(session: Session, gallery: SearchModels, add_image: AddImage) -> None:
    add_image("shore.jpg", unit(0, 0, 0, 1), tags=["beach", "beaches"])
    found = answer(session, gallery, "beahc", beach=2)
    assert (found.instead, [hit.name for hit in found.hits]) == ("beach", ["shore.jpg"])
    assert "beach" not in found.suggestions


def test_a_further_page_is_that_of_what_was_typed(session: Session, gallery: SearchModels, add_image: AddImage) -> None:
    add_image("another dog.jpg", unit(1))
    knowing = replace(gallery, absence=Knowing(dog=2))  # type: ignore[arg-type]
    found = search(session, knowing, ask("dgo", limit=1))
    assert (found.instead, len(found.hits)) == ("dog", 1)
    # It is asked for with the text that was searched for instead.
    further = search(session, knowing, ask("dgo", limit=1, offset=1))
    assert (further.instead, further.hits, further.suggestions) == (None, [], ())


def test_what_was_understood_beside_it_is_understood_in_what_is_tried(
    session: Session, gallery: SearchModels, add_image: AddImage
) -> None:
    said = {"taken_at": datetime(2019, 7, 1), "photographer": "Anna Petrova"}
    add_image("anna.jpg", unit(1), **said)
    add_image("of winter.jpg", unit(1), **{**said, "taken_at": datetime(2019, 1, 7)})
    knowing = replace(gallery, absence=Knowing(dog=2, собака=2))  # type: ignore[arg-type]
    for typed, instead, names in (
        ("dgo 2019", "dog 2019", {"anna.jpg", "of winter.jpg"}),
        ("cj,frf 2019", "собака 2019", {"anna.jpg", "of winter.jpg"}),
        ("dgo by Anna Petrova", "dog by anna petrova", {"anna.jpg", "of winter.jpg"}),
        ("cj,frf ktnjv 2019", "собака летом 2019", {"anna.jpg"}),
        ("cj,frf jctym. 2019", None, set()),
    ):
        query = ask(typed, own=own_of(session))
        found = search(session, knowing, query)
        assert (found.instead, {hit.name for hit in found.hits}) == (instead, names), typed
        if instead:
            again = search(session, knowing, ask(instead, own=own_of(session)))
            assert [hit.name for hit in again.hits] == [hit.name for hit in found.hits]


def test_what_is_tried_is_understood_as_if_it_had_been_typed(
    session: Session, gallery: SearchModels, add_image: AddImage
) -> None:
    """Times, orders and photographers that the mended text alone has; the next page asks for it."""
    last_year = date.today().year - 1
    add_image("old.jpg", unit(1), taken_at=datetime(last_year - 9, 1, 1))
    add_image("new.jpg", unit(1), taken_at=datetime(last_year, 1, 1), photographer="Лев Орлов")
    knowing = replace(gallery, absence=Knowing(dog=2, собака=2, собак=2, dogs=2))  # type: ignore[arg-type]
    for typed, instead, order, names in (
        ("cj,frf d ghjikjv ujle", "собака в прошлом году", "score", ["new.jpg"]),
        ("сабака в прошлом году", "собака в прошлом году", "score", ["new.jpg"]),
        ("yjdst ajnj cj,fr", "новые фото собак", "newest", ["new.jpg", "old.jpg", "dog.jpg"]),
        ("cj,frf Kmdf Jhkjdf", "собака льва орлова", "score", ["new.jpg"]),
    ):
        found = search(session, knowing, ask(typed, own=own_of(session)))
        again = search(session, knowing, ask(instead, own=own_of(session)))
        told = [(each.order, each.understood.as_dict(), [hit.name for hit in each.hits]) for each in (found, again)]
        assert (found.instead, order, names) == (instead, told[0][0], told[0][2]), typed
        assert told[0] == told[1]


def test_it_is_offered_where_it_may_match(session: Session, gallery: SearchModels) -> None:
    found = answer(session, gallery, "dgo", dog=0.5)
    assert (found.instead, found.hits, found.suggestions) == (None, [], ("dog",))
    assert answer(session, gallery, "dgo").suggestions == ()


def test_it_is_offered_beside_what_may_match_and_not_beside_what_does(session: Session, gallery: SearchModels) -> None:
    found = answer(session, gallery, "dgo", dgo=0.5)
    assert ([hit.band for hit in found.hits], found.suggestions) == (["maybe", "maybe"], ("dog",))
    assert answer(session, gallery, "dgo", dgo=2).suggestions == ()
    assert answer(session, gallery, "dog", dog=0.5).suggestions == ()


def test_what_speaks_of_minors_is_not_offered(session: Session, gallery: SearchModels) -> None:
    found = answer(session, gallery, "vfkmxbr", vfkmxbr=0.5)
    assert found.hits
    assert found.suggestions == ()
    assert answer(session, gallery, "мольчик", мольчик=0.5).suggestions == ()


def test_russian_in_latin_letters_is_read_so_where_it_finds_anything(session: Session, gallery: SearchModels) -> None:
    """As a tag in Russian letters is found by both, what was typed finds something."""
    for evidence, instead in (
        ({"sobaka": 0.5, "собака": 2, "dog": 2}, "собака"),
        ({"sobaka": 2, "собака": 2, "dog": 2}, "собака"),
        ({"sobaka": 0.5, "собака": 0.5, "dog": 0.5}, None),
    ):
        found = answer(session, gallery, "sobaka", **evidence)
        assert (found.instead, found.text, bool(found.hits)) == (instead, "sobaka", True)
    knowing = replace(gallery, absence=Knowing(sobaka=2, собака=2, dog=2))  # type: ignore[arg-type]
    pages = [search(session, knowing, ask("sobaka", limit=1, offset=offset)) for offset in range(3)]
    wanted = [search(session, knowing, ask("собака", limit=1, offset=offset)) for offset in range(3)]
    assert [page.hits for page in pages] == [page.hits for page in wanted]
    assert {page.instead for page in pages} == {"собака"}
    assert answer(session, gallery, "malchik", malchik=0.5, мальчик=2).disclaimer is not None

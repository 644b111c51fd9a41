"""Photographers whom a text names beside what their pictures show, as the database knows them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.queries.filters import Filters
from imgsearch.queries.own_names import MOST_PICTURES
from imgsearch.search import SearchModels, ask, search
from tests.fakes import unit
from tests.own import own_of

from .conftest import AddImage


@pytest.fixture
def pictures(add_image: AddImage) -> None:
    add_image("anna dog", unit(1), "a dog", photographer="Анна Петрова")
    add_image("anna snow", unit(0, 1), "snow", photographer="Анна Петрова")
    add_image("lev dog", unit(1), "a dog", photographer="Lev Orlov", gallery="b")
    add_image("other dog", unit(1), "a dog")
    add_image("of vera", unit(1), "a dog", photographer="Вера Кузнецова")
    add_image("with vera", unit(1), "a dog", metadata={"person": ["Вера Кузнецова"]})
    add_image("of rose", unit(1), "a dog", photographer="Rose Brown")
    add_image("hidden", unit(1), "a dog", photographer="Пётр Жуков", minor=True)


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("typed", "photographer", "first"),
    [
        ("dog by Anna Petrova", "Анна Петрова", ["anna dog"]),
        ("dog Анны Петровой", "Анна Петрова", ["anna dog"]),
        ("snow Петровой", "Анна Петрова", ["anna snow"]),
        ("dog by Lev Orlov", "Lev Orlov", ["lev dog"]),
        ("dog by Rose Brown", "Rose Brown", ["of rose"]),
        ("brown dog", None, None),
        ("dog Льва Орлова", "Lev Orlov", ["lev dog"]),
        ("Lev Orlov's dog", "Lev Orlov", ["lev dog"]),
        ("Rose Brown's photos", "Rose Brown", ["of rose"]),
        ("photographer Orlov", "Lev Orlov", ["lev dog"]),
        ("Lev Orlov", None, ["lev dog"]),
        # Somebody in a picture may be meant; a hidden picture tells nobody its photographer.
        ("dog Веры Кузнецовой", None, None),
        ("dog by Пётр Жуков", None, None),
        ("dog by Sidorov", None, None),
    ],
)
def test_they_are_known_by_their_pictures(
    session: Session, models: SearchModels, typed: str, photographer: str | None, first: list[str] | None
) -> None:
    query = ask(typed, own=own_of(session), nearest=True)
    assert query.filters == (Filters(photographer=photographer) if photographer else Filters())
    if first:
        assert [hit.name for hit in search(session, models, query).shown[:1]] == first


@pytest.mark.usefixtures("pictures")
def test_they_are_known_among_the_pictures_that_pass_the_filters_alone(session: Session) -> None:
    found = [ask("dog by Lev Orlov", filters=Filters(gallery=name), own=own_of(session)) for name in ("first", "b")]
    assert ["photographer" in query.filters.names for query in found] == [False, True]


@pytest.mark.usefixtures("pictures")
def test_what_a_picture_is_called_stays_words(session: Session, add_image: AddImage) -> None:
    add_image("titled", unit(1), "a hall", metadata={"title": "Выставка Анны Петровой"})
    found = [ask(text, own=own_of(session)) for text in ("dog Анны Петровой", "dog by Anna Petrova")]
    assert ["photographer" in query.filters.names for query in found] == [False, True]


def test_pictures_of_one_hide_no_other_of_the_name(session: Session, add_image: AddImage) -> None:
    for number in range(MOST_PICTURES + 1):
        add_image(f"of maria {number}", unit(1), photographer="Мария Петрова", tags=["петрова"])
        add_image(f"of another anna {number}", unit(1), photographer="Анна Сидорова", tags=["анна"])
    add_image("of anna", unit(1), photographer="Анна Петрова")
    assert ask("dog by Anna Petrova", own=own_of(session)).filters == Filters(photographer="Анна Петрова")


@pytest.mark.parametrize("is_hidden", [False, True])
def test_one_of_many_pictures_hides_no_other_of_the_surname(
    session: Session, add_image: AddImage, is_hidden: bool
) -> None:
    for number in range(MOST_PICTURES + 1):
        add_image(f"of maria {number}", unit(1), photographer="Мария Петрова", tags=["петрова"])
    add_image("of anna", unit(1), photographer="Анна Петрова", minor=is_hidden)
    # Where there are two the name may be either's.
    expected = Filters(photographer="Мария Петрова") if is_hidden else Filters()
    assert ask("dog by Petrova", own=own_of(session)).filters == expected


@pytest.mark.usefixtures("pictures")
def test_photographers_are_listed_once_and_those_of_hidden_pictures_are_not(
    session: Session, add_image: AddImage
) -> None:
    add_image("again", unit(1), photographer="АННА ПЕТРОВА")
    add_image("of nobody", unit(1), photographer="")
    with transaction_as(session, SEARCHER_ROLE):
        found = [session.scalars(select(func.list_photographers(most))).all() for most in (10, 2)]
    assert [name.casefold() for name in found[0]] == ["lev orlov", "rose brown", "анна петрова", "вера кузнецова"]
    assert found[1] == found[0][:2]


def test_a_filter_hides_no_photographer_of_many_pictures(session: Session, add_image: AddImage) -> None:
    for number in range(MOST_PICTURES + 1):
        add_image(f"of anna {number}", unit(1), photographer="Анна Петрова", tags=["петрова", "анна"])
    add_image("in red", unit(1), photographer="Анна Петрова", tags=["red"])
    given = Filters(tags=("red",))
    assert ask("dog by Anna Petrova", filters=given, own=own_of(session)).filters.values["photographer"]


@pytest.mark.usefixtures("pictures")
def test_a_photographer_who_is_understood_is_no_mistake(session: Session, models: SearchModels) -> None:
    query = ask("снега Петровой", own=own_of(session), min_score=1.0)
    assert query.understood.of("by") == ["Анна Петрова"]
    result = search(session, models, query)
    assert (result.hits, result.suggestions) == ([], ())


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("typed", "photographer"),
    [
        ("dog by Petrova or Orlov", "Анна Петрова | Lev Orlov"),
        ("dog Льва Орлова и Анны Петровой", "Lev Orlov | Анна Петрова"),
    ],
)
def test_what_either_of_two_took_is_found(
    session: Session, models: SearchModels, typed: str, photographer: str
) -> None:
    query = ask(typed, own=own_of(session), nearest=True)
    assert query.filters == Filters(photographer=photographer)
    assert {hit.name for hit in search(session, models, query).shown} == {"anna dog", "anna snow", "lev dog"}


def test_a_name_with_a_bar_and_names_in_any_spelling_are_found(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("bar", unit(1), "a dog", photographer="Studio | Light")
    add_image("jose", unit(1), "a dog", photographer="José García")
    add_image("pyotr", unit(1), "a dog", photographer="Pyotr Sokolov")

    def names(photographer: str) -> set[str]:
        query = ask("dog", filters=Filters(photographer=photographer), nearest=True)
        return {hit.name for hit in search(session, models, query).shown}

    assert names("studio | light") == {"bar"}
    assert names("JOSE GARCIA | pyotr sokolov") == {"jose", "pyotr"}
    assert ask("dogs by Sokolov & García", own=own_of(session)).filters == Filters(
        photographer="Pyotr Sokolov | José García"
    )
    both = ask("Sokolov & García", own=own_of(session))
    assert {hit.name for hit in search(session, models, both).shown} >= {"jose", "pyotr"}


@pytest.mark.parametrize("typed", ["Ромашка", "ООО Ромашка", "ООО «Ромашка»"])
def test_a_firm_is_found_without_what_it_is_by_law(
    session: Session, models: SearchModels, add_image: AddImage, typed: str
) -> None:
    add_image("firm", unit(1), "a dog", photographer="ООО «Ромашка»")
    add_image("other", unit(1), "a dog", photographer="ООО «Василёк»")
    query = ask(typed, own=own_of(session))
    assert [hit.name for hit in search(session, models, query).shown] == ["firm"]

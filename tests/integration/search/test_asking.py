"""What people type, as the database answers it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, cast, func, literal, select
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.mcp.server import _answer
from imgsearch.minors import mentions_minors
from imgsearch.queries.dates import read_has_dates
from imgsearch.queries.filters import Filters
from imgsearch.search import Query, SearchModels, SearchResult, ask, record_search, search
from imgsearch.tables import Search
from tests.fakes import CosineRegressor, unit
from tests.own import FakeOwn, own_of

from .conftest import AddImage, statements


def names(result: SearchResult) -> list[str]:
    return [hit.name for hit in result.hits]


@pytest.fixture
def models(models: SearchModels) -> SearchModels:
    """With scores and a threshold."""
    return replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]


@pytest.fixture
def pictures(add_image: AddImage) -> None:
    add_image("dog", unit(1), "чёрный пёс бежит", tags=["чёрный пёс"], taken_at=datetime(2019, 6, 5))
    add_image("wet dog", unit(1, 1), "Чёрная собака", tags=["чёрная собака"], taken_at=datetime(2020, 6, 5))


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    "typed", ["dog", "Dog", "DOG.", "«dog»", "“Dog!”", "\u00a0do\u200bg", "ｄｏｇ", "dog 🐶", "❄️dog🏽", "🐕"]
)
def test_the_answer_does_not_depend_on_how_a_text_is_typed(session: Session, models: SearchModels, typed: str) -> None:
    expected = search(session, models, ask("dog"))
    found = search(session, models, ask(typed))
    assert [(hit.name, hit.score) for hit in found.hits] == [(hit.name, hit.score) for hit in expected.hits]
    assert (len(found.hits), found.text) == (2, typed.strip())


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("typed", "name"),
    [("чёрный пёс", "dog"), ("Черный ПЕС", "dog"), ("черная собака", "wet dog"), ("«ЧЁРНАЯ собака»", "wet dog")],
)
def test_words_are_found_in_any_spelling(session: Session, models: SearchModels, typed: str, name: str) -> None:
    for form in ("NFC", "NFD"):
        best = search(session, models, ask(unicodedata.normalize(form, typed))).hits[0]
        assert best.name == name
        assert best.score >= 0.95


@pytest.mark.parametrize(("typed", "also"), [("чёрный пёс", "черный пес"), ("Ёлка", "елка"), ("звёзды", "звезды")])
def test_the_database_finds_words_of_captions_in_both_spellings(session: Session, typed: str, also: str) -> None:
    vectors = [func.to_tsvector(cast(literal("russian"), REGCONFIG), text) for text in (typed, also)]
    assert len({str(vector) for vector in session.execute(select(*vectors)).one()}) == 1


@pytest.mark.usefixtures("pictures")
def test_what_is_denied_is_not_found(session: Session, models: SearchModels) -> None:
    found = search(session, models, ask("dog without snow"))
    assert names(found) == ["dog"]
    assert (found.text, found.understood.as_dict()) == ("dog without snow", {"without": ["snow"]})
    assert set(names(search(session, models, ask("dog without snow", literal=True)))) == {"dog", "wet dog"}


@pytest.mark.usefixtures("pictures")
def test_a_time_filters_where_pictures_have_dates(engine: Engine, session: Session, models: SearchModels) -> None:
    with Catalog(engine) as catalog:
        catalog._searcher._models = models
        catalog._searcher._is_given = True
        assert names(catalog.search("dog in June 2019").result) == ["dog"]
        assert set(names(catalog.find(Query.of("dog in June 2019")).result)) == {"dog", "wet dog"}
        nothing = [catalog.search(text) for text in ("dog in 1987", "1987")]
        found = catalog.search("2020")
        both = catalog.search("photos since 2019")
    assert [(list(hits), hits.message) for hits in nothing] == [([], "No picture is from 1987.")] * 2
    assert _answer(nothing[0]).message == "No picture is from 1987."
    assert (names(found.result), found.result.understood.as_dict()) == (["wet dog"], {"taken": ["2020"]})
    assert (found.result.is_browsing, found.result.text, found.result.language) == (True, "2020", "en")
    assert (names(both.result), both.result.total) == (["wet dog", "dog"], 2)
    assert session.scalars(select(Search.text).order_by(Search.id.desc())).first() == "photos since 2019"


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(("typed", "name"), [("dog last summer", "wet dog"), ("прошлым летом", "wet dog")])
def test_a_time_counted_from_today_filters(session: Session, models: SearchModels, typed: str, name: str) -> None:
    query = ask(typed, today=date(2020, 11, 1), own=own_of(session))
    session.rollback()
    assert names(search(session, models, query)) == [name]


def test_pictures_without_dates_are_said_to_have_none(session: Session, add_image: AddImage) -> None:
    add_image("a", unit(1), gallery="a")
    add_image("hidden", unit(1), gallery="b", minor=True, taken_at=datetime(2019, 1, 1))
    assert [read_has_dates(session, Filters(gallery=name)) for name in "ab"] == [False, False]
    add_image("c", unit(1), gallery="b", taken_at=datetime(2019, 1, 1))
    assert [read_has_dates(session, Filters(gallery=name)) for name in "ab"] == [False, True]


@pytest.fixture
def called(add_image: AddImage) -> None:
    """Pictures of one year that are called by others."""
    for title in ("Ford Mustang 1967", "A boat", "Summer 2023 in Tver"):
        add_image(title, unit(0, 0, 1), taken_at=datetime(2023, 5, 1), metadata={"title": title})
    for tag in ("реконструкция парада 1945 года", "2023"):
        add_image(f"{tag}.jpg", unit(0, 0, 1), taken_at=datetime(2023, 5, 1), tags=[tag])
    add_image("captioned", unit(0, 0, 1), "an old bus of 1951", taken_at=datetime(2023, 5, 1))
    add_image("hidden", unit(0, 0, 1), minor=True, metadata={"title": "Zeppelin 1937"}, taken_at=datetime(2023, 5, 1))


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    ("typed", "is_time"),
    [
        ("Ford Mustang 1967", False), ("ford mustang, 1967", False), ("a Mustang of 1967", False),
        ("реконструкция парада 1945 года", False), ("Реконструкция парада, 1945 год", False), ("old bus 1951", False),
        # Pictures of that time are meant, unless one is called by the very text.
        ("Summer 2023 in Tver", False), ("summer in Tver 2023", True), ("a boat 2023", True),
        ("2023", True), ("Ford Mustang 1968", True), ("Zeppelin 1937", True),
    ],
)  # fmt: skip
def test_a_time_that_belongs_to_what_a_picture_is_called_is_a_word(session: Session, typed: str, is_time: bool) -> None:
    query = ask(
        typed,
        own=own_of(session),
    )
    assert ("taken_from" in query.filters.names) is is_time


@pytest.mark.usefixtures("called")
def test_a_picture_is_found_by_a_name_with_a_year(session: Session, models: SearchModels) -> None:
    query = ask(
        "Ford Mustang 1967",
        own=own_of(session),
    )
    session.rollback()
    assert names(search(session, models, query))[:1] == ["Ford Mustang 1967"]


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("typed", "instead"),
    [("dgo", "dog"), ("dgo 🐶", "dog 🐶"), ("вщп", "dog"), ("сабака", "собака"), ("ljv", None), ("bird", None)],
)
def test_where_nothing_matches_another_text_is_tried(
    session: Session, models: SearchModels, typed: str, instead: str | None
) -> None:
    found = search(session, models, ask(typed))
    assert (found.text, found.instead, bool(found.hits)) == (typed, instead, instead is not None)
    as_it_is = search(session, models, ask(typed, literal=True))
    assert (as_it_is.instead, as_it_is.hits) == (None, [])
    record_search(session, found)
    assert session.scalar(select(Search.text)) == typed


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    "typed",
    [
        "a boy", "A BOY.", "«Мальчик»", "МАЛЬЧИК", "dog -boy", "собака -мальчик", "dog -\"a boy\"",
        "a bo\u200by", "dog 👦🏽", "👦", "мальчик в июне 2019",
        "two years old in 2019", "boyInRed", "dog without water and a boy",
    ],
)  # fmt: skip
def test_no_way_of_typing_gets_round_the_disclaimer(session: Session, models: SearchModels, typed: str) -> None:
    for is_literal in (False, True):
        with statements(session) as seen:
            found = search(session, models, ask(typed, literal=is_literal, own=FakeOwn()))
        assert found.disclaimer is not None
        assert (found.hits, found.nearest, found.text, seen) == ([], [], typed, [])


@pytest.mark.usefixtures("pictures")
def test_the_typed_text_is_judged_beside_what_was_made_of_it(session: Session, models: SearchModels) -> None:
    query = ask("a 12 -year old")
    assert [part.text for part in query.parts] == ["a 12 old", "year"]
    assert not any(map(mentions_minors, query.texts))
    assert search(session, models, query).disclaimer is not None


@pytest.mark.usefixtures("pictures")
def test_another_text_that_speaks_of_minors_is_refused_as_any(session: Session, models: SearchModels) -> None:
    found = search(session, models, ask("vfkmxbr"))
    assert (found.text, found.hits, found.nearest, found.instead) == ("vfkmxbr", [], [], None)
    assert found.disclaimer is not None


@pytest.mark.usefixtures("pictures")
def test_who_wants_no_minors_gets_pictures_as_before(session: Session, models: SearchModels) -> None:
    query = ask("dog without kids")
    assert [part.text for part in query.parts] == ["dog without kids"]
    assert search(session, models, query).disclaimer is None

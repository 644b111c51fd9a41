"""Pictures found by what is known of them besides sentences: titles, tags, places, photographers, file names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex
from imgsearch.rescoring.known import known_overlap
from imgsearch.search import Filters, Query, SearchModels, search
from imgsearch.search.candidate import what_is_known
from imgsearch.tables import Image
from loaders.unread_names import read_names
from tests.fakes import unit

from .conftest import AddImage, candidates

FAR = unit(0, 0, -1)
KNOWN = {
    "metadata": {
        "Title": "Kremlin at dawn",
        "city": "Tver",
        "file": {"title": ["Озеро Селигер"], "person": ["Ivan Petrov"]},
    },
    "tags": ["paraglider", "закат"],
    "photographer": "Anna Sokolova",
    "source_path": "shoot/DSCF0042.jpg",
}  # fmt: skip


@pytest.fixture
def known(crowd: None, add_image: AddImage) -> None:
    """More pictures than there are candidates, and one far from any query of which much is known."""
    add_image("shoot/DSCF0042.jpg", FAR, **KNOWN)
    add_image("silent.jpg", FAR, source_path="silent.jpg")


NAMES = (
    "kremlin at dawn",
    "«Озеро Селигер»",
    "закат",
    "Tver",
    "Anna Sokolova",
    "Анны Соколовой",
    "Sokolova",
    "Ivan Petrov",
    "Seliger",
    "in Tver",
    "DSCF0042.jpg",
    "dscf0042",
    "shoot/DSCF0042.jpg",
)
QUERIES = (*NAMES, "the Kremlin", "на Селигере", "paragliders", "закаты", "dog by Sokolova")


@pytest.mark.usefixtures("known")
def test_what_is_known_brings_the_picture_in(session: Session, models: SearchModels) -> None:
    found = {query: [row.name for row in candidates(session, models, query).rows] for query in QUERIES}
    assert {query: len(names) for query, names in found.items()} == dict.fromkeys(QUERIES, 100)
    assert [query for query, names in found.items() if "shoot/DSCF0042.jpg" not in names] == []
    assert [query for query, names in found.items() if "silent.jpg" in names] == []


@pytest.mark.usefixtures("known")
def test_what_is_asked_for_by_its_name_matches_even_without_a_regressor(session: Session, models: SearchModels) -> None:
    found = {query: search(session, models, Query.of(query, limit=5)).hits for query in NAMES}
    assert [query for query, hits in found.items() if [hit.name for hit in hits] != ["shoot/DSCF0042.jpg"]] == []
    assert search(session, models, Query.of("dawn", limit=5)).hits == []


def best_known(session: Session, models: SearchModels, query: str, names: Sequence[str]) -> str | None:
    """Of some pictures the one of which most of a query is known, among the candidates that the database finds."""
    rows = [row for row in candidates(session, models, query).rows if row.name in names]
    shares, _ = known_overlap(query, list(map(what_is_known, rows)))
    best = max(zip(shares, (row.name for row in rows), strict=True), default=(0.0, None))
    return best[1] if best[0] > 0 else None


@pytest.mark.usefixtures("known")
def test_words_that_are_written_together_in_a_path_are_found(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    moscow, lake, fiord = ("Trips/MoscowSunset2019.jpg", "KamchatkaTrip/ЗакатНаОзере.jpg", "FiørdSun2019.jpg")
    for path in (moscow, lake, fiord):
        add_image(path, FAR, source_path=path)
    found = {"moscow sunset": moscow, "sunsets": moscow, "Kamchatka": lake, "Закат на озере": lake, "fiord sun": fiord}
    for query, path in found.items():
        assert best_known(session, models, query, (moscow, lake, fiord)) == path


@pytest.mark.usefixtures("known")
def test_tags_and_titles_are_found_in_the_other_language_and_people_are_not(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("tagged", FAR, tags=["осень"])
    add_image("titled", FAR, metadata={"title": "Old fortress", "person": ["Лев"]})
    add_image("aurora", FAR, tags=["северное сияние"], photographer="Лев Толстой")
    found = {"autumn": "tagged", "крепость": "titled", "northern lights": "aurora", "lion": None}
    for query, name in found.items():
        assert best_known(session, models, query, ("tagged", "titled", "aurora")) == name


@pytest.mark.usefixtures("known")
def test_names_are_found_in_the_other_alphabet(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("by", FAR, photographer="Maria Sokolova-Zhukova")
    add_image("who", FAR, metadata={"person": ["Habarov"]})
    add_image("where", FAR, metadata={"city": "Moscow"})
    add_image("russian", FAR, photographer="Мария Петрова", metadata={"city": "Санкт-Петербург"})
    found = {"фото Соколовой": "by", "Мария Жукова": "by", "Хабаров": "who", "Москва": "where"}
    found |= dict.fromkeys(["Petrova", "Mariya Petrova", "Saint Petersburg"], "russian")
    for query, name in found.items():
        assert best_known(session, models, query, ("by", "who", "where", "russian")) == name


def test_any_text_is_a_query(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("a", FAR, tags=["закат"])
    for typed in ("ь", "ъ ь", "o'neil \\ :*", "закат & !", "🐶 ь", "x" * 300, "нью-йорк -b", "c++ ß"):
        assert candidates(session, models, typed).rows


@pytest.mark.usefixtures("known")
def test_known_words_find_no_hidden_picture(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("minor.jpg", FAR, minor=True, tags=["zeppelin"])
    add_image("other.jpg", FAR, tags=["zeppelin"], gallery="other")
    assert "minor.jpg" not in [row.name for row in candidates(session, models, "zeppelin").rows]
    assert "other.jpg" in [row.name for row in candidates(session, models, "zeppelin").rows]
    found = candidates(session, models, "zeppelin", filters=Filters(gallery="g")).rows
    assert "other.jpg" not in [row.name for row in found]
    with session.begin():
        session.execute(text("SET LOCAL ROLE imgsearch_searcher"))
        assert len(session.execute(text("SELECT image_id FROM find_known('zeppelin', 10)")).all()) == 1


@pytest.mark.usefixtures("known")
def test_titles_and_places_are_columns_of_their_own(session: Session) -> None:
    picture = session.scalars(select(Image).where(Image.name == "shoot/DSCF0042.jpg")).one()
    assert picture.titles == ["Kremlin at dawn", "Ivan Petrov", "Озеро Селигер"]
    assert picture.places == ["tver"]


@pytest.mark.usefixtures("known")
def test_a_place_is_a_filter_whatever_its_case(session: Session, models: SearchModels) -> None:
    result = search(session, models, Query.of("a dog", filters=Filters(places=["TVER "]), nearest=True))
    assert [hit.name for hit in result.shown] == ["shoot/DSCF0042.jpg"]
    session.rollback()
    with pytest.raises(EmptyIndex, match="places Tver, Moscow"):
        search(session, models, Query.of("a dog", filters=Filters(places=["Tver", "Moscow"])))


@pytest.mark.parametrize("name", ["ΑΘΗΝΑΣ", "İstanbul", "Йошкар-Ола"])
def test_places_and_people_are_found_in_every_alphabet(
    session: Session, models: SearchModels, add_image: AddImage, name: str
) -> None:
    add_image("a.jpg", FAR, metadata={"city": name, "person": [name]})
    for filters in (Filters(places=[name]), Filters(people=[name])):
        result = search(session, models, Query.of("a dog", filters=filters, nearest=True))
        assert [hit.name for hit in result.shown] == ["a.jpg"]
        session.rollback()


def test_nobody_says_who_is_in_a_picture_but_its_metadata(session: Session, add_image: AddImage) -> None:
    image_id = add_image("a.jpg", FAR, metadata={"persons": ["Anna"]})
    session.execute(update(Image).values(persons=["Somebody"]))
    assert session.scalar(select(Image.persons)) == ["Anna"]
    session.execute(update(Image).values(details={"person": "Oleg"}))
    assert session.scalar(select(Image.persons)) == ["Oleg"]
    session.execute(update(Image).where(Image.id == image_id).values(sha256=b"1" * 32))
    assert session.scalar(select(Image.persons)) == []


def test_pictures_that_were_there_before_get_their_persons_by_a_load(session: Session, add_image: AddImage) -> None:
    for name in "abc":
        add_image(f"{name}.jpg", FAR, metadata={"persons": [f"Anna {name}"]})
    session.execute(text("ALTER TABLE image DISABLE TRIGGER name_persons"))
    session.execute(update(Image).where(Image.name != "a.jpg").values(persons=None))
    session.execute(text("ALTER TABLE image ENABLE TRIGGER name_persons"))
    session.commit()
    assert read_names(session) == 2
    assert session.scalars(select(Image.persons).order_by(Image.name)).all() == [["Anna a"], ["Anna b"], ["Anna c"]]
    assert read_names(session) == 0


def test_persons_are_known_once_whatever_the_case_of_their_names(session: Session, add_image: AddImage) -> None:
    said = {"person": ["Anna Petrova", "ANNA PETROVA", " "], "file": {"person": ["Олег  Ким"], "title": ["Someone"]}}
    picture = session.get_one(Image, add_image("both.jpg", FAR, **{"metadata": said}))
    assert sorted(picture.persons or ()) == ["ANNA PETROVA", "Олег Ким"]


@pytest.mark.usefixtures("known")
def test_who_is_in_a_picture_is_a_filter_and_a_facet(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("minor.jpg", FAR, minor=True, **{"metadata": {"person": "Ivan Petrov"}})
    both = add_image("both.jpg", unit(1, 0), "a dog", **{"metadata": {"person": ["Ivan Petrov", 'A "B", C']}})
    result = search(session, models, Query.of("a dog", filters=Filters(people=["IVAN petrov"]), nearest=True))
    assert {hit.name for hit in result.shown} == {"shoot/DSCF0042.jpg", "both.jpg"}
    session.rollback()
    result = search(
        session, models, Query.of("a dog", filters=Filters(people=["ivan petrov", 'a "b", c']), nearest=True)
    )
    assert [hit.image_id for hit in result.shown] == [both]
    session.rollback()
    faceted = search(session, models, Query.of("Ivan Petrov", min_score=0)).facets["people"]
    assert [(count.value, count.matches) for count in faceted] == [("Ivan Petrov", 2)]
    session.rollback()
    browsed = search(session, models, Query(())).facets["people"]
    assert [(count.value, count.matches, count.filters) for count in browsed] == [
        ("Ivan Petrov", 2, {"people": "Ivan Petrov"})
    ]
    session.rollback()
    assert search(session, models, Query.of("a dog", filters=Filters(people=["little girl"]))).disclaimer is not None


@pytest.mark.parametrize(
    ("said", "titles", "places"),
    [
        ({}, [], []),
        ({"file_stamp": 7}, [], []),
        ({"file_stamp": 7, "title": "x"}, ["x"], []),
        ([{"title": "x"}], [], []),
        ({"title": ""}, [], []),
        ({"title": None, "city": 7, "country": {"a": 1}}, [], []),
        ({"Object Name": "x", "object_name": "y"}, ["x", "y"], []),
        ({"Province-State": "Tver  oblast", "country": ["Россия", "россия"]}, [], ["tver oblast", "россия"]),
        ({"file": ["a", "b"]}, [], []),
    ],
)
def test_odd_metadata_is_read_or_passed_over(
    session: Session, add_image: AddImage, said: object, titles: list[str], places: list[str]
) -> None:
    image_id = add_image("odd.jpg", FAR, **{"metadata": said})
    picture = session.get_one(Image, image_id)
    assert (picture.titles, picture.places) == (titles, places)


def test_a_million_words_of_metadata_can_be_stored(session: Session, add_image: AddImage) -> None:
    words = " ".join(f"word{number}" for number in range(300_000))
    image_id = add_image("long.jpg", FAR, **{"metadata": {"title": words, "city": words}, "photographer": "A B"})
    assert session.scalar(text("SELECT length(titles[1]) FROM image WHERE id = :id"), {"id": image_id}) == len(words)

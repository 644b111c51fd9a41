"""Words in the other language and the other letters: odd ones are no error, and they show nothing that is hidden."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.queries.by_words import known_queries
from imgsearch.search import SearchModels, ask, search
from tests.fakes import unit

from .conftest import AddImage, candidates

ODD = (
    "ъ", "ъь", "Ь", "o'neil", "d'Arc", "rock'n'roll", "a\\b", "\\'", "x:y", "a:*", ":*ABC", "'a':AB", "a & b", "(", "!",
    "<->", "😀", "1a2b", "2019", "z" * 1500, "щ" * 1500, "中文", "łódź", "ß", "İ", "½", "C++", "Ия", "ye", "в Киеве",
)  # fmt: skip


@pytest.mark.parametrize("typed", ODD)
def test_what_is_looked_for_is_a_query_of_the_database(session: Session, typed: str) -> None:
    lexemes = session.scalar(text("SELECT tsvector_to_array(to_tsvector('russian', :said))"), {"said": typed})
    for query in known_queries([typed], [lexemes or []]).every():
        session.execute(text("SELECT cast(:query AS tsquery)"), {"query": query})


def test_odd_words_are_searched_for(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("dog.jpg", unit(1), "a dog")
    for typed in ("ъь", "ъ дом", "a:* 'ABC'"):
        assert len(candidates(session, models, typed).rows) == 1


@pytest.mark.parametrize("typed", ["Соколова", "осень", "Киев"])
def test_hidden_pictures_are_not_found_in_the_other_language_or_letters(
    session: Session, models: SearchModels, add_image: AddImage, typed: str
) -> None:
    known = {"photographer": "Anna Sokolova", "tags": ["autumn", "kyiv"]}
    add_image("shown.jpg", unit(0, 1), **known)
    add_image("hidden.jpg", unit(0, 1), minor=True, **known)
    found = search(session, models, ask(typed, nearest=True))
    assert [hit.name for hit in (*found.hits, *found.nearest)] == ["shown.jpg"]
    assert [row.name for row in candidates(session, models, typed).rows] == ["shown.jpg"]


@pytest.mark.parametrize(
    "typed",
    [
        "black and white photos of kids",
        "kid b&w",
        "vertical photos of boys",
        "vintage boy",
        "photos by a little girl",
        "чёрно-белое фото девочки",
        "дети чб",
        "портрет девочки",
        "ч/б фото школьников за 2019 год",
        "vintage devochka",
    ],
)
def test_who_asks_for_minors_is_refused_whatever_else_is_read(
    session: Session, models: SearchModels, add_image: AddImage, typed: str
) -> None:
    add_image("dog.jpg", unit(1), "a dog")
    found = search(session, models, ask(typed))
    assert (found.hits, found.nearest) == ([], [])
    assert found.disclaimer is not None


@pytest.mark.usefixtures("crowd")
def test_pictures_of_which_all_words_are_known_fill_a_page(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    far = unit(0, 0, -1)
    both = {add_image(f"{number}.jpg", far, tags=["Свадьба", "Selivanovo"]) for number in range(12)}
    for number in range(20):
        add_image(f"other{number}.jpg", far, tags=["Selivanovo"])
    rows = candidates(session, models, "wedding Selivanovo", count=40).rows
    assert both <= {row.image_id for row in rows}

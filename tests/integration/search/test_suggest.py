"""What is offered as "Did you mean", and what that costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from imgsearch.search import Query, SearchModels, search
from imgsearch.search import suggest as suggesting
from imgsearch.tables import Image, MinorReview
from tests.fakes import unit

from .conftest import AddImage, statements

READING = "array_append"


@pytest.fixture(autouse=True)
def changes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """What the server says of changes, which it counts up to ten seconds late."""
    said = [0]
    monkeypatch.setattr(suggesting, "select_changes", lambda: text("SELECT :said").bindparams(said=said[0]))
    monkeypatch.setattr(suggesting, "SHARE_OF_TIME", float("inf"))
    yield said
    suggesting._remembered.clear()


def offered(session: Session, models: SearchModels, typed: str, **options: float) -> tuple[str, ...]:
    found = search(session, models, Query.of(typed, is_understood=True, **options)).suggestions
    session.rollback()
    return found


@pytest.fixture
def petrova(add_image: AddImage) -> int:
    """A picture by Anna Petrova, with a tag, at a place, of somebody; and one of which nothing is known."""
    add_image("silent.jpg", unit(1), "a dog")
    said = {
        "tags": ["snowboarding"],
        "metadata": {"city": "Rio de Janeiro", "title": "Zugspitze", "person": ["Greta Lindqvist"]},
    }
    return add_image("a.jpg", unit(1), "a dog", photographer="Anna Petrova", **said)


@pytest.mark.usefixtures("petrova")
def test_a_misspelt_photographer_tag_or_place_is_offered(session: Session, models: SearchModels) -> None:
    assert offered(session, models, "dog by petrowa") == ("dog by Petrova",)
    assert offered(session, models, "snowboardnig") == ("snowboarding",)
    assert offered(session, models, "rio de janiero") == ("rio de janeiro",)
    assert offered(session, models, "greta lindquist") == ("greta Lindqvist",)
    assert offered(session, models, "zugspitse") == ()  # a title is no name
    assert offered(session, models, "a dog") == ()


def test_what_names_a_minor_once_it_is_put_right_is_not_offered(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("old.jpg", unit(1), "a dog", tags=["golden years"])
    assert offered(session, models, "yeers of snow") == ("years of snow",)
    assert offered(session, models, "14 yeers old") == ()


def test_nothing_is_offered_for_a_word_that_stands_beside_what_was_found(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("owls.jpg", unit(1), "a dog", tags=["falcons"])
    add_image("bird.jpg", unit(1), "A Peregrine dog and a falcon")
    add_image("gyrfalcony.jpg", unit(1), "a dog", tags=["gyrfalcon"])
    assert offered(session, models, "dog falconn")[0] == "dog falcons"  # where nothing is found
    assert offered(session, models, "dog falcon") == ("dog gyrfalcon",)  # falcons are found by a falcon
    assert offered(session, models, "dog falcon", min_score=0.0) == ()
    assert offered(session, models, "dog gyrfalcony", min_score=0.0) == ()
    assert offered(session, models, "dog gyrfalcoon", min_score=0.0) == ("dog gyrfalcon",)


def test_a_name_is_not_offered_with_its_marks_without_which_it_is_found(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("a.jpg", unit(1), "a dog", tags=["orléanais", "orlžanais"])
    assert offered(session, models, "dog orleanais", min_score=0.0) == ()
    assert offered(session, models, "orleanais") == ()
    assert offered(session, models, "dog orleanaiz", min_score=0.0) == ("dog orléanais", "dog orlžanais")


def test_nothing_is_offered_of_pictures_that_may_not_be_shown(
    session: Session, models: SearchModels, petrova: int, add_image: AddImage
) -> None:
    add_image("minor.jpg", unit(1), minor=True, photographer="Olga Zavyalova")
    assert offered(session, models, "dog by zavialova") == ()
    assert offered(session, models, "dog by petrowa") == ("dog by Petrova",)
    picture = session.get_one(Image, petrova)
    review = MinorReview(image_id=petrova, is_hidden=False, verdict="flag", reviewer="test", sha256=picture.sha256)
    session.add(review)
    session.commit()
    # The words are remembered, the picture is hidden.
    assert offered(session, models, "dog by petrowa") == ()
    assert offered(session, models, "snowboardnig") == ()


@pytest.mark.usefixtures("petrova")
def test_names_are_read_once_and_again_after_a_change(
    session: Session, models: SearchModels, changes: list[int]
) -> None:
    with statements(session) as sent:
        for _ in range(3):
            assert offered(session, models, "dog by petrowa") == ("dog by Petrova",)
        assert sum(READING in statement for statement in sent) == 1
        session.execute(update(Image).where(Image.name == "silent.jpg").values(photographer="Ivan Tarkovsky"))
        session.commit()
        changes[0] += 1
        assert offered(session, models, "dog by tarkowsky") == ("dog by Tarkovsky",)
        assert sum(READING in statement for statement in sent) == 2


@pytest.mark.usefixtures("petrova")
def test_names_are_not_read_all_the_time_while_pictures_change(
    session: Session, models: SearchModels, changes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "SHARE_OF_TIME", 1e-9)
    with statements(session) as sent:
        for _ in range(3):
            changes[0] += 1
            assert offered(session, models, "dog by petrowa") == ("dog by Petrova",)
    assert sum(READING in statement for statement in sent) == 1


def test_the_server_counts_what_is_written_to_the_table_of_pictures(session: Session, petrova: int) -> None:
    from imgsearch.queries.own_words import select_changes

    session.execute(text("SELECT pg_stat_force_next_flush()"))
    session.commit()
    before = session.scalar(select_changes())
    session.commit()
    session.execute(update(Image).where(Image.id == petrova).values(photographer="Ivan"))
    session.execute(text("SELECT pg_stat_force_next_flush()"))
    session.commit()
    session.execute(text("SET LOCAL track_counts = off"))
    assert session.scalar(select_changes()) is None
    session.rollback()
    assert before is not None
    assert session.scalar(select_changes()) == before + 1

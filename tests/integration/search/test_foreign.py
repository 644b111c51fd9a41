"""Single words of other languages, which look like English ones that nothing matches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pgvector import HalfVector
from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from imgsearch.rescoring.pairs import Pairs
from imgsearch.search import SearchModels, SearchResult, ask, search
from imgsearch.tables import Image, ImageEmbedding
from tests.fakes import CosineRegressor, ScoreAlone, WordEncoder, unit
from tests.own import own_of

from .conftest import AddImage

Meant = Callable[[str], None]
Listed = Callable[[bool], None]


class Foreign(WordEncoder):
    """Knows words of other languages, but not when it is told to read English."""

    def encode_texts_multilingual(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_texts(["dog" if text in ("blorp", "hundo") else text for text in texts])


class Lenient(ScoreAlone):
    """The score is the cosine, and .38 is a match."""

    def predict(self, pairs: Pairs) -> tuple[Any, Any]:
        scores = np.clip(pairs.image @ pairs.query[0], 0, 1)
        return scores, np.full(len(scores), 0.38, dtype=np.float32)


@pytest.fixture
def gallery(models: SearchModels, add_image: AddImage) -> SearchModels:
    add_image("dog.jpg", unit(1), taken_at=datetime(2019, 7, 1))
    add_image("like a dog.jpg", unit(1, 0, 0.5), taken_at=datetime(2020, 7, 1))
    add_image("bird.jpg", unit(0, 0, 0, 0, 1))
    return replace(models, encoder=Foreign("small"), regressor=CosineRegressor())  # type: ignore[arg-type]


@pytest.fixture
def meant(monkeypatch: pytest.MonkeyPatch) -> Meant:
    """Have every unknown word mean something."""

    def mean(english: str) -> None:
        monkeypatch.setattr("imgsearch.asking.mistakes.meanings.in_english", lambda _: english)

    return mean


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Listed:
    """Have every word be listed, or none."""

    def say(is_listed: bool) -> None:
        monkeypatch.setattr("imgsearch.search.foreign.is_all_listed", lambda _: is_listed)

    return say


def _place(name: str, vector: NDArray[np.float32]) -> Update:
    """Put a picture elsewhere."""
    of = select(Image.id).where(Image.name == name).scalar_subquery()
    return update(ImageEmbedding).where(ImageEmbedding.image_id == of).values(embedding=HalfVector(vector))


def names(result: SearchResult) -> list[str]:
    return [hit.name for hit in result.hits]


def test_they_are_read_in_their_language_where_nothing_matches(session: Session, gallery: SearchModels) -> None:
    found = search(session, gallery, ask("blorp"))
    assert (names(found), found.text, found.instead) == (["dog.jpg", "like a dog.jpg"], "blorp", None)
    # As a text with weights, or one that is to be taken as it is, they are not.
    assert not search(session, gallery, ask("blorp", literal=True)).hits


def test_further_pages_and_other_orders_are_of_the_same_pictures(session: Session, gallery: SearchModels) -> None:
    pages = [search(session, gallery, ask("blorp", limit=1, offset=offset)) for offset in (0, 1, 2)]
    assert [names(page) for page in pages] == [["dog.jpg"], ["like a dog.jpg"], []]
    assert [(page.next_offset, page.total) for page in pages] == [(1, 2), (None, 2), (None, 2)]
    newest = search(session, gallery, ask("blorp", limit=1, sort="newest"))
    assert (names(newest), newest.order) == (["like a dog.jpg"], "newest")


def test_what_is_said_beside_them_counts(session: Session, gallery: SearchModels) -> None:
    assert names(search(session, gallery, ask("blorp 2020", own=own_of(session)))) == ["like a dog.jpg"]


def test_what_matches_as_it_stands_is_left_so(session: Session, gallery: SearchModels, add_image: AddImage) -> None:
    add_image("shop.jpg", unit(0, 0, 0, 0, 0, 1), tags=["Blorp"])
    assert names(search(session, gallery, ask("blorp"))) == ["shop.jpg"]


def test_a_doubtful_word_is_not_taken_for_one(session: Session, models: SearchModels, add_image: AddImage) -> None:
    """A score is enough where no mistake is likely that is not where one is: «худо»; hardly a match never is."""
    lenient = replace(models, encoder=Foreign("small"), regressor=Lenient())  # type: ignore[arg-type]
    add_image("so so.jpg", unit(1, 0, -2))  # .45
    assert [names(search(session, lenient, ask(word))) for word in ("blorp", "hundo")] == [["so so.jpg"], []]
    # Below .4
    session.execute(_place("so so.jpg", unit(1, 0, -2.4)))
    session.commit()
    assert not search(session, lenient, ask("blorp")).hits


def test_what_a_word_means_in_english_is_searched_for_where_that_is_known(
    session: Session, gallery: SearchModels
) -> None:
    found = search(session, gallery, ask("perro"))
    assert (found.instead, found.text, names(found)) == ("dog", "perro", ["dog.jpg", "like a dog.jpg"])
    # With all that is said beside it, for which further pages are asked.
    found = search(session, gallery, ask("Perro 2020", own=own_of(session)))
    assert (found.instead, names(found)) == ("dog 2020", ["like a dog.jpg"])
    assert search(session, gallery, ask("perro", offset=1)).hits == []


def test_a_slip_is_put_right_unless_the_language_fits_far_better(
    session: Session, gallery: SearchModels, add_image: AddImage, meant: Meant
) -> None:
    meant("dog")
    add_image("snow.jpg", unit(0, 1))
    mended = search(session, gallery, ask("snwo"))
    assert (mended.instead, names(mended)) == ("snow", ["snow.jpg"])
    session.execute(_place("snow.jpg", unit(0, 1, 1)))  # .71
    session.commit()
    read = search(session, gallery, ask("snwo"))
    assert (read.instead, names(read), read.suggestions) == ("dog", ["dog.jpg", "like a dog.jpg"], ())


@pytest.mark.parametrize(("is_listed", "shown"), [(True, ("dog", ["dog.jpg", "like a dog.jpg"])), (False, (None, []))])
def test_of_a_word_that_is_listed_what_may_show_it_is_enough(
    session: Session,
    gallery: SearchModels,
    listed: Listed,
    monkeypatch: pytest.MonkeyPatch,
    is_listed: bool,
    shown: object,
) -> None:
    listed(is_listed)
    monkeypatch.setattr("imgsearch.search.foreign._is_sure", lambda _: False)
    found = search(session, gallery, ask("perro"))
    assert (found.instead, names(found)) == shown


def test_a_word_that_is_listed_is_no_slip(
    session: Session, gallery: SearchModels, add_image: AddImage, meant: Meant, listed: Listed
) -> None:
    meant("dog")
    add_image("snow.jpg", unit(0, 1))
    listed(True)
    found = search(session, gallery, ask("snwo"))
    assert (found.instead, names(found)) == ("dog", ["dog.jpg", "like a dog.jpg"])


def test_what_a_word_means_counts_only_where_it_is_shown(session: Session, gallery: SearchModels, meant: Meant) -> None:
    meant("boat")
    assert (found := search(session, gallery, ask("blorp"))).instead is None
    assert names(found) == ["dog.jpg", "like a dog.jpg"]
    # A time is no thing, and one without pictures no answer.
    for english in ("summer 2019", "dog in summer 2018"):
        meant(english)
        found = search(session, gallery, ask("blorp", own=own_of(session)))
        assert (found.instead, names(found)) == (None, ["dog.jpg", "like a dog.jpg"])


def test_the_law_hears_them(session: Session, gallery: SearchModels) -> None:
    found = search(session, gallery, ask("blorp niño"))
    assert (found.hits, found.disclaimer is None) == ([], False)


def test_the_law_hears_what_a_word_means(
    session: Session, gallery: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.asking.mistakes.meanings.in_english", lambda _: "a boy")
    found = search(session, gallery, ask("blorp"))
    assert (found.hits, found.disclaimer is None, found.instead, found.text) == ([], False, None, "blorp")


def test_a_word_is_put_into_english_where_it_stands_alone(
    session: Session, gallery: SearchModels, meant: Meant
) -> None:
    meant("dog")
    found = search(session, gallery, ask("photos of oto since 2020", own=own_of(session)))
    assert (found.instead, names(found)) == ("photos of dog since 2020", ["like a dog.jpg"])

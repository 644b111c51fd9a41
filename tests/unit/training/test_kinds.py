"""Pictures of kinds, made out of the classifier's weights, and heads that learn their names."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from imgsearch.encoders.small import IMAGE_SCALE, scale_parts
from imgsearch.training.kinds import (
    COUNT,
    GENERAL_SHARE,
    PAIR_SHARE,
    Kinds,
    Names,
    find_directions,
    make_kinds,
    place,
    read_names,
    read_table,
)

WIDTH = 12
#: Words for many kinds that nobody would look for under another name, and some kinds that they name.
GENERAL = {"dog": (151, 207, 268), "bird": (7, 99, 145), "fish": (0, 391), "cat": (281, 285), "fruit": (950, 952)}


@pytest.fixture(scope="module")
def names() -> Names:
    return read_names(np.random.default_rng(0))


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    """Pictures lie around one corner; each kind has a direction at random."""
    generator = np.random.default_rng(1)
    parts = scale_parts((generator.normal(size=(50, 10, WIDTH)) * 0.2 + 1).astype(np.float32))
    weight = generator.normal(size=(COUNT, WIDTH)).astype(np.float32)
    return make_kinds(parts, encode, (weight, np.zeros(COUNT, dtype=np.float32)), seed=0)


def encode(texts: list[str]) -> NDArray[np.float32]:
    return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_every_kind_has_a_name_in_both_languages() -> None:
    rows = read_table()
    single = [(kinds, row) for kinds, row in rows if len(kinds) == 1]
    assert [kinds for kinds, _ in single] == [[kind] for kind in range(COUNT)]
    for kinds, row in rows:
        assert set(row) == {"English", "Russian"}
        assert kinds == [kind for kind in kinds if 0 <= kind < COUNT]
        assert all(name == name.strip() != "" for told in row.values() for name in told.split("|"))
        assert all(re.search("[а-яё]", name) for name in row["Russian"].split("|"))
        assert not re.search("[а-яё]", row["English"])


@pytest.mark.parametrize("word", GENERAL)
def test_a_word_for_many_kinds_names_them_all(word: str, names: Names) -> None:
    (row,) = [row for row, text in enumerate(names.texts) if text == f"a {word}"]
    assert names.is_general[row]
    assert names.shown[row, list(GENERAL[word])].all()
    assert not names.shown[row, [409, 985]].any()  # a clock, a daisy


def test_names_pairs_and_general_words_have_their_shares(names: Names) -> None:
    count = names.shown.sum(axis=1)
    assert names.weight.sum() == pytest.approx(1)
    pair = (count == 2) & ~names.is_general
    assert names.weight[pair].sum() == pytest.approx(PAIR_SHARE)
    assert names.weight[names.is_general].sum() == pytest.approx(GENERAL_SHARE)
    by_kind = names.weight[count == 1] @ names.shown[count == 1]
    assert by_kind == pytest.approx(np.full(COUNT, by_kind[0]))  # no kind is drawn more often for having more names
    last = names.texts[int(np.flatnonzero(pair)[-1])]
    assert "," in last or " и " in last


def test_a_picture_of_a_kind_lies_towards_it_and_shows_what_its_text_names(kinds: Kinds) -> None:
    batch = kinds.draw(300, np.random.default_rng(2))
    wholes = batch.parts[:, 0] / IMAGE_SCALE
    assert np.linalg.norm(wholes, axis=1) == pytest.approx(np.ones(300), abs=1e-5)
    towards = ((wholes - kinds.mean) @ kinds.direction.T)[batch.shown]
    assert towards.mean() > 0.2 > 0.05 > abs(((wholes - kinds.mean) @ kinds.direction.T).mean())
    is_general = kinds.names.is_general[batch.rows]
    assert (batch.shown.sum(axis=1)[is_general] == 1).all()
    assert (batch.shown <= kinds.names.shown[batch.rows]).all()
    assert (batch.shown == kinds.names.shown[batch.rows])[~is_general].all()


def test_a_thing_stands_in_some_ninths_which_have_more_of_it_for_being_few() -> None:
    shares = place(2000, np.random.default_rng(5))
    assert shares.shape == (2000, 10)
    np.testing.assert_array_equal(shares[:, 0], 1)
    ninths = shares[:, 1:].reshape(-1, 3, 3)
    np.testing.assert_allclose(ninths.mean(axis=(1, 2)), 1, rtol=1e-5)
    is_in: NDArray[np.bool_] = np.asarray(ninths > 0.5)
    count = is_in.sum(axis=(1, 2))
    assert count.min() >= 1
    assert count.max() == 9
    # A rectangle: which rows and which columns it has tell all of it.
    np.testing.assert_array_equal(is_in, is_in.max(axis=2)[:, :, None] & is_in.max(axis=1)[:, None])
    assert ninths[count <= 3].max(axis=(1, 2)).mean() > 2.5 > 1.5 > ninths[count >= 6].max(axis=(1, 2)).mean()
    assert is_in.mean(axis=0).min() > 0.25


def test_ninths_of_a_picture_of_a_kind_lie_towards_it_where_it_stands(kinds: Kinds) -> None:
    batch = kinds.draw(300, np.random.default_rng(2))
    one = batch.shown.sum(axis=1) == 1
    towards = np.einsum("npd,nd->np", batch.parts[:, 1:] / IMAGE_SCALE - kinds.mean, batch.shown @ kinds.direction)[one]
    assert towards.max(axis=1).mean() > 2 * towards.mean()
    assert (batch.parts[:, 1:] >= 0).all()


def test_texts_fit_the_pictures_that_show_what_they_name(kinds: Kinds) -> None:
    batch = kinds.draw(200, np.random.default_rng(3))
    named = kinds.names.shown[batch.rows]
    expected = [[bool((shown & one).any()) for one in named] for shown in batch.shown]
    assert kinds.fits(batch).tolist() == expected
    assert kinds.fits(batch).diagonal().all()


def test_directions_follow_how_pictures_vary() -> None:
    image = np.random.default_rng(4).normal(size=(4000, 2)).astype(np.float32) * np.array([4, 1], dtype=np.float32)
    weight = np.array([[1, 1], [-1, -1]], dtype=np.float32)
    first, second = find_directions(weight, image)
    assert first == pytest.approx(-second)
    assert first == pytest.approx(np.array([2, 1]) / np.sqrt(5), abs=0.02)  # the fourth root of 16 to 1


def test_the_classifier_sees_features_of_their_usual_length(kinds: Kinds) -> None:
    weight, bias = kinds.classifier
    assert weight.shape == (WIDTH, COUNT)
    assert bias.shape == (COUNT,)
    parts = (kinds.background + kinds.mean) * np.float32(IMAGE_SCALE)
    again = make_kinds(parts, encode, (np.ones((COUNT, WIDTH), np.float32), bias), seed=0)
    assert again.classifier[0] * IMAGE_SCALE == pytest.approx(np.full((WIDTH, COUNT), 13.4), rel=1e-5)
    assert kinds.names.texts == again.names.texts  # the seed alone decides

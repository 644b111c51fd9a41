"""What a regressor sees besides the features: what words look like, and what a background of its own says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from imgsearch.encoders import normalize
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring.columns import column_names, pair_columns
from imgsearch.rescoring.features import CAPTION_ENCODERS, NEAR_FEATURES, feature_names, pair_features
from imgsearch.rescoring.kernel import KernelModel
from imgsearch.rescoring.learned import LearnedWords
from imgsearch.rescoring.likeness import LIKENESS_COLUMNS, look
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.trees import TreeEnsemble
from tests.unit.rescoring.test_regressor_arrays import KERNEL, TREE

WIDTH = 16


def unit(count: int, width: int, seed: int) -> FloatArray:
    return normalize(np.random.default_rng(seed).normal(size=(count, width)))


@pytest.fixture
def background() -> Background:
    return Background(unit(12, WIDTH, 1), unit(20, WIDTH, 2), {name: unit(20, 8, 3) for name in CAPTION_ENCODERS})


@pytest.fixture
def pairs() -> Pairs:
    words = np.zeros((5, 8), dtype=np.float32)
    query = {name: unit(1, 8, 6) for name in CAPTION_ENCODERS}
    return Pairs(unit(1, WIDTH, 4), unit(5, WIDTH, 5), query, {}, True, words, unit(1, WIDTH, 7))


def described(pairs: Pairs, background: Background) -> dict[str, FloatArray]:
    columns = pair_columns(pairs, background, look(background, is_latin_query=pairs.is_latin))
    assert columns.dtype == np.float32
    return dict(zip(column_names(WIDTH), columns.T, strict=True))


def test_what_an_earlier_version_saw_stands_first_and_as_it_was(pairs: Pairs, background: Background) -> None:
    assert column_names(WIDTH)[: -len(NEAR_FEATURES) - len(LIKENESS_COLUMNS)] == feature_names(WIDTH)
    assert len(set(column_names(WIDTH))) == len(column_names(WIDTH))
    found = np.stack(list(described(pairs, background).values()), axis=1)
    before = pair_features(pairs, background)
    np.testing.assert_allclose(found[:, : before.shape[1]], before, rtol=1e-5, atol=1e-6)


def test_pictures_are_compared_with_what_the_words_look_like(pairs: Pairs, background: Background) -> None:
    found = described(pairs, background)
    assert pairs.near is not None
    near = pairs.image @ pairs.near[0]
    others = background.images @ pairs.near[0]
    np.testing.assert_allclose(found["near"], near, atol=1e-6)
    np.testing.assert_allclose(found["near_z"], (near - others.mean()) / others.std(), atol=1e-4)
    share = [(others > cosine).mean() for cosine in near]
    np.testing.assert_allclose(found["share_of_pictures_nearer_to_words"], share, atol=1e-6)


def test_a_text_without_learned_words_looks_like_itself(pairs: Pairs, background: Background) -> None:
    found = described(pairs._replace(near=None), background)
    np.testing.assert_array_equal(found["near"], found["cosine"])
    np.testing.assert_allclose(found["near_z"], found["cosine_z_of_query"], atol=1e-5)


def test_who_says_the_same_of_the_background_is_alike(pairs: Pairs, background: Background) -> None:
    text = background.texts[:1]
    query = {name: vectors[:1] for name, vectors in background.captions.items()}
    asked = pairs._replace(query=text, image=np.concatenate([text, -text, *[text] * 3]), caption_query=query)
    found = described(asked, background)
    for name in LIKENESS_COLUMNS:
        assert found[name][0] > found[name][1], name
        assert found[name][0] == pytest.approx(found[name][2]), name


def test_what_cannot_be_read_is_not_known(pairs: Pairs, background: Background) -> None:
    other = pairs._replace(is_latin=False, words=None, caption_query={"use-multilingual": unit(1, 8, 6)})
    found = described(other, background)
    assert {name for name in LIKENESS_COLUMNS if np.isnan(found[name]).any()} == {
        "minilm_like_texts", "minilm_near_scenes", "minilm_mapped",
    }  # fmt: skip


def regressor(background: Background, features: list[str]) -> Regressor:
    card = {"encoder": "e", "encoder_revision": "1", "features": features, "data": {}, "thresholds": {"pixels": 0.5}}
    return Regressor(card, background, {"pixels": Scorer(TreeEnsemble(**TREE), KernelModel(**KERNEL))})


def test_a_regressor_of_an_earlier_version_goes_on_scoring_by_what_it_saw(pairs: Pairs, background: Background) -> None:
    old, new = (regressor(background, names(WIDTH)) for names in (feature_names, column_names))
    assert (old.needs_readers, new.needs_readers) == (False, True)
    np.testing.assert_array_equal(old.describe(pairs), pair_features(pairs, background))
    columns = np.stack(list(described(pairs, background).values()), axis=1)
    np.testing.assert_allclose(new.describe(pairs), columns, rtol=1e-4, atol=1e-6)
    for made in (old, new):
        assert Regressor.from_bytes(made.to_bytes()).card["features"] == made.card["features"]
    other = replace(new, card=new.card | {"features": column_names(WIDTH)[:-1]})
    with pytest.raises(ModelUnavailable, match="saw other columns"):
        Regressor.from_bytes(other.to_bytes())


def test_each_of_several_texts_is_moved_by_its_own_words() -> None:
    axes = np.eye(4, dtype=np.float32)
    words = LearnedWords("e", "1", {"dog": 0, "snow": 1}, 2 * axes[:2], np.concatenate([axes, -axes]))
    moved = words.approach_all(axes[[3, 3, 3]], ["dogs", "снег", "Snow"])
    assert moved[0] == pytest.approx([0.5**0.5, 0, 0, 0.5**0.5])
    assert moved[1].tolist() == axes[3].tolist()  # only English is read
    assert moved[2] == pytest.approx([0, 0.5**0.5, 0, 0.5**0.5])


def test_a_picture_that_is_the_same_to_all_is_like_nothing(pairs: Pairs, background: Background) -> None:
    flat = background._replace(images=np.repeat(background.images[:1], 12, axis=0))
    assert described(pairs, flat)["like_pictures"].tolist() == [0] * 5

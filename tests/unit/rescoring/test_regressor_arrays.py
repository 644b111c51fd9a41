"""What a stored regressor holds is what was trained, array by array, and it scores the same to the bit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save, save_file

from imgsearch.errors import ModelMismatch, ModelUnavailable
from imgsearch.rescoring.features import feature_names
from imgsearch.rescoring.kernel import KernelModel
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.trees import TreeEnsemble

COSINE, FIRST_CAPTION = 0, 11  # columns, with vectors of width two
TREE: dict[str, NDArray[Any]] = {
    "root": np.array([0], dtype=np.int32),
    "feature": np.array([COSINE, 0, 0], dtype=np.int32),
    "threshold": np.array([0.1, 0.0, 0.0]),
    "child": np.array([[2, 1], [1, 1], [2, 2]], dtype=np.int32),
    "missing_left": np.array([True, False, False]),
    "value": np.array([0.0, 0.25, 0.75], dtype=np.float32),
    "depth": np.array([1], dtype=np.int32),
    "baseline": np.array([0.125]),
}
KERNEL: dict[str, NDArray[Any]] = {
    "column": np.array([COSINE, FIRST_CAPTION], dtype=np.int32),
    "centre": np.array([0.5, 0.25], dtype=np.float32),
    "scale": np.array([2.0, 4.0], dtype=np.float32),
    "landmark": np.array([[0.5, -1.0], [1.5, 0.25]], dtype=np.float32),
    "weight": np.array([0.3, -0.7]),
    "gamma": np.array([0.5]),
    "baseline": np.array([0.0625]),
}
#: Numbers that half precision holds, all different from each other.
BACKGROUND = {
    "background.images": np.array([[1, 0], [0.5, 0.75]], dtype=np.float32),
    "background.texts": np.array([[0, 1], [0.25, 1], [-1, 0.125]], dtype=np.float32),
    "background.captions.minilm": np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32),
    "background.captions.use-multilingual": np.array([[0.5], [0.75], [-1]], dtype=np.float32),
}
CARD = {"encoder": "small", "encoder_revision": "r1", "features": feature_names(2), "data": {}}


def scorer(shift: float = 0.0) -> Scorer:
    kernel = KernelModel(**KERNEL)
    return Scorer(TreeEnsemble(**TREE), kernel._replace(baseline=kernel.baseline + shift))


@pytest.fixture
def regressor() -> Regressor:
    images, texts, minilm, use = BACKGROUND.values()
    return Regressor(
        card=CARD | {"thresholds": {"captions": 0.6, "pixels": 0.25}},
        background=Background(images, texts, {"minilm": minilm, "use-multilingual": use}),
        scorers={"captions": scorer(0.5), "pixels": scorer()},
    )


@pytest.fixture
def pairs() -> Pairs:
    """Two pictures with four captions, one with none."""
    similarity = np.array([[0.5, 0.25, 0.75, 0.125], [np.nan] * 4, [0.25] * 4], dtype=np.float32)
    return Pairs(
        query=np.array([[0.6, 0.8]], dtype=np.float32),
        image=np.array([[1, 0], [0, 1], [-1, 0]], dtype=np.float32),
        caption_query={
            "minilm": np.array([[0.6, 0.8, 0]], dtype=np.float32),
            "use-multilingual": np.ones((1, 1), dtype=np.float32),
        },
        similarity={"minilm": similarity, "use-multilingual": similarity * np.float32(0.5)},
        is_latin=True,
    )


def stored_arrays() -> dict[str, NDArray[Any]]:
    """What the file of ``regressor`` has to hold."""
    found: dict[str, NDArray[Any]] = {name: vectors.astype(np.float16) for name, vectors in BACKGROUND.items()}
    for situation, shift in (("captions", 0.5), ("pixels", 0.0)):
        found |= {f"trees.{situation}.{name}": array for name, array in TREE.items()}
        found |= {f"kernel.{situation}.{name}": array for name, array in KERNEL.items()}
        found[f"kernel.{situation}.landmark"] = KERNEL["landmark"].astype(np.float16)
        found[f"kernel.{situation}.baseline"] = KERNEL["baseline"] + shift
    return found


def test_each_array_is_stored_under_its_name(regressor: Regressor) -> None:
    found, expected = load(regressor.to_bytes()), stored_arrays()
    assert set(found) == set(expected)
    for name, array in expected.items():
        assert found[name].dtype == array.dtype, name
        np.testing.assert_array_equal(found[name], array, err_msg=name)


def test_each_array_is_read_from_its_name(regressor: Regressor) -> None:
    header = {"format": "imgsearch-regressor-3", "card": json.dumps(regressor.card)}
    found = Regressor.from_bytes(save({name: np.ascontiguousarray(a) for name, a in stored_arrays().items()}, header))
    np.testing.assert_array_equal(found.background.images, BACKGROUND["background.images"])
    np.testing.assert_array_equal(found.background.texts, BACKGROUND["background.texts"])
    assert list(found.background.captions) == ["minilm", "use-multilingual"]
    for encoder, vectors in found.background.captions.items():
        np.testing.assert_array_equal(vectors, BACKGROUND[f"background.captions.{encoder}"])
    assert set(found.scorers) == {"captions", "pixels"}
    for situation, shift in (("captions", 0.5), ("pixels", 0.0)):
        trees, kernel = found.scorers[situation].trees, found.scorers[situation].kernel
        for name, array in TREE.items():
            np.testing.assert_array_equal(getattr(trees, name), array)
        for name, array in (KERNEL | {"baseline": KERNEL["baseline"] + shift}).items():
            np.testing.assert_array_equal(getattr(kernel, name), array)
    assert found.card == regressor.card


def test_scores_of_the_stored_regressor_are_the_same_to_the_bit(regressor: Regressor, pairs: Pairs) -> None:
    again = Regressor.from_bytes(regressor.to_bytes())
    for before, after in zip(regressor.predict(pairs), again.predict(pairs), strict=True):
        assert before.tobytes() == after.tobytes()
    assert len(set(regressor.score(pairs).tolist())) == 3


def test_a_file_is_read_as_far_as_a_search_needs_it(tmp_path: Path, regressor: Regressor, pairs: Pairs) -> None:
    file = tmp_path / "stored.safetensors"
    header = {"format": "imgsearch-regressor-3", "card": json.dumps(regressor.card)}
    wrong = {"kernel.pixels.gamma": np.array([np.nan])}
    save_file({name: np.ascontiguousarray(a) for name, a in (stored_arrays() | wrong).items()}, file, header)
    read = Regressor.read(file)
    assert list(read.scorers) == ["captions", "pixels"]
    assert len(read.scorers) == 2
    captioned = pairs._replace(
        image=pairs.image[[0, 2]], similarity={name: values[[0, 2]] for name, values in pairs.similarity.items()}
    )
    np.testing.assert_array_equal(read.score(captioned), regressor.score(captioned))
    with pytest.raises(ModelUnavailable, match=r"kernel\.pixels\.gamma holds nan"):
        read.score(pairs)
    with pytest.raises(KeyError, match="few_captions"):
        read.scorers["few_captions"]
    with pytest.raises(ModelUnavailable, match=r"kernel\.pixels\.gamma holds nan"):
        Regressor.from_bytes(file.read_bytes())  # a stored one is read whole


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x02\0\0\0\0\0\0\0{}"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "other").write_bytes(data)
    for name in ("other", "missing"):
        with pytest.raises(ModelUnavailable, match=f"{name} cannot be read; run `pip install"):
            Regressor.read(tmp_path / name)


def test_score_is_the_mean_of_tree_and_kernel_of_what_is_known(regressor: Regressor, pairs: Pairs) -> None:
    scores, thresholds = regressor.predict(pairs)
    np.testing.assert_array_equal(thresholds, np.array([0.6, 0.25, 0.6], dtype=np.float32))

    def expected(cosine: float, caption: float | None, shift: float) -> float:
        tree = 0.125 + (0.25 if cosine <= 0.1 else 0.75)
        seen = np.array([(cosine - 0.5) * 2, 0.0 if caption is None else (caption - 0.25) * 4])
        bells = np.exp(-0.5 * ((KERNEL["landmark"] - seen) ** 2).sum(axis=1))
        return float(tree + 0.0625 + shift + bells @ [0.3, -0.7]) / 2

    exact = [expected(0.6, 0.75, 0.5), expected(0.8, None, 0), expected(-0.6, 0.25, 0.5)]
    assert 0 < min(exact) < max(exact) < 1
    np.testing.assert_allclose(scores, exact, atol=1e-6)


@pytest.mark.parametrize(("shift", "score"), [(9.0, 1.0), (-9.0, 0.0)])
def test_scores_are_cut_to_0_and_1(regressor: Regressor, pairs: Pairs, shift: float, score: float) -> None:
    beyond = replace(regressor, scorers={"captions": scorer(shift), "pixels": scorer(shift)})
    assert beyond.score(pairs).tolist() == [score] * 3


@pytest.mark.parametrize(("name", "revision"), [("small", "r2"), ("large", "r1"), ("r1", "small")])
def test_vectors_of_another_encoder_or_revision_are_refused(regressor: Regressor, name: str, revision: str) -> None:
    regressor.check_encoder("small", "r1")
    with pytest.raises(ModelMismatch, match=f"small revision r1.*{name} revision {revision}"):
        regressor.check_encoder(name, revision)


@pytest.mark.parametrize("swapped", ["minilm_mean", "product_1", "words_best"])
def test_a_file_that_saw_other_columns_is_refused(regressor: Regressor, swapped: str) -> None:
    features = feature_names(2)
    place = features.index(swapped)
    features[0], features[place] = features[place], features[0]
    other = replace(regressor, card=regressor.card | {"features": features})
    with pytest.raises(ModelUnavailable, match="saw other columns"):
        Regressor.from_bytes(other.to_bytes())

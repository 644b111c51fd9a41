"""The classifier of minors: its files, its probabilities, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from imgsearch.errors import ModelMismatch, ModelUnavailable
from imgsearch.minors.detectors import classifier as module
from imgsearch.minors.detectors.classifier import Classifier, load_classifier, read_classifier

CARD = {"revision": "r1", "encoder": "small", "encoder_revision": "7", "threshold": 0.25}


def arrays(weight: Any = (1.0, -2.0), bias: Any = (0.5,)) -> bytes:  # noqa: ANN401
    return save({"weight": np.array(weight, dtype=np.float16), "bias": np.array(bias, dtype=np.float32)})


def test_files_are_read_as_they_were_written() -> None:
    read = read_classifier(arrays(), json.dumps(CARD))
    assert (read.weight.tolist(), str(read.weight.dtype), read.bias) == ([1.0, -2.0], "float32", 0.5)
    assert (read.revision, read.threshold) == ("r1", 0.25)
    assert read_classifier(arrays(), json.dumps(CARD).encode()).card == CARD


@pytest.mark.parametrize(
    ("name", "revision", "fits"), [("small", "7", True), ("small", "8", False), ("clip", "7", False)]
)
def test_it_fits_one_revision_of_one_encoder(name: str, revision: str, fits: bool) -> None:
    assert Classifier(np.zeros(2, dtype=np.float32), 0.0, CARD).fits(name, revision) is fits


def test_probabilities_are_those_of_a_logistic_regression() -> None:
    found = Classifier(np.array([1, -2], dtype=np.float32), 0.5, CARD).predict(
        np.array([[0, 0], [1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    )
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [0.622459, 0.817574, 0.182426, 0.377541], atol=1e-6)


def test_far_from_the_line_probabilities_are_finite_and_keep_their_order() -> None:
    with np.errstate(over="raise"):
        found = Classifier(np.array([1], dtype=np.float32), 0.0, CARD).predict(
            np.array([[-1000], [-29], [-4], [4], [29], [1000]], dtype=np.float32)
        )
    assert np.isfinite(found).all()
    assert (np.diff(found) >= 0).all()
    np.testing.assert_allclose(found[[0, 1, 2, 3]], [9.357623e-14, 2.543666e-13, 0.01798621, 0.98201379], rtol=1e-4)


@pytest.mark.parametrize("shape", [(2,), (1, 3), (0, 1), (1, 2, 2)])
def test_vectors_of_another_width_are_refused(shape: tuple[int, ...]) -> None:
    classifier = Classifier(np.zeros(2, dtype=np.float32), 0.0, CARD)
    with pytest.raises(ModelMismatch, match="takes vectors of width 2, got"):
        classifier.predict(np.zeros(shape, dtype=np.float32))
    assert classifier.predict(np.zeros((0, 2), dtype=np.float32)).shape == (0,)


@pytest.mark.parametrize("threshold", [0, 1, -0.1, 1.5])
def test_thresholds_that_flag_all_or_none_are_refused(threshold: float) -> None:
    with pytest.raises(ModelUnavailable, match="impossible weight or threshold"):
        read_classifier(arrays(), json.dumps(CARD | {"threshold": threshold}))


@pytest.mark.parametrize("threshold", [0.001, 0.999])
def test_thresholds_in_between_are_taken(threshold: float) -> None:
    assert read_classifier(arrays(), json.dumps(CARD | {"threshold": threshold})).threshold == threshold


@pytest.mark.parametrize("key", ["revision", "encoder", "encoder_revision", "threshold"])
def test_a_card_that_lacks_something_is_refused(key: str) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be read; run `imgsearch train minors`"):
        read_classifier(arrays(), json.dumps({name: value for name, value in CARD.items() if name != key}))


@pytest.mark.parametrize(
    ("data", "card"),
    [
        (b"nonsense", json.dumps(CARD)),
        (save({"weight": np.zeros(2, dtype=np.float32)}), json.dumps(CARD)),
        (arrays(), "no card"),
        (arrays(), "[]"),
        (arrays(), json.dumps(CARD | {"threshold": "much"})),
        (arrays(weight=[[1.0, 2.0]]), json.dumps(CARD)),
    ],
)
def test_what_is_no_classifier_is_refused(data: bytes, card: str) -> None:
    with pytest.raises(ModelUnavailable):
        read_classifier(data, card)


def test_the_one_that_ships_fits_the_encoder_that_ships() -> None:
    from imgsearch.encoders import load_encoder

    shipped = load_classifier()
    assert shipped is not None
    encoder = load_encoder("small")
    assert shipped.fits(encoder.name, encoder.revision)
    assert shipped.weight.shape == (encoder.dimension,)


@pytest.mark.parametrize("name", ["CLASSIFIER_FILE", "CARD_FILE"])
def test_without_one_of_its_files_none_ships(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(module, name, "nothing")
    load_classifier.cache_clear()
    try:
        assert load_classifier() is None
    finally:
        load_classifier.cache_clear()

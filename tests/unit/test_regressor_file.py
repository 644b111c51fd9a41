"""A regressor comes from a file or the database, so its bytes are never trusted."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring.regressor import Regressor


@pytest.fixture(scope="module")
def shipped() -> bytes:
    return files("imgsearch.rescoring").joinpath("default.safetensors").read_bytes()


def test_what_was_written_is_read_back(shipped: bytes) -> None:
    assert Regressor.from_bytes(Regressor.from_bytes(shipped).to_bytes()).card == Regressor.from_bytes(shipped).card


def test_the_same_regressor_always_gives_the_same_bytes(shipped: bytes) -> None:
    regressor = Regressor.from_bytes(shipped)
    assert all(regressor.to_bytes() == shipped for _ in range(16))


def test_the_order_of_a_card_does_not_count(shipped: bytes) -> None:
    regressor = Regressor.from_bytes(shipped)
    backwards = dict(reversed(regressor.card.items()))
    assert list(backwards) != list(regressor.card)
    assert replace(regressor, card=backwards).to_bytes() == shipped


def test_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "ran",)  # type: ignore[return-value]

    with pytest.raises(ModelUnavailable, match="train regressor"):
        Regressor.from_bytes(pickle.dumps(Bomb()))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("kept", [0, 7, 100, -1000])
def test_a_cut_file_is_refused(shipped: bytes, kept: int) -> None:
    with pytest.raises(ModelUnavailable):
        Regressor.from_bytes(shipped[:kept])


def test_a_file_of_another_version_is_refused_and_says_what_to_do(shipped: bytes) -> None:
    header = json.loads(shipped[8 : 8 + int.from_bytes(shipped[:8], "little")])["__metadata__"]
    older = save(load(shipped), header | {"format": "imgsearch-regressor-2"})
    with pytest.raises(ModelUnavailable, match=r"imgsearch-regressor-2.*train regressor.*models activate shipped"):
        Regressor.from_bytes(older)


def test_a_file_of_another_model_is_refused() -> None:
    with pytest.raises(ModelUnavailable):
        Regressor.from_bytes(save({"weight": np.zeros(3, dtype=np.float32)}))

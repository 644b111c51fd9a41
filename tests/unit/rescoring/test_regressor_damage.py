"""A stored regressor with anything in it is refused by one line that names what is wrong, or scores as scores are."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import load, save

from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring.columns import column_names
from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.regressor import Regressor
from tests.fuzzing import trying

Arrays = dict[str, NDArray[Any]]
SHIPPED = files("imgsearch.rescoring").joinpath("default.safetensors").read_bytes()
#: Columns that the shipped one sees.
COUNT = len(column_names(512))
ARRAYS: Arrays = load(SHIPPED)
HEADER: dict[str, str] = json.loads(SHIPPED[8 : 8 + int.from_bytes(SHIPPED[:8], "little")])["__metadata__"]
WILD = (np.nan, np.inf, -np.inf, -1, -(2**31), 2**31 - 1, 1e30, -1e30, 0, 600)


def stored(changed: Arrays, card: dict[str, Any] | None = None) -> bytes:
    """The shipped file with other arrays, or another card."""
    header = HEADER if card is None else HEADER | {"card": json.dumps(card)}
    arrays = {name: np.ascontiguousarray(array) for name, array in (ARRAYS | changed).items() if array is not None}
    return bytes(save(arrays, header))


def pairs(*, is_latin: bool) -> Pairs:
    """A picture with four captions, one with one, and one with none."""
    generator = np.random.default_rng(3)

    def vectors(count: int, width: int) -> NDArray[np.float32]:
        drawn = generator.normal(size=(count, width))
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)

    similarity = np.array([[0.5, 0.4, 0.3, 0.2], [0.3, *[np.nan] * 3], [np.nan] * 4], dtype=np.float32)
    names = ("minilm", "use-multilingual") if is_latin else ("use-multilingual",)
    return Pairs(
        query=vectors(1, 512),
        image=vectors(3, 512),
        caption_query={name: vectors(1, {"minilm": 384}.get(name, 512)) for name in names},
        similarity={name: similarity for name in names},
        is_latin=is_latin,
    )


@st.composite
def damage(draw: st.DrawFn) -> tuple[str, NDArray[Any] | None]:
    """One array of the file as somebody may have changed it."""
    name = draw(st.sampled_from(sorted(ARRAYS)))
    array = ARRAYS[name].copy()
    kind = draw(st.sampled_from(["value", "values", "cut", "empty", "axis", "flat", "turned", "type", "gone"]))
    if kind in ("value", "values"):
        places = draw(st.lists(st.integers(0, array.size - 1), min_size=1, max_size=1 if kind == "value" else 50))
        with np.errstate(all="ignore"):
            array.reshape(-1)[places] = np.array([draw(st.sampled_from(WILD))]).astype(array.dtype)
    elif kind == "cut":
        array = array[: draw(st.integers(0, len(array)))]
    elif kind == "empty":
        array = array[:0]
    elif kind == "axis":
        array = array[None]
    elif kind == "flat":
        array = array.reshape(-1)
    elif kind == "turned":
        array = array.T
    elif kind == "type":
        array = array.astype(draw(st.sampled_from(["int8", "int64", "float16", "float32", "uint32", "bool"])))
    return name, None if kind == "gone" else array


@trying(60)
@given(damage())
@pytest.mark.filterwarnings("ignore:invalid value encountered in cast:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:overflow encountered in cast:RuntimeWarning")
def test_a_damaged_file_is_refused_in_one_line_or_gives_scores(damaged: tuple[str, NDArray[Any] | None]) -> None:
    name, array = damaged
    try:
        regressor = Regressor.from_bytes(stored({name: array}))  # type: ignore[dict-item]
        found = [regressor.predict(pairs(is_latin=is_latin)) for is_latin in (True, False)]
    except ModelUnavailable as exc:
        said = str(exc)
        assert "\n" not in said
        assert name.rpartition(".")[0] in said or "other columns" in said
        assert "imgsearch train regressor" in said
        return
    for scores, thresholds in found:
        assert ((scores >= 0) & (scores <= 1) & (thresholds >= 0) & (thresholds <= 1)).all()


def changed(name: str, place: int | tuple[int, ...], value: float) -> Arrays:
    array = ARRAYS[name].copy()
    array[place] = value
    return {name: array}


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        (changed("trees.pixels.feature", 3, COUNT), rf"pixels\.feature holds {COUNT}, which is not in 0"),
        (changed("trees.pixels.feature", 3, -1), r"trees\.pixels\.feature holds -1"),
        (changed("trees.captions.child", (0, 1), 2**31 - 1), r"trees\.captions\.child holds 2147483647"),
        (changed("trees.captions.child", (5, 0), 0), r"trees\.captions\.child leads back"),
        (changed("trees.captions.root", 0, -7), r"trees\.captions\.root holds -7"),
        (changed("trees.captions.depth", 0, 2), r"trees\.captions\.depth ends above the leaves"),
        (changed("trees.captions.depth", 0, 2**31 - 1), r"trees\.captions\.depth holds 2147483647"),
        (changed("trees.captions.value", 9, np.nan), r"trees\.captions\.value holds nan"),
        (changed("trees.captions.threshold", 9, np.nan), r"trees\.captions\.threshold holds nan"),
        (changed("trees.captions.baseline", 0, 1e30), r"trees\.captions\.baseline holds 1e\+30"),
        (changed("kernel.captions.column", 0, COUNT), rf"kernel\.captions\.column holds {COUNT}"),
        (changed("kernel.captions.gamma", 0, -1), r"kernel\.captions\.gamma holds -1"),
        (changed("kernel.captions.landmark", (0, 0), np.inf), r"kernel\.captions\.landmark holds inf"),
        (changed("background.texts", (0, 0), np.nan), r"background\.texts holds nan"),
        ({"kernel.pixels.weight": ARRAYS["kernel.pixels.weight"][:-1]}, r"kernel\.pixels\.weight has the shape \(499"),
        ({"background.images": ARRAYS["background.images"][:0]}, r"background\.images has the shape \(0, 512\)"),
        ({"trees.pixels.root": ARRAYS["trees.pixels.root"].astype(float)}, r"trees\.pixels\.root holds float64"),
        (
            {"background.captions.minilm": ARRAYS["background.captions.minilm"][:, :9]},
            r"background\.captions\.minilm has the shape \(256, 9\), vectors \(1, 384\)",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(damaged: Arrays, said: str) -> None:
    with pytest.raises(ModelUnavailable, match=said):
        Regressor.from_bytes(stored(damaged)).predict(pairs(is_latin=True))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"thresholds": {"pixels": float("nan")}}, "threshold for pixels is nan"),
        ({"thresholds": {"pixels": 1.5}}, "threshold for pixels is 1.5"),
        ({"thresholds": {"pixels": "high"}}, "threshold for pixels is high"),
        ({"thresholds": {"nowhere": 0.5}}, "'nowhere', which is no situation"),
        ({"thresholds": {}}, "names no thresholds"),
        ({"thresholds": {"pixels": 0.5}}, "no model for pixels_multilingual"),
        ({"encoder": None}, "names no encoder"),
    ],
)
def test_a_card_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelUnavailable, match=said):
        Regressor.from_bytes(stored({}, json.loads(HEADER["card"]) | change)).predict(pairs(is_latin=False))


def test_a_card_that_is_nested_without_end_is_refused() -> None:
    header = HEADER | {"card": "[" * 100_000}
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        Regressor.from_bytes(bytes(save(ARRAYS, header)))

"""Networks in bytes: they say what they said in floats, by steps that no processor overflows."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from scripts import onnx_bytes
from scripts.onnx_bytes import STEPS, STRETCH, WEIGHT_STEPS, Network, fold, in_bytes, quantize, read, restore, stretch

WIDE = 16


def network(last: float = 6.0) -> onnx.ModelProto:
    """A convolution, one with a window for each channel, and one of single places; each cut off at 0 and 6."""
    generator = np.random.default_rng(2)
    shapes = {"first": (WIDE, 3, 3, 3), "depth": (WIDE, 1, 3, 3), "point": (WIDE, WIDE, 1, 1)}
    held: dict[str, Any] = {"zero": np.float32(0), "six": np.float32(6), "last": np.float32(last)}
    for name, shape in shapes.items():
        spread = np.sqrt(2 / np.prod(shape[1:])) / (100 if name == "first" else 1)
        held[name] = (generator.normal(size=shape) * spread).astype(np.float32)
        held[f"{name}_bias"] = generator.normal(size=WIDE).astype(np.float32) * np.float32(0.2)
    # Of every second channel little comes out, as where a network was trained without a thought of bytes.
    held["first"][::2] /= 30
    held["first_bias"][::2] = 0.05
    held["depth"][::2] *= 30
    nodes = [
        helper.make_node("Cast", ["pictures"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["numbers"], ["at0"], perm=(0, 3, 1, 2)),
    ]
    for number, name in enumerate(shapes, start=1):
        groups = WIDE if name == "depth" else 1
        given = [f"at{number - 1}", name, f"{name}_bias"]
        nodes.append(helper.make_node("Conv", given, [f"{name}_result"], group=groups))
        end = "last" if name == "point" else "six"
        nodes.append(helper.make_node("Clip", [f"{name}_result", "zero", end], [f"at{number}"]))
    nodes.append(helper.make_node("ReduceMean", ["at3"], ["out"], axes=[2, 3], keepdims=0))
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["N", 12, 12, 3])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["N", WIDE])],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in held.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def pictures(seed: int, count: int = 30) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, 12, 12, 3)).astype(np.uint8)


def run(model: onnx.ModelProto, given: NDArray[np.uint8]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found: NDArray[np.float32] = session.run(["out"], {"pictures": given})[0]
    return found


def error(model: onnx.ModelProto) -> float:
    """Of pictures that nothing was fitted to."""
    other = pictures(9)
    return float(abs(run(model, other) - run(network(), other)).mean())


def test_in_bytes_a_network_says_nearly_the_same_and_better_for_being_stretched_and_mended() -> None:
    plain = read(fold(network()))
    stretched = read(fold(network()))
    stretch(stretched, pictures(1))
    made = error(in_bytes(network(), pictures(1)))
    assert made < error(quantize(stretched)) < error(quantize(plain))
    assert made < 0.02


def test_stretched_channels_fill_their_steps_and_change_nothing() -> None:
    parts: Network = read(fold(network()))
    before = {name: array.copy() for name, array in parts.weights.items()}
    stretch(parts, pictures(1))
    factor = parts.weights["first_bias"] / before["first_bias"]
    assert np.median(factor[::2]) > 5 * np.median(factor[1::2])
    assert 1 <= factor.min() <= factor.max() <= STRETCH * 1.0001
    np.testing.assert_allclose(run(restore(parts), pictures(1)), run(network(), pictures(1)), atol=1e-4)


def test_weights_have_steps_of_which_two_products_fit_into_sixteen_bits() -> None:
    made = in_bytes(network(), pictures(1))
    steps = [numpy_helper.to_array(held) for held in made.graph.initializer if held.data_type == TensorProto.INT8]
    weights = [array for array in steps if array.ndim == 4]
    assert [len(weights), *(int(abs(array.astype(int)).max()) for array in weights)] == [2, WEIGHT_STEPS, WEIGHT_STEPS]
    assert 2 * STEPS * WEIGHT_STEPS < 2**15


def test_a_network_that_is_cut_off_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="cut off at 0 and 6"):
        onnx_bytes.in_bytes(network(last=5.0), pictures(1))

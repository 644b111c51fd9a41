"""Reading graph models of TensorFlow.js, and writing them as ONNX graphs.

A graph model is a JSON file of nodes and a file of weights. Maps are stored channels last there and channels first
in ONNX: everything with four dimensions is turned once, and what is smaller stays as it is.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper

from scripts.onnx_graph import FLOAT, Graph

Array = npt.NDArray[Any]
Node = dict[str, Any]
#: Where each dimension of a map of channels last goes.
FIRST, LAST = (0, 3, 1, 2), (0, 2, 3, 1)
#: Operators of one input that are called the same in both.
SAME = ("Relu", "Sigmoid", "Softmax", "Identity")
PAIRS = {"Add": "Add", "AddV2": "Add", "Mul": "Mul", "Minimum": "Min", "Maximum": "Max"}


@dataclass(frozen=True)
class Pixels:
    """What becomes of the bytes of a picture before the model sees them: (bytes - middle) / spread."""

    side: int
    middle: Sequence[float]
    spread: float
    blue_first: bool = False


def read_weights(manifest: Sequence[Mapping[str, Any]], content: bytes) -> dict[str, Array]:
    """The weights by name, as they are stored.

    Raises:
        ValueError: there are fewer or more of them than the manifest says.
    """
    found: dict[str, Array] = {}
    at = 0
    for weight in (weight for group in manifest for weight in group["weights"]):
        kind = np.dtype(weight.get("quantization", weight)["dtype"])
        values = np.frombuffer(content, kind, int(np.prod(weight["shape"], dtype=np.int64)), at)
        at += values.nbytes
        found[weight["name"]] = values.reshape(weight["shape"])
    if at != len(content):
        raise ValueError(f"{len(content) - at} bytes of weights are left over")
    return found


@dataclass
class Translation:
    """A graph model on its way to ONNX."""

    nodes: Mapping[str, Node]
    weights: Mapping[str, Array]
    graph: Graph
    ranks: dict[str, int] = field(default_factory=dict)
    """Of what has been translated, and how many dimensions it has."""
    names: dict[str, str] = field(default_factory=dict)
    """Name there -> name here."""

    def need(self, name: str) -> str:
        """The name here of a node's output; all that it needs is translated first."""
        name = name.split(":")[0]
        if name not in self.names:
            node = self.nodes[name]
            inputs = [other.split(":")[0] for other in node.get("input", ())]
            self.names[name] = self._constant(name) if node["op"] == "Const" else self._translate(node, inputs)
        return self.names[name]

    def _constant(self, name: str) -> str:
        array = self.weights[name]
        self.ranks[name] = array.ndim
        return self.constant(array.transpose(FIRST) if array.ndim == 4 else array)

    def constant(self, array: Array) -> str:
        """A weight; of half precision it is stored so and widened when the model is opened."""
        name = self.graph.constant(f"weight_{len(self.graph.weights)}", array)
        return self.graph.add("Cast", at=name, to=FLOAT) if array.dtype == np.float16 else name

    def _rank(self, name: str) -> int:
        if name in self.weights:
            return self.weights[name].ndim
        if self.nodes[name]["op"] in (*SAME, *PAIRS):
            return max(map(self._rank, [i.split(":")[0] for i in self.nodes[name]["input"]]))
        self.need(name)
        return self.ranks[name]

    def _translate(self, node: Node, inputs: list[str]) -> str:
        kind = node["op"].strip("_").removeprefix("Fused")
        self.ranks[node["name"]] = max(map(self._rank, inputs[:2])) if kind in PAIRS else self._rank(inputs[0])
        if kind in SAME:
            return self.graph.add(kind, at=self.need(inputs[0]))
        if kind == "Maximum" and (between := self._between(inputs)) is not None:
            return between
        if kind in PAIRS:
            first, second = (self._beside(other, self.ranks[node["name"]]) for other in inputs)
            return self.graph.add(PAIRS[kind], second, at=first)
        step = {
            "Conv2D": self._convolve,
            "DepthwiseConv2dNative": self._convolve_each,
            "MatMul": self._multiply,
            "MaxPool": self._pool,
            "Mean": self._mean,
            "Pad": self._pad,
            "Reshape": self._reshape,
        }[kind]
        return step(node, inputs)

    def _between(self, inputs: list[str]) -> str | None:
        """Cut to 0..6 where a model says so in three steps, which the runtime would take one by one."""
        least = self.nodes[inputs[0]]
        relu = self.nodes[least["input"][0]]
        limits = [float(self.weights[name]) for name in (inputs[1], least["input"][1])]
        if (least["op"], relu["op"], limits) != ("Minimum", "Relu", [0, 6]):
            return None
        low, high = (self.constant(np.array(limit, dtype=np.float32)) for limit in limits)
        return self.graph.add("Clip", low, high, at=self.need(relu["input"][0]))

    def _beside(self, name: str, rank: int) -> str:
        """A number for each channel, ready for a map of channels first."""
        if rank == 4 and name in self.weights and self.weights[name].ndim == 1:
            return self.constant(self.weights[name].reshape(-1, 1, 1))
        return self.need(name)

    def _convolve(self, node: Node, inputs: list[str]) -> str:
        return self._slide(node, inputs, self.weights[inputs[1]].transpose(3, 2, 0, 1), 1)

    def _convolve_each(self, node: Node, inputs: list[str]) -> str:
        rows, columns, channels, each = self.weights[inputs[1]].shape
        weight = self.weights[inputs[1]].reshape(rows, columns, channels * each).transpose(2, 0, 1)
        return self._slide(node, inputs, weight[:, None], channels)

    def _slide(self, node: Node, inputs: list[str], weight: Array, groups: int) -> str:
        last = self.graph.add(
            "Conv", self.constant(weight), at=self.need(inputs[0]), group=groups, **window(node["attr"])
        )
        return self._finish(node, last, inputs[2:])

    def _multiply(self, node: Node, inputs: list[str]) -> str:
        last = self.graph.add("MatMul", self.need(inputs[1]), at=self.need(inputs[0]))
        return self._finish(node, last, inputs[2:])

    def _finish(self, node: Node, last: str, inputs: Sequence[str]) -> str:
        """What is fused with a convolution or a product."""
        others = iter(inputs)
        for step in _listed(node["attr"], "fused_ops", "s"):
            kind = base64.b64decode(step).decode()
            if kind == "BiasAdd":
                last = self.graph.add("Add", self._beside(next(others), self.ranks[node["name"]]), at=last)
            else:
                last = self.graph.add(kind, at=last)
        return last

    def _pool(self, node: Node, inputs: list[str]) -> str:
        sides = [int(side) for side in _listed(node["attr"], "ksize", "i")][1:3]
        return self.graph.add("MaxPool", at=self.need(inputs[0]), kernel_shape=sides, **window(node["attr"]))

    def _mean(self, node: Node, inputs: list[str]) -> str:
        """Over a map: no model here takes another one."""
        self.ranks[node["name"]] = 2
        return self.graph.add("ReduceMean", at=self.need(inputs[0]), axes=[2, 3], keepdims=0)

    def _pad(self, _node: Node, inputs: list[str]) -> str:
        around = self.weights[inputs[1]][list(FIRST)].astype(np.int64)
        return self.graph.add("Pad", self.constant(around.T.reshape(-1)), at=self.need(inputs[0]))

    def _reshape(self, node: Node, inputs: list[str]) -> str:
        shape = self.weights[inputs[1]].astype(np.int64)
        self.ranks[node["name"]] = len(shape)
        turned = self.graph.add("Transpose", at=self.need(inputs[0]), perm=list(LAST))
        shape = np.array([0, -1, *shape[2:]], dtype=np.int64)  # however many pictures and places there are
        return self.graph.add("Reshape", self.constant(shape), at=turned)


def _listed(attributes: Node, name: str, kind: str) -> list[Any]:
    listed: list[Any] = attributes.get(name, {}).get("list", {}).get(kind, [])
    return listed


def window(attributes: Node) -> dict[str, Any]:
    """Strides and padding of a window that moves over a map."""
    padding = base64.b64decode(attributes["padding"]["s"]).decode()
    strides = [int(stride) for stride in _listed(attributes, "strides", "i")][1:3]
    return {"strides": strides, "auto_pad": "SAME_UPPER" if padding == "SAME" else "VALID"}


def translate(
    topology: bytes, weights: bytes, outputs: Mapping[str, str], pixels: Pixels, about: dict[str, str]
) -> onnx.ModelProto:
    """A graph model as ONNX: (N, side, side, 3) uint8 in.

    Args:
        topology: the JSON file.
        weights: the file beside it.
        outputs: name of an output here -> name of a node there.
        pixels: what becomes of the bytes.
        about: what the model's properties say.
    """
    read = json.loads(topology)
    nodes = {node["name"]: node for node in read["modelTopology"]["node"]}
    start = next(name for name, node in nodes.items() if node["op"] == "Placeholder")
    graph = Graph("pictures")
    turned = _prepare(graph, pixels)
    work = Translation(nodes, read_weights(read["weightsManifest"], weights), graph, {start: 4}, {start: turned})
    for name, there in outputs.items():
        graph.add("Identity", at=work.need(there), name=name)
    pictures = helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["N", pixels.side, pixels.side, 3])
    made = [
        helper.make_tensor_value_info(name, FLOAT, list(_shape(work.ranks[there]))) for name, there in outputs.items()
    ]
    return graph.model(read["generatedBy"], [pictures], made, about)


def _shape(rank: int) -> Iterator[str | None]:
    yield "N"
    yield from [None] * (rank - 1)


def _prepare(graph: Graph, pixels: Pixels) -> str:
    # As bytes channels are turned at a quarter of the cost, and as planes the middle is taken off faster.
    graph.add("Transpose", perm=list(FIRST))
    graph.add("Cast", to=FLOAT)
    graph.add("Sub", graph.constant("middle", np.array(pixels.middle, dtype=np.float32).reshape(1, -1, 1, 1)))
    if pixels.blue_first:
        graph.add("Gather", graph.constant("order", np.array([2, 1, 0], dtype=np.int64)), axis=1)
    return graph.add("Div", graph.constant("spread", np.array(pixels.spread, dtype=np.float32)))

"""Building ONNX graphs by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

#: Old enough for every ONNX Runtime that pyproject.toml admits.
OPSET, IR_VERSION = 17, 8
#: Operators that only ONNX Runtime has.
MICROSOFT = "com.microsoft"
FLOAT = TensorProto.FLOAT
#: Numbers of a row that share a factor where they have 8 bits.
BLOCK = 16
#: Of MatMulNBits: what is multiplied is rounded to 8 bits too, for which processors have instructions.
WHOLE_NUMBERS = 4
#: Weights of fewer bytes stay in the graph.
SMALL = 1024


class Graph:
    """Nodes and weights in the order in which they are added; each step works on what the last one gave."""

    def __init__(self, first: str) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.last = first

    def constant(self, name: str, array: npt.NDArray[Any]) -> str:
        """Add a weight."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind: str, *others: str, at: str | None = None, **attributes: Any) -> str:  # noqa: ANN401
        """Add a node.

        Args:
            kind: the operator.
            others: its inputs behind the first.
            at: its first input; None takes what the last step gave.
            attributes: of the operator; ``name`` names the output, ``domain`` is the operator's.
        """
        output: str = attributes.pop("name", f"{kind.lower()}_{len(self.nodes)}")
        self.nodes.append(helper.make_node(kind, [at or self.last, *others], [output], **attributes))
        self.last = output
        return output

    def multiply_whole(
        self, name: str, numbers: npt.NDArray[np.uint8], parts: Mapping[str, npt.NDArray[Any]], at: str
    ) -> str:
        """Multiply rows by a matrix of whole numbers of 8 bits.

        Args:
            name: of the matrix; its weights' names begin so.
            numbers: (out, in).
            parts: by their names: the factor of each BLOCK of a row, then what stands for 0 in each, if not 128.
            at: what is multiplied.
        """
        count, width = numbers.shape
        arrays = {"number": numbers.reshape(count, -1, BLOCK), **parts}
        stored = [self.constant(f"{name}.{part}", array) for part, array in arrays.items()]
        return self.add(
            "MatMulNBits", *stored, at=at, domain=MICROSOFT,
            K=width, N=count, bits=8, block_size=BLOCK, accuracy_level=WHOLE_NUMBERS,
        )  # fmt: skip

    def split(self, *names: str, width: int) -> tuple[str, ...]:
        """Cut what the last step gave along its last axis into parts of one width, each with its name."""
        sizes = self.constant(f"{names[0]}.widths", np.full(len(names), width))
        self.nodes.append(helper.make_node("Split", [self.last, sizes], list(names), axis=-1))
        return names

    def model(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto], about: dict[str, str]
    ) -> onnx.ModelProto:
        """The graph as a model that says what it is."""
        made = helper.make_model(
            helper.make_graph(self.nodes, name, inputs, outputs, self.weights),
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
            ir_version=IR_VERSION,
            producer_name="imgsearch",
        )
        helper.set_model_props(made, about)
        onnx.checker.check_model(made)
        return made


def save_beside(model: onnx.ModelProto, file: Path, shared: Mapping[str, str] = MappingProxyType({})) -> None:
    """Write a graph, and its weights into files beside it, which are mapped into memory.

    Args:
        model: its weights are moved.
        file: of the graph; weights go into one that ends in .bin.
        shared: weight -> file that another graph has it in, too.
    """
    names = {file.with_suffix(".bin").name, *shared.values()}
    for weight in model.graph.initializer:
        if len(weight.raw_data) >= SMALL:
            set_external_data(weight, shared.get(weight.name, file.with_suffix(".bin").name))
    for name in names:
        (file.parent / name).unlink(missing_ok=True)  # what is written is appended
    onnx.save_model(model, file)
    for name in names:
        (file.parent / name).chmod(0o644)

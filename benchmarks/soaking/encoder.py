"""A tiny encoder of the kind that hubs have, in a folder: CLIP's two towers as ONNX, with random weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

WIDTH = 16
#: Pixels of a picture's side, and of the squares of which it sees the mean colour.
SIDE, SQUARE = 16, 4
TOKENS = 32
WORDS = 2_000


def save_encoder(folder: Path, texts: list[str]) -> str:
    """Save one that reads the words of some texts.

    Returns:
        How to name it.
    """
    folder.mkdir(parents=True)
    known = sorted({word for text in texts for word in text.lower().split()})[:WORDS]
    vocabulary = {word: number for number, word in enumerate(("<pad>", "<unk>", *known))}
    chance = np.random.default_rng(0)
    seen = 3 * (SIDE // SQUARE) ** 2
    words = chance.normal(size=(len(vocabulary), WIDTH)).astype(np.float32)
    words[0] = 0  # what a text is filled up with beside longer ones says nothing
    _save(
        folder / "vision_model.onnx",
        [
            helper.make_node(
                "AveragePool", ["pixel_values"], ["squares"], kernel_shape=[SQUARE] * 2, strides=[SQUARE] * 2
            ),
            helper.make_node("Flatten", ["squares"], ["colours"]),
            helper.make_node("MatMul", ["colours", "matrix"], ["image_embeds"]),
        ],
        helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["N", 3, SIDE, SIDE]),
        "image_embeds",
        chance.normal(size=(seen, WIDTH)).astype(np.float32),
    )
    _save(
        folder / "text_model.onnx",
        [
            helper.make_node("Constant", [], ["places"], value_ints=[1]),
            helper.make_node("Gather", ["matrix", "input_ids"], ["rows"]),
            helper.make_node("ReduceSum", ["rows", "places"], ["text_embeds"], keepdims=0),
        ],
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["N", "T"]),
        "text_embeds",
        words,
    )
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    _write(folder / "tokenizer_config.json", {"pad_token": "<pad>"})
    _write(folder / "config.json", {"model_type": "clip", "text_config": {"max_position_embeddings": TOKENS}})
    square = {"height": SIDE, "width": SIDE}
    pixels = {"size": square, "crop_size": square, "image_mean": [0.5] * 3, "image_std": [0.25] * 3}
    _write(folder / "preprocessor_config.json", pixels)
    return f"clip:{folder}"


def _save(file: Path, nodes: list[Any], given: Any, output: str, matrix: NDArray[np.float32]) -> None:  # noqa: ANN401
    found = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["N", WIDTH])
    graph = helper.make_graph(nodes, "tower", [given], [found], [numpy_helper.from_array(matrix, "matrix")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(file))


def _write(file: Path, settings: dict[str, Any]) -> None:
    file.write_text(json.dumps(settings), encoding="utf-8")

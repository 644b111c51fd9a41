"""Several pairs of heads that err differently, whose vectors side by side find more than those of any one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imgsearch.encoders.heads import Pair
from imgsearch.encoders.hubs import DIMENSIONS
from imgsearch.encoders.protocol import FloatArray, normalize

#: How much the vectors of a pair that learned captions alone count beside those of one that learned kinds too.
CAPTIONS_WEIGHT = 0.5


class Teacher:
    """Pairs of heads whose vectors are put side by side and projected onto as many dimensions as hubs leave.

    They lie close to a plane of that many: projecting them loses nothing that can be measured.

    Args:
        pairs: that were trained on the same features.
        parts: (N, 11, 1280) of pictures, from ``small.join_parts``, and
        text: (M, 896) features of texts: the projection keeps what varies among them.
    """

    def __init__(self, pairs: Sequence[Pair], parts: FloatArray, text: FloatArray) -> None:
        self.pairs = pairs
        full = pairs[0].image.output_bias.shape[0]
        shares = [CAPTIONS_WEIGHT if pair.guess is None else 1.0 for pair in pairs]
        weights = np.repeat(shares, full).astype(np.float32)
        seen = [rows * weights for rows in (self._images_beside(parts), self._texts_beside(text))]
        _, directions = np.linalg.eigh(sum(rows.T @ rows for rows in seen))
        self.width = full - DIMENSIONS
        # The regressor learns from single dimensions, so none may matter more than others: turned at random, cosines
        # stay.
        turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(self.width, self.width)))
        self._join = (weights[:, None] * directions[:, ::-1][:, : self.width] @ turn).astype(np.float32)

    def map_images(self, parts: FloatArray, roots: FloatArray | None = None) -> FloatArray:
        """(N, 11, 1280) parts of pictures, from ``small.join_parts`` -> (N, width), unit length.

        ``roots``, (N, 2000), are what the tower takes them for, where that is known; all pairs have its last layer.
        """
        return normalize(self._images_beside(parts, roots) @ self._join)

    def map_texts(self, features: FloatArray) -> FloatArray:
        """(N, 896) features of texts -> (N, width), unit length."""
        return normalize(self._texts_beside(features) @ self._join)

    def _images_beside(self, parts: FloatArray, roots: FloatArray | None = None) -> FloatArray:
        guess = next((pair.guess for pair in self.pairs if pair.guess is not None), None)
        if guess is not None and roots is None:
            roots = guess.look(parts)
        return np.concatenate([pair.map_images(parts, roots) for pair in self.pairs], axis=1)

    def _texts_beside(self, features: FloatArray) -> FloatArray:
        return np.concatenate([pair.text(features) for pair in self.pairs], axis=1)

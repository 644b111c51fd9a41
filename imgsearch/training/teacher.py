"""Several pairs of heads that err differently, whose vectors side by side find more than those of any one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imgsearch.encoders.heads import Pair
from imgsearch.encoders.hubs import DIMENSIONS
from imgsearch.encoders.protocol import FloatArray, normalize

#: How much the vectors of a pair that learned captions alone count beside those of one that learned kinds too.
CAPTIONS_WEIGHT = 0.7


class Teacher:
    """Pairs of heads whose vectors are put side by side and projected onto as many dimensions as hubs leave.

    They lie close to a plane of that many: projecting them loses nothing that can be measured.

    Args:
        pairs: that were trained on the same features.
        image: (N, 1280) features of pictures, times IMAGE_SCALE, and
        text: (M, 896) of texts: the projection keeps what varies among them.
    """

    def __init__(self, pairs: Sequence[Pair], image: FloatArray, text: FloatArray) -> None:
        self.pairs = pairs
        full = pairs[0].image.output_bias.shape[0]
        shares = [CAPTIONS_WEIGHT if pair.guess is None else 1.0 for pair in pairs]
        weights = np.repeat(shares, full).astype(np.float32)
        seen = [self._beside(side, rows) * weights for side, rows in (("image", image), ("text", text))]
        _, directions = np.linalg.eigh(sum(rows.T @ rows for rows in seen))
        self.width = full - DIMENSIONS
        # The regressor learns from single dimensions, so none may matter more than others: turned at random, cosines
        # stay.
        turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(self.width, self.width)))
        self._join = (weights[:, None] * directions[:, ::-1][:, : self.width] @ turn).astype(np.float32)

    def map(self, side: str, features: FloatArray) -> FloatArray:
        """(N, in) features of pictures (`image`, times IMAGE_SCALE) or texts (`text`) -> (N, width), unit length."""
        return normalize(self._beside(side, features) @ self._join)

    def _beside(self, side: str, features: FloatArray) -> FloatArray:
        return np.concatenate([pair.map(side, features) for pair in self.pairs], axis=1)

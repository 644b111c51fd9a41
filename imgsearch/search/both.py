"""The order of pictures without captions by a text.

The regressor learned what experts make of a pair, and tells a picture that fully shows a text from one that hardly
does. Which of two that both show it is the one, the cosine knows better, so both decide the order: the pictures share
the same scores among them in another way.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray

#: What a spread of the cosine counts beside the logit of the score; docs/matching.md has the figures.
COSINE_WEIGHT = 2.0
SMALLEST = 1e-4


def order_by_both(score: FloatArray, cosine: FloatArray, rows: npt.NDArray[np.int64], spread: float) -> FloatArray:
    """The scores of these rows, the best for the one that score and cosine together put first.

    Args:
        score: (N,) 0..1.
        cosine: (N,)
        rows: candidates that are compared with one another; the others keep their scores.
        spread: standard deviation of the text's cosines with usual pictures.
    """
    own, near = np.clip(score[rows], SMALLEST, 1 - SMALLEST), cosine[rows]
    both = np.log(own / (1 - own)) + COSINE_WEIGHT * near / max(spread, SMALLEST)
    ordered = score.copy()
    ordered[rows[np.argsort(-both, kind="stable")]] = np.sort(score[rows])[::-1]
    return ordered

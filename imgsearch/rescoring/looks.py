"""How surely pictures show what the words of a query look like: each word for itself, and all of them at once."""

from __future__ import annotations

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.learned import Looks

LOOK_COLUMNS = ("near", "near_of_background", "look", "look_of_all", "look_of_rarest", "unknown", "is_known")
#: Which picture of the background, the nearest first, tells how near pictures come that do not show it.
RANK = 10
SMALLEST = 1e-4


def look_columns(near: FloatArray, looks: Looks | None, images: FloatArray, others: FloatArray) -> dict[str, float]:
    """What the best of some pictures show of a query, in spreads above what pictures usually do.

    A picture that shows the red but no motorcycle is near to "red motorcycle"; the word that it shows least tells.

    Args:
        near: (D,), unit length: the query, moved towards what its words look like.
        looks: of its words; None where none was learned.
        images: (N, D) unit length, N > 0.
        others: (B,) cosines of it with other pictures.
    """
    spread = max(float(others.std()), SMALLEST)
    found = {
        "near": float((images @ near).max() - others.mean()) / spread,
        "near_of_background": float(np.sort(others)[-min(RANK, len(others))] - others.mean()) / spread,
    }
    if looks is None:
        return found | dict.fromkeys(LOOK_COLUMNS[len(found) :], 0.0)
    shown = images @ looks.vectors.T - looks.usual
    return found | {
        "look": float((shown @ looks.rarity).max() / np.linalg.norm(looks.rarity)),
        "look_of_all": float(shown.min(axis=1).max()),
        "look_of_rarest": float(shown[:, looks.rarity.argmax()].max()),
        "unknown": looks.unknown,
        "is_known": 1.0,
    }

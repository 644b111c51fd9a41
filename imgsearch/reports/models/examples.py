"""The best and the worst predictions."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

SHOWN = 10
#: Experts' mean from which a picture matches; unrelated pairs are easy, so the best are chosen among matches.
MATCH = 0.6


class Examples(NamedTuple):
    """Rows of predictions with their error (predicted less rated)."""

    best: pd.DataFrame
    worst: pd.DataFrame


def pick_examples(predictions: pd.DataFrame) -> Examples:
    """The matches with the smallest errors, and the pairs with the largest; each picture once.

    Args:
        predictions: image_id, caption_key, predicted, rating.
    """
    error = predictions["predicted"] - predictions["rating"]
    found = predictions.assign(error=error, size=error.abs())
    nearest = found[found["rating"] >= MATCH].sort_values(["size", "image_id", "caption_key"])
    farthest = found.sort_values(["size", "image_id", "caption_key"], ascending=[False, True, True])
    return Examples(*(rows.drop_duplicates("image_id")[:SHOWN] for rows in (nearest, farthest)))

"""From which evidence on a search answers: where absent queries answered and present ones lost cost least."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scripts.absence_queries import Asked

#: Absent ones answered cost so much of each source; a present one lost twice that.
COSTS = {"own thing": 2.0, "own scene": 2.0, "phrase": 1.0, "sentence": 1.0}
LOST = 2.0
#: Bounds to try, and with how many on each side a cost is averaged: of a few hundred texts the least is partly chance.
BOUNDS, AROUND = np.linspace(-3, 3, 121), 3
#: Of the absent queries that people wrote, so many get nothing that is sure.
SURE = 0.95


def choose_bounds(asked: Sequence[Asked], evidence: Any) -> dict[str, float]:  # noqa: ANN401 (an array)
    """The bounds that cost least among what Flickr8k's gallery is asked."""

    def values(source: str, *, shown: bool) -> Any:  # noqa: ANN401
        rows = [each.gallery == "dev" and each.shown is shown and each.source.startswith(source) for each in asked]
        return evidence[np.array(rows)]

    of_sources = [(share, values(source, shown=False), values(source, shown=True)) for source, share in COSTS.items()]

    def cost(bound: float) -> float:
        return sum(
            share * (float((absent >= bound).mean()) + LOST * float((shown < bound).mean()))
            for share, absent, shown in of_sources
        )

    costs = [cost(bound) for bound in BOUNDS]
    steadied = [np.mean(costs[max(0, at - AROUND) : at + AROUND + 1]) for at in range(len(costs))]
    maybe = BOUNDS[int(np.argmin(steadied))]
    sure = max(maybe, np.quantile(values("own", shown=False), SURE))
    return {"maybe": round(float(maybe), 2), "sure": round(float(sure), 2)}

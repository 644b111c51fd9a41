"""Whether two evaluations differ by more than chance: the paired randomisation test.

M. Smucker, J. Allan, B. Carterette, "A comparison of statistical significance tests for information retrieval
evaluation", CIKM 2007. What belongs to one picture changes sides together, since its pairs resemble one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.queries.evaluations import select_paired_predictions, select_paired_ranks
from imgsearch.tables import Evaluation

Values = npt.NDArray[np.float64]
Metric = Callable[[Values], Values]
ROUNDS = 10_000
#: So many rounds at a time keep the signs of thousands of pictures in a few megabytes.
ROUNDS_AT_ONCE = 500
#: Scores have errors; similarities only ranks.
SIMILARITIES = ("cosine", "caption_similarity")
RANK_METRICS: dict[str, Metric] = {
    "recall_1": lambda rank: np.where(rank <= 1, 100.0, 0.0),
    "recall_5": lambda rank: np.where(rank <= 5, 100.0, 0.0),
    "recall_10": lambda rank: np.where(rank <= 10, 100.0, 0.0),
    "reciprocal": lambda rank: 100.0 / rank,
}


class Difference(NamedTuple):
    """A figure of two evaluations on the pairs or queries that both have."""

    split: str
    model: str
    metric: str
    """mse; in percent recall_1, recall_5, recall_10 and reciprocal, the mean of one by the rank."""
    this: float
    that: float
    p_value: float
    """How often a difference as large or larger, of either sign, comes from shuffling which evaluation is which."""
    sample_size: int
    """Pairs or queries."""


class Shuffle(NamedTuple):
    """How a difference is judged."""

    rounds: int
    seed: int

    def p_value(self, image_id: npt.NDArray[np.int64], difference: Values) -> float:
        """How often the mean is as far from 0 or farther when pictures' differences get random signs.

        Args:
            image_id: (N,) the picture to which each difference belongs.
            difference: (N,).
        """
        _, picture = np.unique(image_id, return_inverse=True)
        sums = np.bincount(picture, weights=difference)
        generator = np.random.default_rng(self.seed)
        least = abs(sums.sum()) * (1 - 1e-12)  # sums of the same numbers differ in their last digits
        as_large = 0
        for first in range(0, self.rounds, ROUNDS_AT_ONCE):
            shape = (min(ROUNDS_AT_ONCE, self.rounds - first), len(sums))
            signs = generator.integers(2, size=shape, dtype=np.int8) * 2 - 1
            as_large += int((abs(signs @ sums) >= least).sum())
        # The order that was found is one of all that are possible.
        return (as_large + 1) / (self.rounds + 1)

    def compare(
        self, figure: tuple[str, str, str], image_id: npt.NDArray[np.int64], this: Values, that: Values
    ) -> Difference:
        """The means of two evaluations' values of the same pairs or queries.

        Args:
            figure: split, model and metric.
            image_id: (N,) the picture of each.
            this: (N,) of the one.
            that: (N,) of the other.
        """
        p_value = self.p_value(image_id, this - that)
        return Difference(*figure, float(this.mean()), float(that.mean()), p_value, len(image_id))


def compare_evaluations(
    session: Session, this_id: int, that_id: int, *, rounds: int = ROUNDS, seed: int = 0
) -> list[Difference]:
    """Each figure of both that consists of a value for every pair or query, with its significance.

    Args:
        session: may read the evaluations' predictions and ranks; pictures that it may not see are left out.
        this_id: an evaluation.
        that_id: the one that it is compared with.
        rounds: how often sides are shuffled.
        seed: of the shuffling.

    Raises:
        BadInput: one of them does not exist, or they share nothing: a later evaluation of the same models has
            replaced its predictions.
    """
    for evaluation_id in (this_id, that_id):
        check_evaluation(session, evaluation_id)
    shuffle = Shuffle(rounds, seed)
    found = [
        *_errors(session.execute(select_paired_predictions(this_id, that_id)).all(), shuffle),
        *_ranks(session.execute(select_paired_ranks(this_id, that_id)).all(), shuffle),
    ]
    if not found:
        raise BadInput(
            f"evaluations {this_id} and {that_id} share no pair and no query: what one said is kept until the same "
            "models are evaluated again; evaluate both models again"
        )
    return found


def check_evaluation(session: Session, evaluation_id: int) -> None:
    """Whether an evaluation is stored.

    Raises:
        BadInput: it is not.
    """
    if session.scalar(select(Evaluation.id).where(Evaluation.id == evaluation_id)) is None:
        raise BadInput(f"there is no evaluation {evaluation_id}; the table evaluation has their numbers")


def _errors(rows: Sequence[Row[Any]], shuffle: Shuffle) -> Iterator[Difference]:
    for (split, model), group in groupby(rows, key=lambda row: (row.split, row.model)):
        if model in SIMILARITIES:
            continue
        columns = [(row.image_id, row.this, row.that, row.expert_mean) for row in group]
        image_id, this, that, rating = map(np.array, zip(*columns, strict=True))
        figure = (split, model, "mse")
        yield shuffle.compare(figure, image_id, (this - rating) ** 2, (that - rating) ** 2)


def _ranks(rows: Sequence[Row[Any]], shuffle: Shuffle) -> Iterator[Difference]:
    for key, group in groupby(rows, key=lambda row: (row.query_set, row.scope, row.direction, row.ranking)):
        columns = [(row.image_id, row.this, row.that) for row in group]
        image_id, this, that = map(np.array, zip(*columns, strict=True))
        split, model = f"{key[0]}, {key[1]}", f"{key[2]}, {key[3]}"
        for name, metric in RANK_METRICS.items():
            yield shuffle.compare((split, model, name), image_id, metric(this), metric(that))

from __future__ import annotations

import numpy as np

from imgsearch.evaluation.bootstrap import Interval
from imgsearch.evaluation.encoders import Compared, Measured, Sample, resample_by_picture
from imgsearch.training.recall import recall


def compared(low: float, high: float) -> Compared:
    ranks = np.array([1, 2])
    measured = tuple(Measured(name, recall(ranks), ranks, ranks, 1.0, 1.0, 1.0, 0) for name in ("first", "second"))
    sample = Sample("test queries", ["a", "b"], np.array([0, 1]), [])
    return Compared(sample, (measured[0], measured[1]), 0.5, 0.1, Interval(low, high))


def test_better_one_is_named_only_beyond_the_interval() -> None:
    assert compared(0.01, 0.2).better == "second"
    assert compared(-0.2, -0.01).better == "first"
    assert compared(-0.1, 0.2).better is None
    assert compared(0.0, 0.2).better is None


def test_pictures_are_drawn_with_all_of_their_queries() -> None:
    picture = np.repeat(np.arange(40), 5)
    together = np.repeat(np.random.default_rng(0).normal(0.3, 1, 40), 5)
    clustered = resample_by_picture(together, picture, 0)
    alone = resample_by_picture(together, np.arange(200), 0)
    assert clustered.low < together.mean() < clustered.high
    assert clustered.high - clustered.low > 1.5 * (alone.high - alone.low)


def test_equal_answers_have_no_spread() -> None:
    assert resample_by_picture(np.zeros(10), np.arange(10), 0) == Interval(0.0, 0.0)

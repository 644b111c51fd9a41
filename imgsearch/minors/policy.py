"""From which probability on pictures are hidden, in words that an operator decides by, and what would come of it.

A detector's probabilities hold for pictures of which as many show a minor as of those that it was calibrated on. Where
another share does, the odds are multiplied by the ratio of the odds of both shares (Elkan 2001, "The foundations of
cost-sensitive learning"; Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs of a classifier to new a priori
probabilities"). Needs NumPy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.minors.detectors.classifier import CERTAIN

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Hide = Literal["strict", "balanced", "lenient"]

#: Probability, for the expected share of minors, from which on a picture is hidden: one in so many shows a minor.
HIDE_FROM: Final[dict[Hide, float]] = {"strict": 0.05, "balanced": 0.2, "lenient": 0.5}
#: Of an interval of 95 %.
Z = 1.96
#: Without an audit the share may be so many times smaller or larger than somebody says or the detector guesses.
UNSURE = 2.0
#: Shares to which probabilities can be corrected; evidence is stored to four digits.
LEAST_SHARE, MOST_SHARE = 0.001, 0.999
STEPS = 200


class Share(NamedTuple):
    """What share of the pictures shows a minor, and within what it lies."""

    value: float
    low: float
    high: float


class Limits(NamedTuple):
    """Probabilities, as a detector says them."""

    suspects_from: float
    """From here on a picture is hidden unless a caption vouches for it."""
    certain_from: float
    """From here on it is hidden whatever is said of it."""


class Scores(NamedTuple):
    """Pictures on which pixels decide: no person has, and their texts name no minor."""

    probability: Floats
    """(N,) as the detector says it."""
    vouched: Flags
    """(N,) whether a caption says who is there."""


class Estimate(NamedTuple):
    """A number of pictures, and within what it probably lies."""

    value: float
    low: float
    high: float


class Outcome(NamedTuple):
    """What limits do to some pictures."""

    hidden: int
    """Of them by pixels alone."""
    hidden_others: Estimate
    """Of these, without a minor."""
    missed: Estimate
    """With a minor, and shown."""


def correct(probability: npt.ArrayLike, prior: float, share: float) -> Floats:
    """Probabilities for pictures of which another share shows a minor.

    Args:
        probability: (N,) for pictures of which the share ``prior`` does.
        prior: between 0 and 1, as the others.
        share: what share does among the pictures in question.
    """
    given = np.asarray(probability, dtype=np.float64)
    ratio = share / (1 - share) * (1 - prior) / prior
    return given * ratio / (given * ratio + 1 - given)


def words_to_limits(hide: Hide, prior: float, share: float) -> Limits:
    """The limits of a word.

    Args:
        hide: the word.
        prior: share of minors for which the detector's probabilities hold.
        share: that is expected.
    """
    suspects, certain = correct([HIDE_FROM[hide], CERTAIN], share, prior)
    return Limits(float(suspects), float(certain))


def at_most_to_limits(scores: Scores, most: int, prior: float, share: float) -> Limits:
    """The lowest limits by which no more than so many pictures are hidden."""
    certain = float(correct(CERTAIN, share, prior))
    # What is hidden grows as the limit falls, so the first that hides too many ends the search.
    candidates = np.unique(scores.probability)[::-1]
    chosen, low, high = np.nextafter(1.0, 2.0), 0, len(candidates)
    while low < high:
        middle = (low + high) // 2
        if _hides(scores, Limits(candidates[middle], max(certain, candidates[middle]))).sum() <= most:
            chosen, low = candidates[middle], middle + 1
        else:
            high = middle
    return Limits(float(chosen), max(certain, float(chosen)))


def estimate(scores: Scores, limits: Limits, prior: float, share: Share) -> Outcome:
    """How many pictures limits hide, how many of them show no minor, and how many that do they leave.

    Intervals hold both for which pictures show a minor, given their probabilities, and for the share.
    """
    hides = _hides(scores, limits)
    corrected = [correct(scores.probability, prior, each) for each in share]
    return Outcome(
        int(hides.sum()),
        _count([1 - each[hides] for each in corrected]),
        _count([each[~hides] for each in corrected]),
    )


def guess_share(probability: Floats, prior: float) -> Share:
    """The share of minors that a detector's own probabilities fit best, by expectation maximisation (Saerens et al.).

    It is as good as the detector; an audit is better.
    """
    share = prior
    for _ in range(STEPS):
        share = float(np.clip(correct(probability, prior, share).mean(), LEAST_SHARE, MOST_SHARE))
    return widen(share)


def widen(share: float) -> Share:
    """A share that nobody has counted."""
    return Share(share, max(share / UNSURE, LEAST_SHARE), min(share * UNSURE, MOST_SHARE))


def counted_share(found: int, seen: int) -> Share:
    """A share that was counted on a random sample; its value is the middle of the interval, which is never 0."""
    low, high = wilson(found, seen)
    bounded = [min(max(each, LEAST_SHARE), MOST_SHARE) for each in ((low + high) / 2, low, high)]
    return Share(*bounded)


def wilson(right: int, count: int) -> tuple[float, float]:
    """Interval of a share, 95 % (Wilson 1927)."""
    share, square = right / count, Z * Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = Z / (1 + square / count) * (share * (1 - share) / count + square / (4 * count * count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def _hides(scores: Scores, limits: Limits) -> Flags:
    suspected = (scores.probability >= limits.suspects_from) & ~scores.vouched
    hidden: Flags = suspected | (scores.probability >= limits.certain_from)
    return hidden


def _count(probabilities: Sequence[Floats]) -> Estimate:
    """How many of some pictures are something, by their probabilities at the share, its low and its high end."""
    means = [float(each.sum()) for each in probabilities]
    spreads = [Z * float((each * (1 - each)).sum()) ** 0.5 for each in probabilities]
    bounds = [(mean - spread, mean + spread) for mean, spread in zip(means, spreads, strict=True)]
    most = len(probabilities[0])
    return Estimate(means[0], max(0.0, min(low for low, _ in bounds)), min(most, max(high for _, high in bounds)))

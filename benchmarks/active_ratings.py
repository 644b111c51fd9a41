"""Do 500 ratings of the pairs that a model is least sure of teach it more than 500 of any pairs?

    imgsearch load RATED_SET
    python -m benchmarks.active_ratings [--seeds 3] [--ratings 500] [--folds 1]

A simulated rater: of each pair's three experts one, drawn anew for each seed, is held back and rates on demand; the
model starts from the mean of the other two. (The columns of the experts' file are sorted in every row, so that always
holding back the third one would make a rater who is kinder than the others.) One fifth of the pictures is held out for
each seed, all five in turn with --folds 5; models have fewer trees than those that search. The error
is against the mean of all three on pictures that nothing was learned from. Reads the database that the commands use and
writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.cli.database import open_session
from imgsearch.encoders.protocol import FloatArray
from imgsearch.evaluation.judged import read_judged_pairs
from imgsearch.search import read_active_encoder
from imgsearch.training.feedback import EXPERTS
from imgsearch.training.learning import Learning
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.regressor import FOLDS, sample_background
from imgsearch.training.scorer import SETTINGS
from imgsearch.training.situations import Rows, fit_situation, situation_rows
from imgsearch.training.threshold import choose_threshold
from imgsearch.training.views import view_features

SITUATIONS = ("captions",)
TREES = 100
COMMITTEE = 3
#: What is known before: ratings by two experts of so many pairs, the rater rates others; or of all, and rates again.
STARTS = {"500 pairs rated, others to rate": 500, "1,500 pairs rated, others to rate": 1500, "all rated, again": None}
STRATEGIES = ("no more ratings", "any pairs", "near the threshold", "models disagree", "middle of the scale")

COLUMNS = (
    Column("MSE", "", 5),
    Column("against any pairs", "", 5),
    Column("±, 95 % over seeds", "", 5),
    Column("lower in", "", 0, "higher"),
    Column("of", "", 0, "higher"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--ratings", type=int, default=500)
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument(
        "--start", choices=[*map(str, STARTS.values())], default="500", help="Pairs that are rated before; all: None."
    )
    add_record_option(parser)
    options = parser.parse_args()
    with recording("active-ratings", options.record) as record:
        measure(record, options)


def measure(record: Record, options: argparse.Namespace) -> None:
    """Keep a row for each way to choose what is rated."""
    SETTINGS["max_iter"] = TREES
    with open_session() as session:
        judged = read_judged_pairs(session, *read_active_encoder(session))
        session.rollback()
    rows = np.flatnonzero(~np.isnan(judged.experts).any(axis=1))
    rated, experts = judged.rated.select(rows), judged.experts[rows]
    pictures = len(set(rated.image_id.tolist()))
    print(f"{len(rows)} pairs, {pictures} pictures, {options.seeds} seeds of {options.folds} folds")
    for start, count in STARTS.items():
        if options.start != str(count):
            continue
        errors: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
        for seed in range(options.seeds):
            found = dict(run(rated, experts, count, options.ratings, seed, options.folds))
            for key, values in found.items():
                errors[key].append(values)
            print(f"{start}, seed {seed}", file=sys.stderr, flush=True)
        report(record, f"{options.ratings} more ratings of", errors)


def report(record: Record, heading: str, errors: dict[tuple[str, str], list[list[float]]]) -> None:
    """Keep one start's rows."""
    grid = record.grid("", COLUMNS, heading)
    for situation in SITUATIONS:
        base = np.array(errors[situation, "any pairs"])
        for strategy in STRATEGIES:
            values = np.array(errors[situation, strategy])
            if strategy == "any pairs":
                grid.row(strategy, values.mean(), None, None, None, None)
                continue
            difference = (values - base).mean(axis=1)
            spread = 1.96 * difference.std(ddof=1) / len(difference) ** 0.5 if len(difference) > 1 else None
            grid.row(strategy, values.mean(), difference.mean(), spread, int((values < base).sum()), values.size)


def run(
    rated: RatedPairs, experts: FloatArray, count: int | None, ratings: int, seed: int, most_folds: int
) -> Iterator[tuple[tuple[str, str], list[float]]]:
    """Errors in each fold by situation and strategy."""
    generator = np.random.default_rng(seed)
    shuffled = generator.permuted((experts - 1) / 3, axis=1).astype(np.float32)
    held_back, known = shuffled[:, 0], shuffled[:, 1:].mean(axis=1)
    truth = experts.mean(axis=1) / 3 - 1 / 3
    errors: dict[tuple[str, str], list[float]] = defaultdict(list)
    folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    for train, test in islice(folds.split(truth, groups=rated.image_id), most_folds):
        first = train if count is None else generator.choice(train, count, replace=False)
        pool = train if count is None else np.setdiff1d(train, first)
        features = view_features({"all": rated.pairs}, sample_background(rated, first, seed))
        known_before = learn(rated, known, first, held_back, first[:0])
        for situation in SITUATIONS:
            tested = test[situation_rows(rated, situation)[test]]
            open_rows = pool[situation_rows(rated, situation)[pool]]
            # One model says what it thinks of the pairs to choose from, of its own and of the test.
            rows = np.concatenate([tested, open_rows, first])
            scores = predict(known_before, features, situation, rows, seed)
            before, of_pool, own = np.split(scores, np.cumsum([len(tested), len(open_rows)]))
            start = Start(known_before, features, situation, of_pool, own)
            for strategy in STRATEGIES:
                predicted = before
                if strategy != "no more ratings":
                    doubt = doubts(strategy, start, open_rows, generator)
                    picked = open_rows[np.argsort(-doubt, kind="stable")[:ratings]]
                    learning = learn(rated, known, first, held_back, picked)
                    predicted = predict(learning, features, situation, tested, seed)
                errors[situation, strategy].append(float(((predicted - truth[tested]) ** 2).mean()))
    yield from errors.items()


def learn(rated: RatedPairs, known: FloatArray, first: Rows, held_back: FloatArray, picked: Rows) -> Learning:
    """Pairs with the two experts' mean where they come first, and again with the rater's word where picked.

    Pairs of two experts stand there twice, which is as good as a weight: with weights most of a fit goes into binning.
    """
    both = np.concatenate([*[first] * (EXPERTS - 1), picked])
    rating = np.concatenate([*[known[first]] * (EXPERTS - 1), held_back[picked]])
    pairs = replace(rated.select(both), rating=rating, caption_id=both)
    return Learning(pairs, np.ones(len(both), dtype=np.float32), np.ones(len(both), dtype=np.bool_))


def predict(
    learning: Learning,
    features: dict[str, FloatArray],
    situation: str,
    rows: Rows,
    seed: int,
    sample: Rows | None = None,
) -> FloatArray:
    """Scores of some pairs by a model that learned from others; caption_id holds the rows of the features."""
    own = {key: values[learning.pairs.caption_id] for key, values in features.items()}
    train = np.arange(len(learning.weight)) if sample is None else sample
    scorer = fit_situation(learning, own, train, situation, seed)
    assert scorer is not None
    return np.clip(scorer.predict(features["all"][rows]), 0, 1).astype(np.float32)


class Start(NamedTuple):
    """What is known before the rater is asked, and what a model that learned it says."""

    learning: Learning
    features: dict[str, FloatArray]
    situation: str
    pool: FloatArray
    """Scores of the pairs to choose from."""
    own: FloatArray
    """Scores of the pairs that it learned from."""


def doubts(strategy: str, start: Start, pool: Rows, generator: np.random.Generator) -> npt.NDArray[np.floating[Any]]:
    """How much each pair of the pool should be asked about."""
    if strategy == "any pairs":
        return generator.random(len(pool))
    if strategy == "models disagree":
        count = len(start.learning.weight)
        samples = [generator.choice(count, count) for _ in range(COMMITTEE)]
        votes = [
            predict(start.learning, start.features, start.situation, pool, number, sample)
            for number, sample in enumerate(samples)
        ]
        return np.asarray(np.std(votes, axis=0))
    middle = 0.5
    if strategy == "near the threshold":
        each = np.arange(len(start.own))  # the same pairs stand there again
        pairs = start.learning.pairs
        texts = np.unique(pairs.text, return_inverse=True)[1]
        middle = choose_threshold(start.own, pairs.rating[each], texts[each])
    return np.asarray(-np.abs(start.pool - middle))


if __name__ == "__main__":
    main()

"""An evaluation's figures are those of the views, with intervals over resampled pictures."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.fakes import PICTURES
from tests.integration.evaluation.conftest import RECALLS, SITUATIONS, YARDSTICKS, Evaluated, Stored

#: View -> the column of its count, and its metrics.
OF_PAIRS = {
    "evaluation_error": ("pairs", ["mse", "mae", "r2", "spearman"]),
    "evaluation_calibration_error": ("pairs", ["ece"]),
    "evaluation_tau_c": ("ratings", ["tau_c"]),
    "evaluation_tau_b": ("pairs", ["tau_b"]),
    "evaluation_ndcg": ("queries", ["ndcg_10"]),
}
ERRORS = {"mse", "mae", "r2", "ece"}


@pytest.mark.parametrize("which", ["first", "second"])
def test_figures_are_those_of_the_views(evaluated: Evaluated, which: str) -> None:
    stored: Stored = getattr(evaluated, which)
    expected = {}
    for view, (count, metrics) in OF_PAIRS.items():
        for row in stored.rows(view):
            for metric in metrics:
                # A similarity is no score that could be in error, and a constant ranks nothing.
                if (
                    (metric in ERRORS)
                    if row["model"] == "constant"
                    else (metric not in ERRORS or row["model"] not in YARDSTICKS)
                ):
                    expected[row["split"], row["model"], metric] = (row[metric], row[count])
    for row in stored.rows("evaluation_recall"):
        for metric in RECALLS:
            key = (f"{row['query_set']}, {row['scope']}", f"{row['direction']}, {row['ranking']}", metric)
            expected[key] = (row[metric], row["queries"])
    figures = [figure for figure in stored.result.figures if figure.split != "searches"]
    assert {figure[:3]: figure.sample_size for figure in figures} == {
        key: count for key, (_, count) in expected.items()
    }
    # The database sums in any order.
    assert {figure[:3]: figure.value for figure in figures} == pytest.approx(
        {key: v for key, (v, _) in expected.items()}
    )
    found = Counter(metric for _split, _model, metric in expected)
    suffixes = 2 if which == "second" else 1
    scores = 2 * suffixes * len(SITUATIONS) + len(SITUATIONS)
    assert found == (
        dict.fromkeys(ERRORS, scores + 2)
        | dict.fromkeys(("spearman", "tau_c", "tau_b", "ndcg_10"), scores + 3 * len(YARDSTICKS))
        | dict.fromkeys(RECALLS, 12)
    )


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_table_keeps_the_figures_that_are_returned(evaluated: Evaluated, which: str) -> None:
    stored: Stored = getattr(evaluated, which)
    figures = [{"evaluation_id": stored.result.evaluation_id, **each._asdict()} for each in stored.result.figures]
    kept = {(row["split"], row["model"], row["metric"]): row for row in stored.rows("evaluation_figure")}
    assert kept == {(row["split"], row["model"], row["metric"]): row for row in figures}
    assert len(kept) == len(figures)


def test_searches_are_measured_too(evaluated: Evaluated) -> None:
    found = {figure[1:3]: figure for figure in evaluated.first.result.figures if figure.split == "searches"}
    same = found.pop(("first 10", "same_top_10"))
    # A search for ten scores all of so few pictures.
    assert (same.value, same.low, same.high) == (1, None, None)
    assert 9 <= same.sample_size <= 10  # what asks for minors is not counted
    rules = ("10% may be lost", "95% to get nothing")
    metrics = ("threshold", "absent_answered_nothing", "present_lost")
    assert {model.split(", ")[1] for model, _ in found} == {"captions", "pixels"}
    assert Counter(metric for _, metric in found) == dict.fromkeys(metrics, 2 * len(rules))


def percentiles(values: list[float]) -> list[float]:
    low, high = np.percentile(values, (2.5, 97.5))
    return [float(low), float(high)]


def test_intervals_are_over_resampled_pictures(evaluated: Evaluated) -> None:
    figures = {figure[:3]: figure for figure in evaluated.first.result.figures}
    for figure in figures.values():
        has_none = figure.split == "searches" or figure.metric == "median_rank"
        assert (figure.low is None, figure.high is None) == (has_none, has_none), figure
        assert has_none or figure.low <= figure.high, figure  # type: ignore[operator]
    said = evaluated.first.predictions("picture", "constant")
    constant = {image: value for (image, _key), value in said.items()}
    rated = evaluated.rated
    error = np.array([constant[image] for image in rated.image_id.tolist()]) - rated.rating
    ids, generator = np.unique(rated.image_id), np.random.default_rng(7)
    resampled = []
    for _ in range(5):
        drawn = ids[generator.integers(PICTURES, size=PICTURES)]
        resampled.append(float(np.mean(np.concatenate([error[rated.image_id == image] for image in drawn]) ** 2)))
    mse = figures["picture", "constant", "mse"]
    assert [mse.low, mse.high] == pytest.approx(percentiles(resampled), abs=1e-6)


def test_intervals_of_recall_are_over_resampled_pictures(evaluated: Evaluated) -> None:
    rows = [
        row
        for row in evaluated.first.rows("retrieval_rank")
        if (row["query_set"], row["scope"], row["direction"]) == ("g", "all", "text to image")
    ]
    hits = np.zeros(PICTURES)
    ids = sorted({row["image_id"] for row in rows})
    for row in rows:
        hits[ids.index(row["image_id"])] += row["rank"] <= 5
    drawn = np.random.default_rng(7).multinomial(PICTURES, np.full(PICTURES, 1 / PICTURES), size=5)
    figures = {figure[:3]: figure for figure in evaluated.first.result.figures}
    found = figures["g, all", "text to image, cosine", "recall_5"]
    assert found.value == pytest.approx(100 * hits.sum() / len(rows))
    assert [found.low, found.high] == pytest.approx(percentiles((100 * (drawn @ hits) / len(rows)).tolist()))

"""Models and metrics of the comparison, on arrays."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.training.zoo.columns import Table
from imgsearch.training.zoo.fitting import Sample, fit_isotonic
from imgsearch.training.zoo.metrics import calibration_error, compare_errors
from imgsearch.training.zoo.models import LEARNED_FROM, MODELS
from imgsearch.training.zoo.network import NetworkSettings, fit_network
from imgsearch.training.zoo.variants import fit_ordinal, fit_unnormalised, fit_weighted

COUNT = 200
SMALL = {"max_iter": 60, "min_samples_leaf": 5}


def sample(experts: np.ndarray, *names: str, values: np.ndarray | None = None) -> Sample:
    """COUNT pairs whose columns are all the same line, or those given."""
    line = np.linspace(-1, 1, len(experts), dtype=np.float32)[:, None]
    return Sample(
        table=Table(list(names), np.repeat(line, len(names), axis=1) if values is None else values),
        target=((experts.mean(axis=1) - 1) / 3).astype(np.float32),
        groups=np.arange(len(experts)),
        experts=experts,
        disagreement=(experts.std(axis=1) / 3).astype(np.float32),
    )


def test_ordinal_model_predicts_the_expected_rating() -> None:
    experts = np.full((COUNT, 3), 1)
    experts[COUNT // 2 :] = (2, 3, 4)
    pairs = sample(experts, "cosine")
    predicted = fit_ordinal(pairs, SMALL, 0)(pairs.table)
    np.testing.assert_allclose(predicted[[5, -5]], [0, 2 / 3], atol=0.05)


def test_pairs_whose_raters_disagree_weigh_less() -> None:
    experts = np.full((COUNT, 3), 1)
    experts[::2] = (1, 4, 4)
    pairs = sample(experts, "cosine", values=np.zeros((COUNT, 1), dtype=np.float32))
    predicted = fit_weighted(pairs, {**SMALL, "rater_noise": 0.15}, 0)(pairs.table)
    assert predicted[0] < 0.25 < pairs.target.mean()


def test_without_normalisation_a_model_sees_no_such_column() -> None:
    experts = np.repeat(np.arange(COUNT)[:, None] * 4 // COUNT + 1, 3, axis=1)
    line = np.linspace(-1, 1, COUNT, dtype=np.float32)
    values = np.stack([np.zeros(COUNT, dtype=np.float32), line, line], axis=1)
    pairs = sample(experts, "cosine", "cosine_z_of_query", "minilm_mean_z", values=values)
    assert np.ptp(fit_unnormalised(pairs, SMALL, 0)(pairs.table)) == 0


def test_a_signal_is_mapped_by_a_rising_function() -> None:
    experts = np.repeat(np.array([1, 4, 2, 4])[:, None], 3, axis=1)
    pairs = sample(experts, "cosine")
    fit = fit_isotonic(lambda table, _params: table.column("cosine"))
    predicted = fit(pairs, {}, 0)(Table(["cosine"], np.array([[-9], [0], [9], [np.nan]], dtype=np.float32)))
    np.testing.assert_allclose(predicted, [0, 2 / 3, 1, 0], atol=1e-6)


def test_network_learns_a_line_and_repeats_itself() -> None:
    generator = np.random.default_rng(0)
    rows = generator.normal(size=(400, 3)).astype(np.float32)
    target = (1 / (1 + np.exp(-2 * rows[:, 0]))).astype(np.float32)
    settings = NetworkSettings(width=64, learning_rate=3e-3, weight_decay=0.0)
    first, second = (fit_network(rows, target, np.arange(400), settings, seed=1, epochs=15)(rows) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert np.mean((first - target) ** 2) < 0.2 * target.var()
    assert first.shape == (400,)


def test_calibration_error_is_the_mean_gap_by_bin() -> None:
    predicted = np.repeat(np.linspace(0.05, 0.95, 10), 20).astype(np.float32)
    assert calibration_error(predicted, predicted) == 0
    assert calibration_error((predicted + 0.1).astype(np.float32), predicted) == pytest.approx(0.1, abs=1e-6)
    # Scatter around the prediction is error, not miscalibration.
    noise = np.tile(np.array([-0.2, 0.2], dtype=np.float32), 100)
    assert calibration_error(predicted + noise, predicted) == pytest.approx(0, abs=1e-6)


def test_bootstrap_says_which_model_is_better() -> None:
    generator = np.random.default_rng(0)
    target = generator.random(600).astype(np.float32)
    near, far = (target + spread * generator.normal(size=600).astype(np.float32) for spread in (0.1, 0.2))
    groups = np.repeat(np.arange(120), 5)
    found = compare_errors(target, near, far, groups, seed=0)
    low, middle, high = (found[f"mse_difference{end}"] or 0 for end in ("_low", "", "_high"))
    assert low < middle < high < 0
    assert middle == pytest.approx(np.mean((near - target) ** 2) - np.mean((far - target) ** 2), abs=1e-6)
    assert compare_errors(target, near, near, groups, seed=0)["mse_difference"] == 0


def test_each_set_of_columns_is_given_to_every_kind_of_model() -> None:
    kinds = {"linear", "ridge", "tree", "forest", "svr", "network", "boosting"}
    for features in LEARNED_FROM:
        assert kinds <= {model.name for model in MODELS if features in model.features}

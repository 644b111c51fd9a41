"""The compared models: what each sees, what may be tuned, and where it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import BadInput
from imgsearch.training.scorer import KERNEL_SETTINGS, REPEATS, SETTINGS
from imgsearch.training.zoo import fitting, variants
from imgsearch.training.zoo.columns import Table
from imgsearch.training.zoo.fitting import Fit, Params, fit_estimator, fit_isotonic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optuna import Trial

LEARNED_FROM = ("raw", "pixels", "captions")
PRODUCT = ("pixels", "captions")
#: The model that searches use, which every other is compared with.
REFERENCE = "shipped"


class Model(NamedTuple):
    """One entry of the comparison."""

    name: str
    features: tuple[str, ...]
    """The sets of columns that it is tried on."""
    fit: Fit
    """Learn from a sample with settings and a seed."""
    defaults: Params
    """Settings of the first trial, and the only ones where nothing is tuned."""
    suggest: Callable[[Trial], Params] | None = None
    """Settings of a trial; None: nothing is tuned."""
    trials_share: float = 1.0
    """Trials that it gets out of those asked for; slow models get fewer."""
    cost: float = 1.0
    """Seconds of a fit, roughly; the time for tuning is shared out by it."""
    is_variant: bool = False
    """Whether it is half of the shipped model with one thing changed, which is left out unless asked for."""


def suggest_ridge(trial: Trial) -> Params:
    """Penalty, and how much the 512 products weigh against the few other columns."""
    return {
        "alpha": trial.suggest_float("alpha", 1.0, 1e5, log=True),
        "products": trial.suggest_float("products", 0.03, 1.0, log=True),
    }


def suggest_tree(trial: Trial) -> Params:
    """Depth and leaf size."""
    return {
        "max_depth": trial.suggest_int("max_depth", 2, 14),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 200, log=True),
    }


def suggest_forest(trial: Trial) -> Params:
    """Columns at each split and leaf size."""
    return {
        "n_estimators": 60,
        "max_features": trial.suggest_float("max_features", 0.02, 0.2, log=True),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 2, 20, log=True),
    }


def suggest_boosting(trial: Trial) -> Params:
    """Rate, number and shape of the trees."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.15, log=True),
        "max_iter": trial.suggest_int("max_iter", 150, 400, step=50),
        "max_features": trial.suggest_float("max_features", 0.03, 0.3, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 4, 32, log=True),
        "max_depth": 6,
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 10, 100, log=True),
        "l2_regularization": trial.suggest_float("l2_regularization", 0.1, 50.0, log=True),
    }


def suggest_svr(trial: Trial) -> Params:
    """Penalty, width of the kernel and of the tube, and weight of the products."""
    return {
        "C": trial.suggest_float("C", 0.1, 1.0, log=True),
        "gamma": trial.suggest_float("gamma", 0.3, 6.0, log=True),
        "epsilon": trial.suggest_float("epsilon", 0.02, 0.15),
        "products": trial.suggest_float("products", 0.1, 0.6, log=True),
    }


def suggest_network(trial: Trial) -> Params:
    """Width, step, decay and weight of the products."""
    return {
        "width": trial.suggest_categorical("width", [128, 256]),
        "learning_rate": trial.suggest_float("learning_rate", 1e-4, 1e-3, log=True),
        "weight_decay": trial.suggest_float("weight_decay", 1e-4, 1.0, log=True),
        "products": trial.suggest_float("products", 0.03, 1.0, log=True),
    }


def suggest_kernel(trial: Trial) -> Params:
    """Width of the kernel, penalty, and weight of the products."""
    return {
        "landmarks": KERNEL_SETTINGS["landmarks"],
        "gamma": trial.suggest_float("gamma", 0.3, 6.0, log=True),
        "alpha": trial.suggest_float("alpha", 0.1, 10.0, log=True),
        "products": trial.suggest_float("products", 0.1, 0.6, log=True),
    }


def suggest_bias_share(trial: Trial) -> Params:
    """How much of the two biases is taken off."""
    return {"bias_share": trial.suggest_float("bias_share", 0.0, 1.0)}


def cosine(table: Table, params: Params) -> FloatArray:
    """Cosine of the joint encoder, untrained on ratings."""
    return table.column("cosine")


def normalised_cosine(table: Table, params: Params) -> FloatArray:
    """Distribution normalisation: the same cosine between vectors from which a share of the mean was taken.

    Up to a constant that is the cosine less a share of the query's and the picture's usual cosine.
    """
    biases = table.column("query_bias") + table.column("image_bias")
    return np.asarray(table.column("cosine") - params["bias_share"] * biases, dtype=np.float32)


def caption_similarity(table: Table, params: Params) -> FloatArray:
    """Mean similarity of the query and the picture's own captions, by MiniLM."""
    return table.column("minilm_mean")


BOOSTED = {**SETTINGS, "repeats": REPEATS}
MODELS = (
    Model("constant", ("none",), fitting.fit_constant, {}),
    Model("cosine", ("pixels",), fit_isotonic(cosine), {}),
    Model(
        "normalised_cosine",
        ("pixels",),
        fit_isotonic(normalised_cosine),
        {"bias_share": 0.5},
        suggest_bias_share,
        cost=0.05,
    ),
    Model("caption_similarity", ("captions",), fit_isotonic(caption_similarity), {}),
    Model("linear", LEARNED_FROM, fit_estimator(fitting.linear), {}),
    Model(
        "ridge", LEARNED_FROM, fit_estimator(fitting.ridge), {"alpha": 1000.0, "products": 0.3}, suggest_ridge, cost=0.2
    ),
    Model("tree", LEARNED_FROM, fit_estimator(fitting.tree), {"max_depth": 6, "min_samples_leaf": 30}, suggest_tree),
    Model(
        "forest",
        LEARNED_FROM,
        fit_estimator(fitting.forest),
        {"n_estimators": 60, "max_features": 0.06, "min_samples_leaf": 4},
        suggest_forest,
        0.5,
        3.0,
    ),
    Model(
        "svr",
        LEARNED_FROM,
        fit_estimator(fitting.svr),
        {"C": 0.3, "gamma": 1.0, "epsilon": 0.08, "products": 0.3},
        suggest_svr,
        0.75,
        1.5,
    ),
    Model(
        "network",
        LEARNED_FROM,
        fitting.fit_torch,
        {"width": 128, "learning_rate": 2e-4, "weight_decay": 0.01, "products": 0.2},
        suggest_network,
        0.4,
        2.5,
    ),
    Model("boosting", LEARNED_FROM, fitting.fit_boosting, dict(SETTINGS), suggest_boosting, 0.5, 3.0),
    Model("kernel", PRODUCT, fitting.fit_kernel_model, KERNEL_SETTINGS, suggest_kernel, 0.5, 0.5),
    Model(REFERENCE, PRODUCT, fitting.fit_shipped, {"boosting": BOOSTED, "kernel": KERNEL_SETTINGS}),
    Model("boosting_unnormalised", PRODUCT, variants.fit_unnormalised, BOOSTED, is_variant=True),
    Model("boosting_wordless", PRODUCT, variants.fit_wordless, BOOSTED, is_variant=True),
    Model("boosting_weighted", PRODUCT, variants.fit_weighted, {**BOOSTED, "rater_noise": 0.15}, is_variant=True),
    Model("boosting_ordinal", PRODUCT, variants.fit_ordinal, dict(SETTINGS), is_variant=True),
)


def find_models(names: Sequence[str]) -> tuple[Model, ...]:
    """Models by name, in the order of MODELS.

    Args:
        names: none: all but the variants; "all": all.

    Raises:
        BadInput: a name is unknown.
    """
    known = {model.name for model in MODELS}
    unknown = sorted(set(names) - known - {"all"})
    if unknown:
        raise BadInput(f"there is no model {', '.join(unknown)}; there are {', '.join(model.name for model in MODELS)}")
    if "all" in names:
        return MODELS
    return tuple(model for model in MODELS if (model.name in names if names else not model.is_variant))

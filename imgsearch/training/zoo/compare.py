"""Every model on every set of columns, cross-validated by picture and by caption; tuning stays inside the folds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.terminal import Progress
from imgsearch.training.regressor import FOLDS, fingerprint
from imgsearch.training.situations import Rows
from imgsearch.training.zoo.columns import FEATURES, make_table
from imgsearch.training.zoo.data import Problem, make_folds
from imgsearch.training.zoo.ensemble import MEMBERS, average, predict_inner, stack
from imgsearch.training.zoo.fitting import Params
from imgsearch.training.zoo.metrics import Metrics, compare_errors, score
from imgsearch.training.zoo.models import PRODUCT, REFERENCE, Model
from imgsearch.training.zoo.tuning import SEARCH_SPACE, Budget, Chosen, Task, TuningSettings, tune

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

INNER_FOLDS = 3
AVERAGE, STACK = "average", "stack"


class Plan(NamedTuple):
    """What to compare."""

    models: tuple[Model, ...]
    features: tuple[str, ...]
    splits: tuple[str, ...]
    trials: int
    """For each study; models get their share of them, one at least."""
    timeout: float
    """Seconds for all tuning together."""
    seed: int
    encoder: str
    """Name and revision of the active encoder; studies of another one are not taken up."""

    def trials_of(self, model: Model) -> int:
        """Trials that a model gets in each fold."""
        return max(1, round(self.trials * model.trials_share))


class Result(NamedTuple):
    """One model on one set of columns, cross-validated one way."""

    model: str
    features: str
    split: str
    metrics: Metrics
    params: Params
    rows: Rows
    """(N,) the pairs that were predicted."""
    fold: npt.NDArray[np.int64]
    """(N,) in which outer fold each was held out."""
    predicted: FloatArray
    """(N,) 0..1."""


@dataclass
class _Outcome:
    """What one model did in the folds so far."""

    predicted: FloatArray
    """(P,)"""
    folds: list[Params] = field(default_factory=list)
    seconds: float = 0.0
    """Spent on fitting and predicting in the outer folds, without tuning."""


class _Steps:
    """Counts something for a progress bar."""

    def __init__(self, name: str, total: int, progress: Progress) -> None:
        self._name, self._done, self._total, self._progress = name, 0, total, progress

    def advance(self, count: int = 1) -> None:
        self._done += count
        self._progress(self._name, self._done, self._total)


class _Run(NamedTuple):
    """What all folds of a comparison share."""

    problem: Problem
    plan: Plan
    storage: RDBStorage
    budget: Budget
    fits: _Steps
    trials: _Steps


def compare(problem: Problem, plan: Plan, storage: RDBStorage, progress: Progress) -> Iterator[Result]:
    """Yield the results of one set of columns after the other.

    Args:
        problem: from read_problem.
        plan: what to compare.
        storage: from open_studies; interrupted studies in it are continued.
        progress: called with a step's name, how much of it is done and how much there is.
    """
    jobs = [
        (split, features, models)
        for split in plan.splits
        for features in FEATURES
        if features in (*plan.features, "none")
        and (models := [model for model in plan.models if features in model.features])
    ]
    tuned = [model for _, _, models in jobs for model in models if model.suggest is not None]
    run = _Run(
        problem,
        plan,
        storage,
        Budget(plan.timeout, FOLDS * sum(model.cost for model in tuned)),
        _Steps("models, a fold each", FOLDS * sum(len(models) for _, _, models in jobs), progress),
        _Steps("trials", FOLDS * sum(plan.trials_of(model) for model in tuned), progress),
    )
    for split, features, models in jobs:
        outcomes, fold_of = _cross_validate(run, split, features, models)
        yield from _results(problem, plan, split, features, outcomes, fold_of)


def _cross_validate(
    run: _Run, split: str, features: str, models: list[Model]
) -> tuple[dict[str, _Outcome], npt.NDArray[np.int64]]:
    """Predict each outer fold by models tuned and fitted on the other four."""
    problem, seed, count = run.problem, run.plan.seed, len(run.problem.target)
    names = [model.name for model in models]
    has_ensemble = features in PRODUCT and set(MEMBERS) <= set(names)
    if has_ensemble:
        names += [AVERAGE, STACK]
    outcomes = {name: _Outcome(np.zeros(count, dtype=np.float32)) for name in names}
    fold_of = np.zeros(count, dtype=np.int64)
    groups = problem.groups(split)
    for number, outer in enumerate(make_folds(groups, problem.kept(), count=FOLDS, seed=seed)):
        fold_of[outer.test] = number
        task = Task(
            problem=problem,
            table=make_table(problem, features, outer.train, seed),
            split=split,
            features=features,
            number=number,
            outer=outer,
            inner=make_folds(groups, outer.train, count=INNER_FOLDS, seed=seed),
        )
        chosen = {model.name: _predict_outer(run, task, model, outcomes[model.name]) for model in models}
        if has_ensemble:
            inner = {
                model.name: predict_inner(task, model, chosen[model.name].params, seed)
                for model in models
                if model.name in MEMBERS
            }
            _combine(outcomes, task, inner)
    return outcomes, fold_of


def _predict_outer(run: _Run, task: Task, model: Model, outcome: _Outcome) -> Chosen:
    """Choose a model's settings inside the fold, fit it, and add its predictions of the pairs held out."""
    chosen = Chosen(model.defaults, 0)
    if model.suggest is not None:
        wanted, done = run.plan.trials_of(model), 0

        def count_trial() -> None:
            nonlocal done
            done += 1
            run.trials.advance()

        with run.budget.share(model.cost) as seconds:
            chosen = tune(
                run.storage,
                study_name(run.plan, task, model),
                model,
                task,
                TuningSettings(wanted, seconds, run.plan.seed),
                count_trial,
            )
        # Trials of an earlier call, and those that there was no time for.
        run.trials.advance(wanted - done)
    start = time.perf_counter()
    predict = model.fit(task.sample(task.outer.train), chosen.params, run.plan.seed)
    outcome.predicted[task.outer.test] = task.predict(predict, task.outer.test)
    outcome.seconds += time.perf_counter() - start
    outcome.folds.append({"settings": chosen.params, "trials": chosen.trials})
    run.fits.advance()
    return chosen


def _combine(outcomes: dict[str, _Outcome], task: Task, inner: dict[str, FloatArray]) -> None:
    """Add one outer fold's predictions of both ensembles."""
    test = task.outer.test
    members = {name: outcomes[name].predicted[test] for name in inner}
    stacked, weights = stack(inner, members, task.problem.target, task.outer.train)
    for name, predicted, made_of in (
        (AVERAGE, average(members), {"members": list(members)}),
        (STACK, stacked, {"weights": weights}),
    ):
        outcomes[name].predicted[test] = predicted
        outcomes[name].folds.append(made_of)
        outcomes[name].seconds = sum(outcomes[member].seconds for member in members)


def _results(
    problem: Problem,
    plan: Plan,
    split: str,
    features: str,
    outcomes: dict[str, _Outcome],
    fold_of: npt.NDArray[np.int64],
) -> Iterator[Result]:
    """Score every model, and compare it with the one that searches use."""
    rows = problem.kept()
    reference = outcomes.get(REFERENCE)
    for name, outcome in outcomes.items():
        predicted = outcome.predicted[rows]
        metrics = score(problem, rows, predicted) | {"fit_seconds": round(outcome.seconds / FOLDS, 3)}
        if reference is not None and outcome is not reference:
            groups = problem.groups(split)[rows]
            metrics |= compare_errors(problem.target[rows], predicted, reference.predicted[rows], groups, plan.seed)
        params: Params = {"folds": outcome.folds}
        if features == "raw":
            params["picture_encoder"] = problem.raw_encoder
        yield Result(name, features, split, metrics, params, rows, fold_of[rows], predicted)


def study_name(plan: Plan, task: Task, model: Model) -> str:
    """Everything that a study's trials depend on."""
    problem = task.problem
    encoder = problem.raw_encoder if task.features == "raw" else plan.encoder
    return (
        f"{model.name}, {task.features} by {encoder}, {problem.target_name}, {task.split} fold {task.number}, "
        f"seed {plan.seed}, data {fingerprint(problem.rated)}, space {SEARCH_SPACE}"
    )

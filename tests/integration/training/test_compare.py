from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from optuna import Trial, load_study
from optuna.storages import RDBStorage
from optuna.trial import TrialState
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import BadInput, EmptyIndex
from imgsearch.tables import Encoder, ModelPrediction, ModelResult
from imgsearch.training.regressor import FOLDS
from imgsearch.training.zoo.columns import Table
from imgsearch.training.zoo.compare import INNER_FOLDS, Plan, Result, compare
from imgsearch.training.zoo.data import Problem, make_folds, read_problem
from imgsearch.training.zoo.fitting import Params, Predict, Sample
from imgsearch.training.zoo.models import Model, find_models
from imgsearch.training.zoo.store import store_result
from imgsearch.training.zoo.tuning import Budget, Task, TuningSettings, open_studies, tune

FAST = find_models(["constant", "cosine", "caption_similarity", "ridge", "tree"])


@pytest.fixture
def storage(engine: Engine) -> Iterator[RDBStorage]:
    with open_studies(engine.url) as opened:
        yield opened


@pytest.fixture
def run(storage: RDBStorage, problem: Problem) -> Callable[..., list[Result]]:
    def run(models: tuple[Model, ...] = FAST, problem: Problem = problem, **changes: Any) -> list[Result]:  # noqa: ANN401
        plan = Plan(models, ("captions",), ("picture",), trials=1, timeout=600, seed=0, encoder="small 1")
        return list(compare(problem, plan._replace(**changes), storage, lambda *_: None))

    return run


def counted(storage: RDBStorage, *states: TrialState) -> list[int]:
    studies = storage.get_all_studies()
    return [len(load_study(study_name=s.study_name, storage=storage).get_trials(states=states)) for s in studies]


@pytest.mark.parametrize("split", ["picture", "caption"])
def test_folds_share_no_picture_and_no_wording(problem: Problem, split: str) -> None:
    known = problem.rated.image_id if split == "picture" else np.array(problem.rated.text)
    held_out = []
    for outer in make_folds(problem.groups(split), problem.kept(), count=5, seed=0):
        assert not set(known[outer.train]) & set(known[outer.test])
        held_out += outer.test.tolist()
        inner_folds = make_folds(problem.groups(split), outer.train, count=INNER_FOLDS, seed=0)
        assert len(inner_folds) == INNER_FOLDS
        for inner in inner_folds:
            assert len(inner.train) > len(inner.test) > 0
            assert not set(known[inner.train]) & set(known[inner.test])
            assert set(inner.train) | set(inner.test) == set(outer.train)
    assert sorted(held_out) == problem.kept().tolist() == list(range(201))


def test_too_few_pictures_for_the_folds_are_refused(problem: Problem) -> None:
    with pytest.raises(EmptyIndex, match="than the 4 that are rated"):
        make_folds(np.arange(4), np.arange(4), count=5, seed=0)


def test_tuning_never_sees_the_pairs_that_are_reported(storage: RDBStorage, problem: Problem) -> None:
    rows = Table(["row"], np.arange(len(problem.target), dtype=np.float32)[:, None])
    outer = make_folds(problem.groups("picture"), problem.kept(), count=5, seed=0)[2]
    inner = make_folds(problem.groups("picture"), outer.train, count=INNER_FOLDS, seed=0)
    seen: list[tuple[str, set[int]]] = []

    def fit(sample: Sample, params: Params, seed: int) -> Predict:
        seen.append(("fit", set(sample.table.values[:, 0].astype(int))))

        def predict(table: Table) -> FloatArray:
            seen.append(("predict", set(table.values[:, 0].astype(int))))
            return np.full(len(table.values), params["level"], dtype=np.float32)

        return predict

    spy = Model("spy", ("captions",), fit, {"level": 0.5}, lambda t: {"level": t.suggest_float("level", 0, 1)})
    task = Task(problem, rows, "picture", "captions", 2, outer, inner)
    tune(storage, "spy", spy, task, TuningSettings(trials=3, seconds=600, seed=0))
    assert len(seen) >= 2 * (INNER_FOLDS + 2)
    for (_, fitted), (_, predicted) in zip(seen[::2], seen[1::2], strict=True):
        assert not fitted & predicted
        assert fitted | predicted == set(outer.train.tolist())


@pytest.mark.parametrize("features", ["captions", "pixels", "raw"])
def test_what_the_columns_say_is_found(run: Callable[..., list[Result]], features: str) -> None:
    r2 = {result.model: result.metrics["r2"] for result in run(features=(features,))}
    assert r2["constant"] is not None
    assert r2["constant"] < 0.05
    if features != "raw":
        assert r2["ridge"] is not None
        assert r2["ridge"] > 0.5


@pytest.mark.parametrize("split", ["picture", "caption"])
def test_a_permuted_target_cannot_be_predicted(run: Callable[..., list[Result]], problem: Problem, split: str) -> None:
    permuted = np.random.default_rng(0).permutation(problem.target)
    for features in ("captions", "raw"):
        results = run(
            find_models(["ridge", "tree"]),
            dataclasses.replace(problem, target=permuted),
            splits=(split,),
            features=(features,),
        )
        assert [result.model for result in results] == ["ridge", "tree"]
        for result in results:
            assert result.metrics["r2"] is not None
            assert result.metrics["r2"] < 0.1, result.model


def test_another_call_goes_on_with_the_study(run: Callable[..., list[Result]], storage: RDBStorage) -> None:
    ridge = find_models(["ridge"])
    done = (TrialState.COMPLETE, TrialState.PRUNED)
    run(ridge, trials=2)
    assert counted(storage, *done) == [2] * 5
    results = run(ridge, trials=3)
    assert counted(storage, *done) == [3] * 5
    assert [fold["trials"] for fold in results[0].params["folds"]] == [3] * 5
    run(ridge, trials=3)
    assert counted(storage, *done) == [3] * 5


def test_another_seed_or_target_is_another_study(
    run: Callable[..., list[Result]], storage: RDBStorage, problem: Problem
) -> None:
    ridge = find_models(["ridge"])
    run(ridge)
    run(ridge, seed=1)
    run(ridge, dataclasses.replace(problem, target_name="majority"))
    assert counted(storage, TrialState.COMPLETE) == [1] * 15


def breaking(error: type[BaseException], at: int) -> Model:
    """A model whose nth fit goes wrong."""
    fits = 0

    def fit(sample: Sample, params: Params, seed: int) -> Predict:
        nonlocal fits
        fits += 1
        if fits == at:
            raise error
        return lambda table: np.full(len(table.values), params["level"], dtype=np.float32)

    def suggest(trial: Trial) -> Params:
        return {"level": trial.suggest_float("level", 0, 1)}

    return Model("breaking", ("captions",), fit, {"level": 0.5}, suggest)


def test_after_ctrl_c_the_study_goes_on(run: Callable[..., list[Result]], storage: RDBStorage) -> None:
    interrupted = (breaking(KeyboardInterrupt, at=INNER_FOLDS + 2),)
    with pytest.raises(KeyboardInterrupt):
        run(interrupted, trials=2)
    assert counted(storage, TrialState.COMPLETE) == [1]
    assert counted(storage, TrialState.FAIL) == [1]
    run(interrupted, trials=2)
    assert counted(storage, TrialState.COMPLETE, TrialState.PRUNED) == [2] * 5
    assert counted(storage, TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL) == [3, 2, 2, 2, 2]


def test_a_failed_trial_does_not_end_the_comparison(run: Callable[..., list[Result]], storage: RDBStorage) -> None:
    (result,) = run((breaking(ValueError, at=1),), trials=2)
    assert counted(storage, TrialState.FAIL) == [1, 0, 0, 0, 0]
    assert len(result.predicted) == len(result.rows)


def test_without_time_the_defaults_are_reported(run: Callable[..., list[Result]], storage: RDBStorage) -> None:
    (result,) = run(find_models(["ridge"]), timeout=0)
    assert counted(storage, TrialState.COMPLETE) == [0] * 5
    assert [fold["trials"] for fold in result.params["folds"]] == [0] * 5
    run(find_models(["ridge"]), timeout=0)
    assert counted(storage, TrialState.WAITING) == [1] * 5


def test_time_that_a_study_leaves_goes_to_the_others() -> None:
    budget = Budget(60, cost=6)
    with budget.share(cost=1) as first:
        pass
    with budget.share(cost=3) as second:
        pass
    assert first == pytest.approx(10, abs=0.1)
    assert second == pytest.approx(60 * 3 / 5, abs=0.1)


@pytest.mark.usefixtures("quick_fits")
def test_ensembles_are_made_of_the_members_held_out_predictions(run: Callable[..., list[Result]]) -> None:
    members = [model._replace(suggest=None) for model in find_models(["svr", "network", "boosting"])]
    found = {result.model: result for result in run(tuple(members))}
    mean = np.mean([found[model.name].predicted for model in members], axis=0)
    np.testing.assert_allclose(found["average"].predicted, mean, atol=1e-6)
    assert len(found["stack"].params["folds"]) == FOLDS
    for fold in found["stack"].params["folds"]:
        assert set(fold["weights"]) == {"svr", "network", "boosting"}
        assert min(fold["weights"].values()) >= 0
    errors = {name: result.metrics["mse"] for name, result in found.items()}
    assert errors["stack"] is not None
    assert errors["stack"] < 1.1 * min(errors[model.name] or 0 for model in members)


def test_majority_drops_pairs_whose_experts_all_differ(session: Session, problem: Problem) -> None:
    encoder_id = session.scalars(select(Encoder.id).where(Encoder.is_active)).one()
    majority = read_problem(session, problem.rated, encoder_id, "small", "majority")
    dropped = np.setdiff1d(np.arange(len(problem.target)), majority.kept())
    assert [1, 2, 4] in problem.experts[dropped].tolist()
    voices = np.array([len(set(ratings)) for ratings in problem.experts.tolist()])
    assert dropped.tolist() == np.flatnonzero(voices == 3).tolist()
    assert set(np.unique(np.round(3 * majority.target[majority.kept()], 3))) <= {0.0, 1.0, 2.0, 3.0}


def test_results_and_predictions_are_kept(run: Callable[..., list[Result]], session: Session, problem: Problem) -> None:
    run_id = uuid4()
    encoder_id = session.scalars(select(Encoder.id).where(Encoder.is_active)).one()
    plan = Plan(FAST, ("captions",), ("picture",), trials=1, timeout=600, seed=7, encoder="small 1")
    for result in run():
        store_result(session, run_id, encoder_id, problem, plan, result)
    rows = session.scalars(select(ModelResult).where(ModelResult.run_id == run_id)).all()
    assert {(row.model, row.features) for row in rows} == {
        ("constant", "none"), ("caption_similarity", "captions"), ("ridge", "captions"), ("tree", "captions"),
    }  # fmt: skip
    for row in rows:
        assert (row.target, row.split, row.seed) == ("mean", "picture", 7)
        stored = session.execute(
            select(func.count(), func.count(func.distinct(ModelPrediction.fold))).where(
                ModelPrediction.result_id == row.id
            )
        ).one()
        assert tuple(stored) == (len(problem.target), 5)


def test_an_unknown_model_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(BadInput, match=r"no model oracle; there are constant, .*boosting"):
        find_models(["ridge", "oracle"])

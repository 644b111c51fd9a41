"""What `imgsearch compare` asks for, prints and stores, without fitting anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.cli.compare import QUICK_MODELS
from imgsearch.training.zoo import compare as zoo

METRICS: dict[str, float | None] = {
    "mse": 0.012345, "mae": 0.0812, "r2": 0.71234, "spearman": 0.6543, "kendall_tau_c": 55.55, "ece": 0.01239,
    "fit_seconds": 12.34,
}  # fmt: skip
DIFFERENCE: dict[str, float | None] = {
    "mse_difference": 0.002,
    "mse_difference_low": -0.001,
    "mse_difference_high": 0.005,
}
#: Model, columns and split of each result, and its figures.
RESULTS: list[tuple[str, str, str, dict[str, float | None]]] = [
    ("ridge", "captions", "picture", METRICS | DIFFERENCE),
    ("constant", "captions", "picture", dict.fromkeys(METRICS) | {"mse": 0.0727}),
    ("ridge", "captions", "caption", METRICS),
]


class Compared:
    """What was asked for and stored."""

    def __init__(self) -> None:
        self.session = SimpleNamespace(
            rollback=lambda: None, get_bind=lambda: SimpleNamespace(engine=SimpleNamespace(url="url"))
        )
        rated = SimpleNamespace(image_id=np.array([1, 1, 2, 3]))
        self.problem = SimpleNamespace(kept=lambda: np.array([0, 1, 2]), rated=rated, raw_encoder="lite")
        self.asked: list[tuple[object, ...]] = []
        self.plans: list[zoo.Plan] = []
        self.stored: list[tuple[object, ...]] = []

    def read_problem(self, *asked: object) -> object:
        self.asked.append(asked)
        return self.problem

    def run(self, problem: object, plan: zoo.Plan, _storage: object, _progress: object) -> Iterator[zoo.Result]:
        assert problem is self.problem
        self.plans.append(plan)
        nothing: Any = None
        for model, features, split, metrics in RESULTS:
            yield zoo.Result(model, features, split, metrics, {}, nothing, nothing, nothing)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Compared:
    made = Compared()

    @contextmanager
    def open_session() -> Iterator[object]:
        yield made.session

    encoder = SimpleNamespace(name="small", revision="7")
    monkeypatch.setattr("imgsearch.cli.compare.open_session", open_session)
    monkeypatch.setattr("imgsearch.search.read_active_encoder", lambda _session: (4, encoder))
    monkeypatch.setattr("imgsearch.training.pairs.read_rated_pairs", lambda *asked: ("rated", *asked))
    monkeypatch.setattr("imgsearch.training.zoo.data.read_problem", made.read_problem)
    monkeypatch.setattr("imgsearch.training.zoo.compare.compare", made.run)
    monkeypatch.setattr("imgsearch.training.zoo.tuning.open_studies", lambda url: nullcontext(url))
    monkeypatch.setattr("imgsearch.training.zoo.store.store_result", lambda *given: made.stored.append(given))
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["compare", *arguments])


def test_each_result_is_stored_and_printed_below_its_heading(compared: Compared) -> None:
    done = run("--target", "majority", "--seed", "3")
    assert done.exit_code == 0, done.output
    heading = (
        "  "
        + " " * 22
        + "     MSE     MAE      R2     rho   tau_c     ECE   fit s   MSE less the shipped model's, 95 %"
    )
    figures = "  0.0123  0.0812   0.712   0.654    55.5  0.0124    12.3"
    (run_id,) = {given[1] for given in compared.stored}
    assert isinstance(run_id, UUID)
    assert done.stdout.splitlines() == [
        "3 pairs of 2 pictures, target: majority; raw pictures' vectors by lite",
        "",
        "folds by picture, columns: captions",
        heading,
        f"  {'ridge':<22}{figures}   +0.0020 (-0.0010 .. +0.0050)",
        f"  {'constant':<22}  0.0727" + "       -" * 6,
        "",
        "folds by caption, columns: captions",
        heading,
        f"  {'ridge':<22}{figures}",
        f"stored as run {run_id} in the tables model_result and model_prediction",
    ]
    session, problem, (plan,) = compared.session, compared.problem, compared.plans
    assert compared.asked[0][0] is session
    assert compared.asked[0][2:] == (4, "small", "majority")
    assert [given[0] is session and given[2:5] == (4, problem, plan) for given in compared.stored] == [True] * 3
    assert [(given[5].model, given[5].split) for given in compared.stored] == [  # type: ignore[attr-defined]
        ("ridge", "picture"), ("constant", "picture"), ("ridge", "caption"),
    ]  # fmt: skip
    assert (plan.seed, plan.trials, plan.timeout, plan.encoder) == (3, 8, 300, "small 7")


@pytest.mark.parametrize(
    ("words", "models", "trials"),
    [
        (("--quick",), list(QUICK_MODELS), 1),
        (("--quick", "--models", " ridge , tree,"), ["ridge", "tree"], 1),
        (("--models", "ridge", "--trials", "20"), ["ridge"], 20),
    ],
)
def test_a_quick_look_has_a_few_models_and_one_trial_of_each(
    compared: Compared, words: tuple[str, ...], models: list[str], trials: int
) -> None:
    assert run(*words).exit_code == 0
    (plan,) = compared.plans
    assert ([model.name for model in plan.models], plan.trials) == (models, trials)


def test_columns_and_splits_may_be_chosen(compared: Compared) -> None:
    assert run("--features", "pixels", "--split", "caption", "--timeout", "0").exit_code == 0
    assert run().exit_code == 0
    chosen, every = compared.plans
    assert (chosen.features, chosen.splits, chosen.timeout) == (("pixels",), ("caption",), 0)
    assert (set(every.features), set(every.splits)) == ({"raw", "pixels", "captions"}, {"picture", "caption"})


@pytest.mark.parametrize("words", [("--models", ","), ("--trials", "0"), ("--timeout", "-1"), ("--target", "most")])
def test_what_cannot_be_compared_is_refused(compared: Compared, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2
    assert compared.plans == []

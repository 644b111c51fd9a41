"""Choosing a model's settings inside one outer fold, in a study that Postgres keeps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, func, select
from sqlalchemy.engine import URL

from imgsearch.db import make_engine
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import DatabaseUnavailable, ImgsearchError
from imgsearch.training.situations import Rows
from imgsearch.training.zoo.columns import Table
from imgsearch.training.zoo.data import Fold, Problem
from imgsearch.training.zoo.fitting import Params, Predict, Sample
from imgsearch.training.zoo.models import Model

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.storages import RDBStorage

#: Where Optuna keeps its tables; a migration creates it.
SCHEMA = "optuna"
#: Goes up when what `suggest` asks for, or a column, changes, so that old trials are not taken for new ones.
SEARCH_SPACE = 3
SETTINGS_KEY = "settings"


class Chosen(NamedTuple):
    """The outcome of a study."""

    params: Params
    trials: int
    """Finished trials behind it; 0: the defaults, untried."""


class Budget:
    """Seconds for all tuning, shared out among the studies that are still to come by what a trial of them costs."""

    def __init__(self, seconds: float, cost: float) -> None:
        self._left, self._cost = seconds, cost

    @contextmanager
    def share(self, cost: float) -> Iterator[float]:
        """Seconds that the next study may take; what it leaves goes to the others."""
        start = time.monotonic()
        yield max(self._left, 0.0) * cost / max(self._cost, cost)
        self._left -= time.monotonic() - start
        self._cost -= cost


class Task(NamedTuple):
    """One outer fold with one set of columns."""

    problem: Problem
    table: Table
    """Columns of all pairs, made from what the outer training pairs know."""
    split: str
    features: str
    number: int
    """Of the outer fold, from 0."""
    outer: Fold
    inner: list[Fold]
    """Folds of the outer training pairs."""

    def sample(self, rows: Rows) -> Sample:
        """Pairs that a model may learn from."""
        return Sample(
            table=self.table.take(rows),
            target=self.problem.target[rows],
            groups=self.problem.groups(self.split)[rows],
            experts=self.problem.experts[rows],
            disagreement=self.problem.disagreement[rows],
        )

    def predict(self, predict: Predict, rows: Rows) -> FloatArray:
        """(N,) predictions for some pairs, cut to 0..1."""
        return np.clip(predict(self.table.take(rows)), 0.0, 1.0)


@contextmanager
def open_studies(url: URL) -> Iterator[RDBStorage]:
    """Optuna's storage in a schema of the same database.

    Raises:
        ImgsearchError: the login may not write there, or its owner has not made the tables yet.
        DatabaseUnavailable: the server went away in between.
    """
    import optuna
    from optuna.exceptions import StorageInternalError
    from optuna.storages import RDBStorage

    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            _check_rights(connection)
    finally:
        engine.dispose()
    # Failures are counted in the report; Optuna would print their tracebacks.
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    storage = RDBStorage(
        url.render_as_string(hide_password=False),
        engine_kwargs={"connect_args": {"options": f"-csearch_path={SCHEMA},pg_temp", "connect_timeout": 10}},
    )
    try:
        yield storage
    except StorageInternalError as exc:
        raise DatabaseUnavailable from exc
    finally:
        storage.engine.dispose()


def _check_rights(connection: Connection) -> None:
    """Optuna makes its tables where there are none, which only the owner may: else it would use somebody's own."""
    may_use, may_create = connection.execute(
        select(func.has_schema_privilege(SCHEMA, "USAGE"), func.has_schema_privilege(SCHEMA, "CREATE"))
    ).one()
    if not may_use:
        raise ImgsearchError(
            f"this login may not keep studies in the schema {SCHEMA}; ask the owner to run `imgsearch db grant`"
        )
    if not may_create and connection.scalar(select(func.to_regclass(f"{SCHEMA}.alembic_version"))) is None:
        raise ImgsearchError(
            f"the schema {SCHEMA} has no tables yet, which only the owner of the database may make; "
            "ask the owner to run `imgsearch compare --quick` once"
        )


class TuningSettings(NamedTuple):
    """When a study ends."""

    trials: int
    """Finished trials that are enough; failed and interrupted ones do not count."""
    seconds: float
    """No trial starts later."""
    seed: int
    """Of sampler and models."""


def tune(
    storage: RDBStorage,
    name: str,
    model: Model,
    task: Task,
    settings: TuningSettings,
    on_trial: Callable[[], None] = lambda: None,
) -> Chosen:
    """Continue a study until it has as many finished trials as asked for.

    Args:
        storage: from open_studies.
        name: of the study; the same name goes on with the same trials.
        model: what to tune.
        task: what to tune it on.
        settings: when to stop.
        on_trial: called after each trial.
    """
    import optuna

    study = optuna.create_study(
        storage=storage, study_name=name, load_if_exists=True, pruner=optuna.pruners.MedianPruner(n_startup_trials=1)
    )
    # A sampler that starts over with the same seed would draw the same settings again.
    study.sampler = optuna.samplers.TPESampler(seed=settings.seed + len(study.trials), n_startup_trials=4)
    finished = count_finished(study)
    # A call that ran out of time leaves its first trial waiting.
    if finished == 0 and not study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.WAITING,)):
        study.enqueue_trial(model.defaults)
    if finished < settings.trials:
        study.optimize(
            _objective(model, task, settings.seed),
            n_trials=settings.trials - finished,
            timeout=settings.seconds,
            callbacks=[lambda _study, _trial: on_trial()],
            catch=(ValueError, ArithmeticError, RuntimeError, MemoryError),
        )
    complete = study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,))
    if not complete:
        return Chosen(model.defaults, 0)
    best: dict[str, Any] = study.best_trial.user_attrs[SETTINGS_KEY]
    return Chosen(best, count_finished(study))


def _objective(model: Model, task: Task, seed: int) -> Callable[[Trial], float]:
    """The mean squared error over the inner folds; a trial that promises nothing is pruned."""
    import optuna

    assert model.suggest is not None
    suggest = model.suggest

    def objective(trial: Trial) -> float:
        params = suggest(trial)
        trial.set_user_attr(SETTINGS_KEY, params)
        errors = []
        for step, fold in enumerate(task.inner):
            predict = model.fit(task.sample(fold.train), params, seed)
            errors.append(np.mean((task.predict(predict, fold.test) - task.problem.target[fold.test]) ** 2))
            trial.report(float(np.mean(errors)), step)
            if step + 1 < len(task.inner) and trial.should_prune():
                raise optuna.TrialPruned
        return float(np.mean(errors))

    return objective


def count_finished(study: Study) -> int:
    """Trials that were completed or pruned."""
    from optuna.trial import TrialState

    return len(study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED)))

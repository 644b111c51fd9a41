"""`imgsearch compare`: which model predicts the experts' rating best."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.numbers import SEED, Number, WholeNumber
from imgsearch.cli.target import target_option
from imgsearch.counted import counted
from imgsearch.extras import require

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from imgsearch.training.zoo.compare import Plan
    from imgsearch.training.zoo.data import Problem

#: Enough for a look at whether everything works.
QUICK_MODELS = ("constant", "cosine", "ridge", "tree", "shipped")
FIGURES = (
    ("mse", "MSE", 8, 4),
    ("mae", "MAE", 8, 4),
    ("r2", "R2", 8, 3),
    ("spearman", "rho", 8, 3),
    ("kendall_tau_c", "tau_c", 8, 1),
    ("ece", "ECE", 8, 4),
    ("fit_seconds", "fit s", 8, 1),
)


def split_names(_context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names between commas."""
    names = tuple(name.strip() for name in (value or "").split(",") if name.strip())
    if value is not None and not names:
        raise click.BadParameter("names no model", param=parameter)
    return names


@click.command()
@click.option(
    "--models", callback=split_names, help="Names separated by commas; `all` includes variants of the shipped model."
)
@click.option(
    "--features", type=click.Choice(["raw", "pixels", "captions"]), multiple=True, help="Only this set of columns."
)
@click.option("--split", "splits", type=click.Choice(["picture", "caption"]), multiple=True, help="Only this split.")
@target_option
@click.option("--trials", type=WholeNumber(1), default=8, show_default=True, help="Trials for each model in each fold.")
@click.option("--timeout", type=Number(0), default=300, show_default=True, help="Seconds for all tuning together.")
@click.option("--seed", default=0, show_default=True, type=SEED, help="Seed of folds, sampler and models.")
@click.option("--quick", is_flag=True, help="A few fast models, one trial each.")
def compare(
    models: tuple[str, ...],
    features: tuple[str, ...],
    splits: tuple[str, ...],
    target: str,
    trials: int,
    timeout: float,
    seed: int,
    quick: bool,
) -> None:
    """Compare models that predict the experts' rating, and store the results in the database.

    Reported are five outer folds by picture, and again by caption. Settings are tuned inside them, in studies that the
    database stores, so an interrupted call resumes.

    \b
    Example: imgsearch compare --models ridge,boosting,shipped --trials 20
    """
    require("train")
    from imgsearch.search import read_active_encoder
    from imgsearch.training.pairs import read_rated_pairs
    from imgsearch.training.zoo.compare import Plan
    from imgsearch.training.zoo.data import SPLITS, read_problem
    from imgsearch.training.zoo.models import LEARNED_FROM, find_models

    chosen = find_models(models or (QUICK_MODELS if quick else ()))
    with open_session() as session:
        encoder_id, encoder = read_active_encoder(session)
        rated = read_rated_pairs(session, encoder_id, encoder)
        problem = read_problem(session, rated, encoder_id, encoder.name, target)
        session.rollback()
        plan = Plan(
            models=chosen,
            features=features or LEARNED_FROM,
            splits=splits or SPLITS,
            trials=1 if quick else trials,
            timeout=timeout,
            seed=seed,
            encoder=f"{encoder.name} {encoder.revision}",
        )
        kept = problem.kept()
        pictures = len(set(problem.rated.image_id[kept].tolist()))
        echo(
            f"{counted(len(kept), 'pair')} of {counted(pictures, 'picture')}, target: {target}; "
            f"raw pictures' vectors by {problem.raw_encoder}"
        )
        run_id = _run(session, problem, plan, encoder_id)
    echo(f"stored as run {run_id} in the tables model_result and model_prediction")


def _run(session: Session, problem: Problem, plan: Plan, encoder_id: int) -> UUID:
    """Store and print each result as it comes; the run's id."""
    from tqdm import tqdm

    from imgsearch.cli.progress import bars
    from imgsearch.training.zoo.compare import compare as run
    from imgsearch.training.zoo.store import store_result
    from imgsearch.training.zoo.tuning import open_studies

    run_id = uuid4()
    heading = None
    with open_studies(session.get_bind().engine.url) as storage, bars() as progress:
        for result in run(problem, plan, storage, progress):
            store_result(session, run_id, encoder_id, problem, plan, result)
            if heading != (heading := (result.split, result.features)):
                tqdm.write(_heading(*heading))
            tqdm.write(_line(result.model, result.metrics))
    return run_id


def _heading(split: str, features: str) -> str:
    columns = "".join(f"{label:>{width}}" for _, label, width, _ in FIGURES)
    return f"\nfolds by {split}, columns: {features}\n  {'':<22}{columns}   MSE less the shipped model's, 95 %"


def _line(model: str, metrics: dict[str, float | None]) -> str:
    cells = []
    for name, _, width, digits in FIGURES:
        value = metrics[name]
        cells.append(f"{'-':>{width}}" if value is None else f"{value:>{width}.{digits}f}")
    difference = ""
    if "mse_difference" in metrics:
        middle, low, high = (metrics[f"mse_difference{end}"] for end in ("", "_low", "_high"))
        difference = f"   {middle:+.4f} ({low:+.4f} .. {high:+.4f})"
    return f"  {model:<22}{''.join(cells)}{difference}"

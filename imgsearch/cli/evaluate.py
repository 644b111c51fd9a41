"""`imgsearch evaluate`: how good it is, from the tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.numbers import SEED, WholeNumber
from imgsearch.cli.target import target_option
from imgsearch.extras import require

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from imgsearch.evaluation.against import Difference
    from imgsearch.evaluation.run import EvaluationResult
    from imgsearch.evaluation.store import Figure

COLUMNS = ("mse", "mae", "r2", "spearman", "ece", "tau_c", "tau_b", "ndcg_10")
SPLIT_TITLES = {
    "picture": "five folds that share no picture",
    "caption": "five folds that share no caption",
    "unseen": "pictures that the stored regressor never saw",
}
RECALL_COLUMNS = ("recall_1", "recall_5", "recall_10", "median_rank")
BOUNDS = {"2.5 %": "low", "97.5 %": "high"}


@click.command()
@click.option("--seed", default=0, show_default=True, type=SEED, help="Seed of folds, models and resampling.")
@click.option(
    "--resamples",
    type=WholeNumber(0, 10_000),
    default=200,
    show_default=True,
    help="Bootstrap resamples of pictures for the intervals; 0 omits the intervals.",
)
@target_option
@click.option(
    "--against", type=WholeNumber(1), metavar="NUMBER", help="Also test each difference from that evaluation."
)
@click.option(
    "--stored",
    type=WholeNumber(1),
    metavar="NUMBER",
    help="Take that evaluation instead of measuring; with --against.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every figure with its 95 % interval as JSON.")
def evaluate(seed: int, resamples: int, target: str, against: int | None, stored: int | None, as_json: bool) -> None:
    """Measure the match score and the retrieval on what is in the database, and store the figures.

    The score is measured out of fold: on pictures, or captions, that it was not trained on. The figures are in the
    table evaluation_figure; views named evaluation_... compute them in SQL. Errors are measured against the experts'
    mean, whatever the folds learn. --against says of each figure that both evaluations have for the same pairs or
    queries whether they differ by more than chance (paired randomisation test, pictures shuffled).

    \b
    Examples:
      imgsearch evaluate
      imgsearch evaluate --against 3
      imgsearch evaluate --stored 4 --against 3
    """
    if stored is not None and against is None:
        raise click.UsageError("--stored needs --against")
    if stored is None:
        require("train")
    result, differences = None, []
    with open_session() as session:
        if against is not None:
            _check(session, against)  # before minutes of measuring
        if stored is None:
            result = _measure(session, seed, resamples, target)
        measured = stored or (result.evaluation_id if result else 0)
        if against is not None:
            differences = _compare(session, measured, against, seed)
    if as_json:
        echo(json.dumps(_as_json(result, differences), indent=2))
        return
    lines = [f"evaluation {measured}", *figure_lines(result.figures)] if result else []
    lines += difference_lines(measured, against, differences) if against is not None else []
    echo("\n".join(lines))


def _check(session: Session, against: int) -> None:
    from imgsearch.evaluation.against import check_evaluation

    check_evaluation(session, against)
    session.rollback()


def _measure(session: Session, seed: int, resamples: int, target: str) -> EvaluationResult:
    from imgsearch.db.rights import check_may_store
    from imgsearch.evaluation.run import evaluate as measure
    from imgsearch.search import read_models

    check_may_store(session, "evaluation")
    models = read_models(session)
    session.rollback()
    return measure(
        session,
        models,
        seed=seed,
        resamples=resamples,
        progress=lambda line: echo(line, err=True),
        target=target,
    )


def _compare(session: Session, this: int, that: int, seed: int) -> list[Difference]:
    from imgsearch.evaluation.against import compare_evaluations

    return compare_evaluations(session, this, that, seed=seed)


def _as_json(result: EvaluationResult | None, differences: list[Difference]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if result is not None:
        found = {"evaluation": result.evaluation_id, "figures": [figure._asdict() for figure in result.figures]}
    return found | ({"differences": [each._asdict() for each in differences]} if differences else {})


def difference_lines(this: int, that: int, differences: list[Difference]) -> list[str]:
    """The differences of two evaluations as a table for a terminal."""
    heading = f"  {'':<30}{'':<27}{'figure':<12}{'of':>7}{f'no. {this}':>10}{f'no. {that}':>10}{'p':>8}"
    lines = ["", f"evaluation {this} against {that}, on the pairs and queries of both; p: chance alone", heading]
    for each in differences:
        digits = 4 if each.metric == "mse" else 1
        values = f"{each.this:>10.{digits}f}{each.that:>10.{digits}f}{each.p_value:>8.4f}"
        lines.append(f"  {each.split:<30}{each.model:<27}{each.metric:<12}{each.sample_size:>7}{values}")
    return lines


def figure_lines(figures: list[Figure]) -> list[str]:
    """The figures as tables for a terminal."""
    by_key: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in figures:
        by_key.setdefault((figure.split, figure.model), {})[figure.metric] = figure
    lines = []
    for split, title in SPLIT_TITLES.items():
        models = {model: found for (name, model), found in by_key.items() if name == split}
        if models:
            lines += [
                "",
                f"match score, {title}",
                f"  {'':<27}{'pairs':>7}" + "".join(f"{name:>9}" for name in COLUMNS),
            ]
            for model, found in models.items():
                count = max(figure.sample_size for name, figure in found.items() if name in ("spearman", "mse"))
                lines.append(f"  {model:<27}{count:>7}" + "".join(_cell(found.get(name)) for name in COLUMNS))
                if any(figure.low is not None for figure in found.values()):
                    lines += [
                        f"  {mark:>29}" + "".join(_bound(found.get(name), mark) for name in COLUMNS) for mark in BOUNDS
                    ]
    ranked = {key: found for key, found in by_key.items() if "recall_1" in found}
    if ranked:
        lines += [
            "",
            "retrieval, percent of queries",
            f"  {'':<30}{'':<24}{'queries':>8}      R@1      R@5     R@10   median",
        ]
        for (query_set, ranking), found in sorted(ranked.items()):
            cells = "".join(_cell(found.get(name)) for name in RECALL_COLUMNS)
            lines.append(f"  {query_set:<30}{ranking:<24}{found['recall_1'].sample_size:>8}{cells}")
    others = [figure for key, found in by_key.items() if key[0] == "searches" for figure in found.values()]
    if others:
        lines += ["", "searches"]
        lines += [
            f"  {figure.model + ', ' + figure.metric:<54}{figure.sample_size:>8}{_cell(figure)}" for figure in others
        ]
    return lines


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return f"{'':>9}"
    is_percent = figure.metric.startswith(("tau", "recall", "median"))
    return f"{figure.value:>9.1f}" if is_percent else f"{figure.value:>9.4f}"


def _bound(figure: Figure | None, mark: str) -> str:
    value = getattr(figure, BOUNDS[mark]) if figure is not None else None
    return _cell(figure._replace(value=value)) if figure is not None and value is not None else f"{'':>9}"

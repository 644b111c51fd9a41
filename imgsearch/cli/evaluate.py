"""`imgsearch evaluate`: how good it is, from the tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.target import target_option
from imgsearch.extras import require

if TYPE_CHECKING:
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
@click.option("--seed", default=0, show_default=True, help="Seed of folds, models and resampling.")
@click.option(
    "--resamples",
    type=click.IntRange(0, 10_000),
    default=200,
    show_default=True,
    help="Bootstrap resamples of pictures for the intervals; 0 omits the intervals.",
)
@target_option
@click.option("--json", "as_json", is_flag=True, help="Print every figure with its 95 % interval as JSON.")
def evaluate(seed: int, resamples: int, target: str, as_json: bool) -> None:
    """Measure the match score and the retrieval on what is in the database, and store the figures.

    The score is measured out of fold: on pictures, or captions, that it was not trained on. The figures are in the
    table evaluation_figure; views named evaluation_... compute them in SQL. Errors are measured against the experts'
    mean, whatever the folds learn.

    Example: imgsearch evaluate
    """
    require("train")
    from imgsearch.evaluation.run import evaluate as measure
    from imgsearch.search import read_models

    with open_session() as session:
        models = read_models(session)
        session.rollback()
        result = measure(
            session,
            models,
            seed=seed,
            resamples=resamples,
            progress=lambda line: echo(line, err=True),
            target=target,
        )
    if as_json:
        figures = [figure._asdict() for figure in result.figures]
        echo(json.dumps({"evaluation": result.evaluation_id, "figures": figures}, indent=2))
        return
    echo("\n".join([f"evaluation {result.evaluation_id}", *figure_lines(result.figures)]))


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

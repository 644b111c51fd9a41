"""`imgsearch evaluate`: how good it is, from the tables."""

from __future__ import annotations

import json

import click

from imgsearch.cli.database import open_session
from imgsearch.db import map_errors


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(as_json: bool) -> None:
    """Print the regressor's out-of-fold errors and how well the test queries find their pictures.

    Example: imgsearch evaluate
    """
    from imgsearch.evaluation.queries import evaluate_test_queries
    from imgsearch.search import read_models

    with open_session() as session, map_errors():
        models = read_models(session)
        found = evaluate_test_queries(session, models)
    card = models.regressor.card if models.regressor is not None else None
    if as_json:
        rows = [{**entry._asdict(), "recall": entry.recall._asdict()} for entry in found]
        click.echo(json.dumps({"regressor": card and card["metrics"], "test_queries": rows}, indent=2))
        return
    if card is not None:
        click.echo("regressor, mean squared error against the mean of three experts, five folds by picture")
        for name, value in card["metrics"].items():
            click.echo(f"  {name.removeprefix('mse_').replace('_', ' '):<24}{value:.4f}")
    click.echo("test queries: recall in their gallery, percent")
    click.echo("  ranking   scope     queries  pictures   R@1    R@5   R@10  median rank")
    for entry in found:
        click.echo(
            f"  {entry.ranking:<10}{entry.scope:<10}{entry.query_count:>7}{entry.picture_count:>10}"
            f"{entry.recall.at_1:>6.1f}{entry.recall.at_5:>7.1f}{entry.recall.at_10:>7.1f}{entry.recall.median_rank:>13.0f}"
        )

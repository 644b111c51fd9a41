"""Results of compared models on the page on models."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.reports.document import Plot, Table
from imgsearch.reports.models import compose_models, read_models_data
from imgsearch.reports.models.sheets import Sheets
from imgsearch.tables import Caption, ModelPrediction, ModelResult


@pytest.fixture
def results(session: Session, gallery: dict[str, int]) -> dict[str, int]:
    """Two models by picture, one of them measured twice, and one for another target."""
    found: dict[str, int] = {}
    difference = {"mse_difference": 0.002, "mse_difference_low": 0.001, "mse_difference_high": 0.003}
    for key, model, target, mse in (
        ("old", "ridge", "mean", 0.5),
        ("ridge", "ridge", "mean", 0.018),
        ("shipped", "shipped", "mean", 0.016),
        ("majority", "shipped", "majority", 0.001),
    ):
        metrics = {"mse": mse, "mae": 0.1, "r2": 0.7, "spearman": 0.8, "kendall_tau_c": 55.55, "ece": 0.01}
        row = {"model": model, "features": "captions", "target": target, "split": "picture", "params": {}, "seed": 0}
        row |= {"run_id": uuid4(), "data_fingerprint": "", "metrics": metrics | (difference if key == "ridge" else {})}
        found[key] = session.execute(insert(ModelResult).values(**row).returning(ModelResult.id)).scalar_one()
    captions = {row.caption_key: row.id for row in session.execute(select(Caption.caption_key, Caption.id))}
    for name, key, predicted in (("dog.jpg", "dog.jpg#0", 0.9), ("girl.jpg", "girl.jpg#1", 0.2)):
        pair = {"image_id": gallery[name], "caption_id": captions[key], "is_hidden": name == "girl.jpg", "fold": 0}
        session.execute(insert(ModelPrediction).values(**pair, result_id=found["ridge"], predicted=predicted))
    session.commit()
    return found


def test_newest_results_for_the_mean_are_listed_best_first(session: Session, results: dict[str, int]) -> None:
    report = compose_models(read_models_data(session), Sheets([], {}))
    section = next(section for section in report.sections if section.title == "Other models")
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert [tuple(row) for row in tables[0].rows] == [
        ("shipped", "captions", "0.0160", "0.1000", "0.700", "0.800", "55.5", "0.0100", None),
        ("ridge", "captions", "0.0180", "0.1000", "0.700", "0.800", "55.5", "0.0100", "+0.0020 (+0.0010 to +0.0030)"),
    ]


def test_predictions_of_results_are_drawn(session: Session, results: dict[str, int]) -> None:
    data = read_models_data(session)
    assert data.result_predictions[["result_id", "caption_key", "predicted"]].to_numpy().tolist() == [
        [results["ridge"], "dog.jpg#0", 0.9],
        [results["ridge"], "girl.jpg#1", 0.2],
    ]
    report = compose_models(data, Sheets([], {}))
    drawn = {b.name for section in report.sections for b in section.blocks if isinstance(b, Plot)}
    assert drawn == {"compared-mse", "reliability-others", "predicted-others"}

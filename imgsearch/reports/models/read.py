"""Reading what the page on models needs: stored figures and out-of-fold predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex
from imgsearch.minors import mentions_minors
from imgsearch.pictures.known import KnownFile
from imgsearch.queries import model_report as statements
from imgsearch.queries import report
from imgsearch.reports.models.examples import Examples, pick_examples

#: The regressor's models for English queries, and what they are compared with.
SCORED = ("captions", "pixels")
SPLITS = ("picture", "caption", "unseen")

NONE = pd.DataFrame({"result_id": []})

Row = Mapping[str, Any]


class Figure(NamedTuple):
    """A stored figure with its 95 % interval over pictures."""

    value: float
    low: float | None
    high: float | None
    sample_size: int


@dataclass
class ModelsData:
    """Everything on the page but the sheets of test queries."""

    evaluation: Row | None
    """The newest run of imgsearch evaluate."""
    figures: dict[tuple[str, str, str], Figure]
    """Split, model, metric -> figure; for retrieval, set of queries, direction and ranking, metric."""
    calibration: pd.DataFrame
    nothing: pd.DataFrame
    predictions: pd.DataFrame
    """model, image_id, caption_key, predicted, rating: of the regressor, split by picture."""
    history: pd.DataFrame
    """id, evaluated_at, encoder, regressor, model, value, low, high: the error of every run, oldest first."""
    results: list[Row]
    """The newest result of each compared model."""
    result_predictions: pd.DataFrame
    """result_id, image_id, caption_key, predicted, rating: of compared models, split by picture."""
    examples: dict[str, Examples] = field(default_factory=dict)
    """Model -> its best and worst predictions."""
    pictures: dict[int, tuple[str, KnownFile]] = field(default_factory=dict)
    """Id -> name and file, of those that may be shown."""
    captions: dict[str, str] = field(default_factory=dict)
    """Key -> text, of those that may be shown."""
    sees_flagged: bool = True
    """Whether what is worked out from single predictions covers flagged pictures too; stored figures always do."""


def read_models_data(session: Session) -> ModelsData:
    """Read the newest evaluation and the newest results of every compared model, in transactions that end here.

    Raises:
        EmptyIndex: nothing was measured yet.
    """
    evaluation = session.execute(statements.select_newest_evaluation()).mappings().one_or_none()
    results: list[Row] = []
    if session.scalar(statements.select_has_results()):
        results = [dict(row) for row in session.execute(statements.select_newest_results()).mappings()]
    if evaluation is None and not results:
        raise EmptyIndex("nothing was measured yet; run `imgsearch evaluate` or `imgsearch compare`")
    evaluation_id = 0 if evaluation is None else int(evaluation["id"])
    by_picture = [int(row["id"]) for row in results if row["split"] == "picture"]
    data = ModelsData(
        evaluation=None if evaluation is None else dict(evaluation),
        figures={
            (row.split, row.model, row.metric): Figure(row.value, row.low, row.high, row.sample_size)
            for row in session.execute(statements.select_evaluation_figures(evaluation_id))
        },
        calibration=_frame(session, statements.select_calibration(evaluation_id)),
        nothing=_frame(session, statements.select_nothing(evaluation_id)),
        predictions=_frame(session, statements.select_match_predictions(evaluation_id, SCORED)),
        history=_frame(session, statements.select_error_history(SCORED)),
        results=results,
        result_predictions=_frame(session, statements.select_result_predictions(by_picture)) if results else NONE,
        sees_flagged=bool(session.scalar(report.select_sees_flagged())),
    )
    _read_examples(session, data)
    session.rollback()
    return data


def _read_examples(session: Session, data: ModelsData) -> None:
    """Choose the best and worst predictions among the pairs that may be shown, as a role that sees no others."""
    session.rollback()
    session.execute(report.select_safe_role())
    frame = data.predictions
    ids = {int(image_id) for image_id in frame["image_id"].unique()}
    for row in session.execute(report.select_shown_pictures(ids)):
        data.pictures[row.id] = (row.name, KnownFile(row.path, row.sha256))
    for row in session.execute(report.select_shown_captions(set(frame["caption_key"]))):
        # The picture of a rated text may not be loaded, so that nothing in the database hides the text.
        if not mentions_minors(row.text):
            data.captions[row.caption_key] = row.text
    shown = frame[frame["image_id"].isin(list(data.pictures)) & frame["caption_key"].isin(list(data.captions))]
    data.examples = {str(model): pick_examples(rows) for model, rows in shown.groupby("model")}


def of_split(data: ModelsData, split: str) -> dict[str, dict[str, Figure]]:
    """Model -> metric -> figure, of one split or set of queries."""
    found: dict[str, dict[str, Figure]] = {}
    for (name, model, metric), figure in data.figures.items():
        if name == split:
            found.setdefault(model, {})[metric] = figure
    return found


def _frame(session: Session, statement: Any) -> pd.DataFrame:  # noqa: ANN401 (any select)
    rows = session.execute(statement)
    return pd.DataFrame(rows.all(), columns=list(rows.keys()))

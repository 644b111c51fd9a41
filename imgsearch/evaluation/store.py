"""Keeping an evaluation in the tables, and reading its figures back from the views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Double, Integer, String, column, delete, insert, select, table
from sqlalchemy.orm import Session

from imgsearch.db.staging import analyze, begin_batch, stage
from imgsearch.evaluation.judged import JudgedPairs, Predictions
from imgsearch.evaluation.queries import RankedQuery
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Evaluation, EvaluationFigure, Image, MatchPrediction, RetrievalRank

#: View -> metric -> its column.
PAIR_VIEWS = {
    "evaluation_error": ("pairs", {"mse": "mse", "mae": "mae", "r2": "r2", "spearman": "spearman"}),
    "evaluation_calibration_error": ("pairs", {"ece": "ece"}),
    "evaluation_tau_c": ("ratings", {"tau_c": "tau_c"}),
    "evaluation_tau_b": ("pairs", {"tau_b": "tau_b"}),
    "evaluation_ndcg": ("queries", {"ndcg_10": "ndcg_10"}),
}


class Figure(NamedTuple):
    """One figure with its bootstrap interval over pictures."""

    split: str
    model: str
    metric: str
    value: float
    sample_size: int
    low: float | None = None
    high: float | None = None


class EvaluationRun(NamedTuple):
    """What is evaluated, and how."""

    encoder: str
    """Name and revision."""
    regressor_id: int | None
    regressor: Regressor | None
    data_fingerprint: str
    seed: int
    settings: dict[str, Any]


def begin_evaluation(session: Session, run: EvaluationRun) -> int:
    """Insert the run, and drop the predictions and ranks of earlier runs of the same models; their figures stay.

    Returns:
        The run's id.
    """
    begin_batch(session)  # a picture that is flagged meanwhile would break the foreign key, and cost the whole run
    revision = sha256(run.regressor.to_bytes()).hexdigest()[:12] if run.regressor is not None else "none"
    earlier = select(Evaluation.id).where(Evaluation.encoder == run.encoder, Evaluation.regressor == revision)
    for owner in (MatchPrediction, RetrievalRank):
        session.execute(delete(owner).where(owner.evaluation_id.in_(earlier)))
    evaluation_id: int = session.execute(
        insert(Evaluation)
        .values(
            encoder=run.encoder,
            regressor_id=run.regressor_id,
            regressor=revision,
            data_fingerprint=run.data_fingerprint,
            seed=run.seed,
            settings=run.settings | {"versions": {name: version(name) for name in ("numpy", "scikit-learn", "scipy")}},
        )
        .returning(Evaluation.id)
    ).scalar_one()
    return evaluation_id


def store_predictions(session: Session, evaluation_id: int, judged: JudgedPairs, predictions: Predictions) -> None:
    """Copy the predictions of one model into match_prediction."""
    _copy(
        session,
        MatchPrediction,
        {"split": String, "model": String, "image_id": BigInteger, "caption_key": String, "predicted": Double},
        (
            (
                predictions.split,
                predictions.model,
                int(judged.rated.image_id[row]),
                judged.caption_key[row],
                float(predicted),
            )
            for row, predicted in zip(predictions.rows.tolist(), predictions.predicted, strict=True)
        ),
        evaluation_id,
    )


def store_ranks(session: Session, evaluation_id: int, ranked: Iterable[RankedQuery]) -> None:
    """Copy the ranks of queries into retrieval_rank."""
    columns = {
        "query_set": String, "scope": String, "direction": String, "ranking": String, "query_key": String,
        "image_id": BigInteger, "rank": Integer,
    }  # fmt: skip
    _copy(session, RetrievalRank, columns, ranked, evaluation_id)


def read_figures(session: Session, evaluation_id: int) -> list[Figure]:
    """Every figure of a run as the views compute it, without intervals; always in the same order."""
    figures = []
    for view, (count, metrics) in PAIR_VIEWS.items():
        names = ("evaluation_id", "split", "model", count, *metrics.values())
        source = table(view, *(column(name) for name in names))
        own = select(source).where(source.c.evaluation_id == evaluation_id).order_by(source.c.split, source.c.model)
        for row in session.execute(own).mappings():
            for metric, name in metrics.items():
                if row[name] is not None and _means_something(row["model"], metric):
                    figures.append(Figure(row["split"], row["model"], metric, float(row[name]), int(row[count])))
    names = (
        "query_set",
        "scope",
        "direction",
        "ranking",
        "queries",
        "recall_1",
        "recall_5",
        "recall_10",
        "median_rank",
    )
    source = table("evaluation_recall", column("evaluation_id"), *(column(name) for name in names))
    own = select(source).where(source.c.evaluation_id == evaluation_id)
    ranked = own.order_by(source.c.query_set, source.c.scope, source.c.direction, source.c.ranking)
    for row in session.execute(ranked).mappings():
        for metric in ("recall_1", "recall_5", "recall_10", "median_rank"):
            split, model = f"{row['query_set']}, {row['scope']}", f"{row['direction']}, {row['ranking']}"
            figures.append(Figure(split, model, metric, float(row[metric]), int(row["queries"])))
    return figures


def _means_something(model: str, metric: str) -> bool:
    """A similarity is no score to have errors, and a constant ranks nothing."""
    is_error = metric in ("mse", "mae", "r2", "ece")
    return is_error if model == "constant" else not (is_error and model in ("cosine", "caption_similarity"))


def store_figures(session: Session, evaluation_id: int, figures: Sequence[Figure]) -> None:
    """Insert the figures of a run."""
    if figures:
        session.execute(
            insert(EvaluationFigure), [{"evaluation_id": evaluation_id, **figure._asdict()} for figure in figures]
        )


def _copy(
    session: Session,
    target: type[MatchPrediction] | type[RetrievalRank],
    columns: dict[str, Any],
    rows: Iterable[Sequence[object]],
    evaluation_id: int,
) -> None:
    """COPY rows into staging, then insert them with the run and the picture's flag."""
    staged = stage(session, f"staged_{target.__tablename__}", columns, rows)
    names = ["evaluation_id", "is_hidden", *columns]
    source = select(
        select(Evaluation.id).where(Evaluation.id == evaluation_id).scalar_subquery(),
        Image.is_hidden,
        *(staged.c[name] for name in columns),
    ).join(Image, Image.id == staged.c.image_id)
    session.execute(insert(target).from_select(names, source))
    staged.drop(session.connection())
    analyze(session, target.__table__)

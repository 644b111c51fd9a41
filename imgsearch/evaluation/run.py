"""One evaluation: predict, rank, store, and read the figures back from the views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex
from imgsearch.evaluation.bootstrap import Interval, intervals, ndcg_interval, recall_intervals
from imgsearch.evaluation.judged import JudgedPairs, Predictions, predict_judged, read_judged_pairs
from imgsearch.evaluation.nothing import choose_on_training_folds
from imgsearch.evaluation.queries import RankedQuery, rank_queries
from imgsearch.evaluation.sameness import MAXIMUM_QUERIES, same_top
from imgsearch.evaluation.store import (
    EvaluationRun,
    Figure,
    begin_evaluation,
    read_figures,
    store_figures,
    store_predictions,
    store_ranks,
)
from imgsearch.models.loaded import SearchModels
from imgsearch.training.feedback import Feedback, read_feedback
from imgsearch.training.regressor import FOLDS, fingerprint


class EvaluationResult(NamedTuple):
    """A stored evaluation."""

    evaluation_id: int
    figures: list[Figure]


class _Measured(NamedTuple):
    """What the models say of the pairs and queries in the tables."""

    judged: JudgedPairs | None
    """None without ratings."""
    feedback: Feedback | None
    predicted: list[Predictions]
    ranked: list[RankedQuery]


def evaluate(
    session: Session,
    models: SearchModels,
    *,
    seed: int,
    resamples: int,
    progress: Callable[[str], None],
    target: str = "mean",
) -> EvaluationResult:
    """Measure everything that the tables allow, and store it; commits.

    Args:
        session: must be allowed to read flagged pictures' ratings and to write evaluations.
        models: from read_models; the regressor's recipe is what the folds train.
        seed: for folds, boosting and bootstrap.
        resamples: bootstrap resamples of pictures; 0 leaves intervals out.
        progress: called with a line now and then.
        target: what the folds learn, one of TARGETS; errors are against the mean of the experts whatever it is.

    Raises:
        EmptyIndex: there is nothing to measure: too few rated pictures and no queries or captions.
    """
    measured = _measure(session, models, seed=seed, target=target, progress=progress)
    judged, predicted = measured.judged, measured.predicted
    same, asked = same_top(session, models, seed=seed)
    own = [Figure("searches", "first 10", "same_top_10", same, asked)] if asked else []
    own += choose_on_training_folds(judged, predicted, seed=seed) if judged else []
    settings: dict[str, Any] = {"folds": FOLDS, "target": target, "resamples": resamples, "searches": MAXIMUM_QUERIES}
    if measured.feedback is not None:
        settings["feedback"] = measured.feedback.summary()
    run = EvaluationRun(
        encoder=f"{models.encoder.name} {models.encoder.revision}",
        regressor_id=models.regressor_id,
        regressor=models.regressor,
        data_fingerprint=fingerprint(judged.rated) if judged else "",
        seed=seed,
        settings=settings,
    )
    progress("resampling pictures")
    # Before anything is stored: an editor's flag waits for rows of its picture that are not committed.
    bounds = _intervals(measured, resamples=resamples, seed=seed)
    evaluation_id = begin_evaluation(session, run)
    _store_measured(session, evaluation_id, measured)
    figures = [
        figure._replace(**bounds[key]._asdict()) if (key := figure[:3]) in bounds else figure
        for figure in read_figures(session, evaluation_id)
    ] + own
    store_figures(session, evaluation_id, figures)
    session.commit()
    return EvaluationResult(evaluation_id, figures)


def _measure(
    session: Session, models: SearchModels, *, seed: int, target: str, progress: Callable[[str], None]
) -> _Measured:
    """Predict the rated pairs, and rank the queries; writes nothing."""
    too_few: EmptyIndex | None = None
    try:
        judged = read_judged_pairs(session, models.encoder_id, models.encoder)
    except EmptyIndex as exc:
        judged, too_few = None, exc  # retrieval can be measured all the same
        progress(f"the score is not measured: {exc}")
    feedback = (
        read_feedback(session, models.encoder_id, models.encoder, models.caption_encoders, models.regressor)
        if judged
        else None
    )
    session.rollback()
    predicted = (
        list(predict_judged(judged, models.regressor, seed=seed, progress=progress, feedback=feedback, target=target))
        if judged
        else []
    )
    progress("ranking queries")
    ranked = list(rank_queries(session, models))
    session.rollback()
    if not predicted and not ranked:
        raise EmptyIndex(f"there are no test queries and no pictures' own captions to measure with, and {too_few}")
    return _Measured(judged, feedback, predicted, ranked)


def _store_measured(session: Session, evaluation_id: int, measured: _Measured) -> None:
    for predictions in measured.predicted:
        assert measured.judged is not None
        store_predictions(session, evaluation_id, measured.judged, predictions)
    store_ranks(session, evaluation_id, measured.ranked)


def _intervals(measured: _Measured, *, resamples: int, seed: int) -> dict[tuple[str, str, str], Interval]:
    import numpy as np

    judged = measured.judged
    found: dict[tuple[str, str, str], Interval] = {}
    if not resamples:
        return found
    for predictions in measured.predicted:
        assert judged is not None
        key = (predictions.split, predictions.model)
        for metric, interval in intervals(judged, predictions, resamples=resamples, seed=seed).items():
            found[(*key, metric)] = interval
        if predictions.model != "constant":
            found[(*key, "ndcg_10")] = ndcg_interval(judged, predictions, resamples=resamples, seed=seed)
    groups: dict[tuple[str, str], list[RankedQuery]] = {}
    for row in measured.ranked:
        groups.setdefault((f"{row.query_set}, {row.scope}", f"{row.direction}, {row.ranking}"), []).append(row)
    for key, rows in groups.items():
        images, ranks = np.array([row.image_id for row in rows]), np.array([row.rank for row in rows])
        for metric, interval in recall_intervals(images, ranks, resamples=resamples, seed=seed).items():
            found[(*key, metric)] = interval
    return found

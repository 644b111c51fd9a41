"""Statements that the page on models reads from."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import LargeBinary, column, func, literal, select, table
from sqlalchemy.dialects.postgresql import distinct_on

from imgsearch.queries import AnySelect
from imgsearch.queries.captions import vector_of_caption
from imgsearch.queries.ratings import select_image_vectors
from imgsearch.tables import (
    Caption,
    CaptionEmbedding,
    Evaluation,
    EvaluationFigure,
    Image,
    MatchPrediction,
    MatchRating,
    TestQuery,
)

_CALIBRATION = ("evaluation_id", "split", "model", "bin", "pairs", "mean_predicted", "mean_rating")
_NOTHING = (
    "evaluation_id", "split", "model", "threshold", "absent_queries", "absent_answered_nothing", "present_queries",
    "present_lost",
)  # fmt: skip
_RESULT = ("id", "model", "features", "target", "split", "metrics")
model_result = table("model_result", *map(column, _RESULT))
model_prediction = table("model_prediction", *map(column, ("result_id", "image_id", "caption_id", "predicted")))
#: Views of the database, whose figures are those of all pictures that the login may see.
calibration = table("evaluation_calibration", *map(column, _CALIBRATION))
nothing = table("evaluation_nothing", *map(column, _NOTHING))


def select_newest_evaluation() -> AnySelect:
    """The newest run of imgsearch evaluate."""
    return (
        select(Evaluation.id, Evaluation.encoder, Evaluation.regressor, Evaluation.settings, Evaluation.evaluated_at)
        .order_by(Evaluation.id.desc())
        .limit(1)
    )


def select_error_history(models: Collection[str]) -> AnySelect:
    """The mean squared error of models in every run, on pictures that they were not trained on, oldest first."""
    return (
        select(
            Evaluation.id,
            Evaluation.evaluated_at,
            Evaluation.encoder,
            Evaluation.regressor,
            EvaluationFigure.model,
            EvaluationFigure.value,
            EvaluationFigure.low,
            EvaluationFigure.high,
        )
        .join(EvaluationFigure, EvaluationFigure.evaluation_id == Evaluation.id)
        .where(
            EvaluationFigure.split == "picture",
            EvaluationFigure.metric == "mse",
            EvaluationFigure.model.in_(models),
        )
        .order_by(Evaluation.id, EvaluationFigure.model)
    )


def select_evaluation_figures(evaluation_id: int) -> AnySelect:
    """Every figure of a run."""
    return (
        select(
            EvaluationFigure.split,
            EvaluationFigure.model,
            EvaluationFigure.metric,
            EvaluationFigure.value,
            EvaluationFigure.low,
            EvaluationFigure.high,
            EvaluationFigure.sample_size,
        )
        .where(EvaluationFigure.evaluation_id == evaluation_id)
        .order_by(EvaluationFigure.split, EvaluationFigure.model, EvaluationFigure.metric)
    )


def select_calibration(evaluation_id: int) -> AnySelect:
    """Mean score and mean rating in ten bins of the score, of folds by picture."""
    return (
        select(*(calibration.c[name] for name in _CALIBRATION[2:]))
        .where(calibration.c.evaluation_id == evaluation_id, calibration.c.split == "picture")
        .order_by(calibration.c.model, calibration.c.bin)
    )


def select_nothing(evaluation_id: int) -> AnySelect:
    """For each threshold how many queries are rightly and wrongly answered with nothing, of folds by picture."""
    return (
        select(*(nothing.c[name] for name in _NOTHING[2:]))
        .where(nothing.c.evaluation_id == evaluation_id, nothing.c.split == "picture")
        .order_by(nothing.c.model, nothing.c.threshold)
    )


def select_match_predictions(evaluation_id: int, models: Collection[str]) -> AnySelect:
    """Out-of-fold scores of pairs that experts rated, of folds by picture."""
    return (
        select(
            MatchPrediction.model,
            MatchPrediction.image_id,
            MatchPrediction.caption_key,
            MatchPrediction.predicted,
            MatchRating.expert_mean.label("rating"),
        )
        .join(
            MatchRating,
            (MatchRating.image_id == MatchPrediction.image_id)
            & (MatchRating.caption_key == MatchPrediction.caption_key),
        )
        .where(
            MatchPrediction.evaluation_id == evaluation_id,
            MatchPrediction.split == "picture",
            MatchPrediction.model.in_(models),
            MatchRating.expert_mean.is_not(None),
        )
        .order_by(MatchPrediction.model, MatchPrediction.image_id, MatchPrediction.caption_key)
    )


def select_has_results() -> AnySelect:
    """Whether the table of compared models is there."""
    return select(func.to_regclass("model_result").is_not(None))


def select_newest_results() -> AnySelect:
    """The newest result of each compared model on each set of columns, for each split, target: the mean of three."""
    key = (model_result.c.split, model_result.c.features, model_result.c.model)
    return (
        select(model_result.c.id, *key, model_result.c.metrics)
        .ext(distinct_on(*key))
        .where(model_result.c.target == "mean")
        .order_by(*key, model_result.c.id.desc())
    )


def select_result_predictions(result_ids: Collection[int]) -> AnySelect:
    """Out-of-fold predictions of compared models with the experts' mean."""
    return (
        select(
            model_prediction.c.result_id,
            model_prediction.c.image_id,
            Caption.caption_key,
            model_prediction.c.predicted,
            MatchRating.expert_mean.label("rating"),
        )
        .select_from(model_prediction)
        .join(Caption, Caption.id == model_prediction.c.caption_id)
        .join(
            MatchRating,
            (MatchRating.image_id == model_prediction.c.image_id) & (MatchRating.caption_key == Caption.caption_key),
        )
        .where(model_prediction.c.result_id.in_(result_ids), MatchRating.expert_mean.is_not(None))
        .order_by(model_prediction.c.result_id, model_prediction.c.image_id, Caption.caption_key)
    )


def select_asked_queries() -> AnySelect:
    """Test queries for pictures that may be shown, by picture."""
    return (
        select(TestQuery.query_key, TestQuery.text, TestQuery.image_id, Image.gallery)
        .join(Image, Image.id == TestQuery.image_id)
        .where(~TestQuery.is_hidden, ~Image.is_hidden)
        .order_by(TestQuery.image_id, TestQuery.query_key)
    )


def select_shown_vectors(encoder_id: int, galleries: Collection[str]) -> AnySelect:
    """Vectors, names and paths of the pictures of some galleries that may be shown."""
    return (
        select_image_vectors(encoder_id)
        .add_columns(Image.name, Image.path, Image.sha256)
        .where(Image.gallery.in_(galleries), ~Image.is_hidden)
    )


def select_shown_caption_vectors(encoder_id: int, image_ids: Collection[int]) -> AnySelect:
    """Vectors of the own captions of pictures, with the captions' keys."""
    return (
        select(
            Caption.image_id,
            Caption.caption_key,
            Caption.text,
            func.halfvec_send(CaptionEmbedding.embedding, type_=LargeBinary).label("embedding"),
        )
        .join(Caption, vector_of_caption())
        .where(CaptionEmbedding.encoder_id == literal(encoder_id), Caption.image_id.in_(image_ids), ~Caption.is_hidden)
        .order_by(Caption.image_id, Caption.caption_key)
    )

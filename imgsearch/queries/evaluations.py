"""Statements that put two evaluations side by side."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from imgsearch.queries import AnySelect
from imgsearch.tables import MatchPrediction, MatchRating, RetrievalRank


def select_paired_predictions(this_id: int, that_id: int) -> AnySelect:
    """What two evaluations said of the same pairs, in the same split and situation, and the experts' mean (0..1)."""
    this, that = aliased(MatchPrediction), aliased(MatchPrediction)
    same = (
        (that.split == this.split)
        & (that.model == this.model)
        & (that.image_id == this.image_id)
        & (that.caption_key == this.caption_key)
    )
    rating = (MatchRating.image_id == this.image_id) & (MatchRating.caption_key == this.caption_key)
    return (
        select(
            this.split,
            this.model,
            this.image_id,
            this.predicted.label("this"),
            that.predicted.label("that"),
            MatchRating.expert_mean,
        )
        .join(that, same)
        .join(MatchRating, rating)
        .where(this.evaluation_id == this_id, that.evaluation_id == that_id, MatchRating.expert_mean.is_not(None))
        .order_by(this.split, this.model, this.image_id, this.caption_key)
    )


def select_paired_ranks(this_id: int, that_id: int) -> AnySelect:
    """At which place two evaluations found the item of the same query."""
    this, that = aliased(RetrievalRank), aliased(RetrievalRank)
    same = (
        (that.query_set == this.query_set)
        & (that.scope == this.scope)
        & (that.direction == this.direction)
        & (that.ranking == this.ranking)
        & (that.query_key == this.query_key)
        & (that.image_id == this.image_id)
    )
    return (
        select(
            this.query_set,
            this.scope,
            this.direction,
            this.ranking,
            this.image_id,
            this.rank.label("this"),
            that.rank.label("that"),
        )
        .join(that, same)
        .where(this.evaluation_id == this_id, that.evaluation_id == that_id)
        .order_by(this.query_set, this.scope, this.direction, this.ranking, this.image_id, this.query_key)
    )


def select_judged(evaluation_id: int) -> AnySelect:
    """What an evaluation's models said of the pairs that experts rated: by split, model and text, the best first."""
    said = MatchPrediction
    rating = (MatchRating.image_id == said.image_id) & (MatchRating.caption_key == said.caption_key)
    return (
        select(said.split, said.model, said.caption_key, said.image_id, said.predicted, MatchRating.expert_mean)
        .join(MatchRating, rating)
        .where(said.evaluation_id == evaluation_id, MatchRating.expert_mean.is_not(None))
        .order_by(said.split, said.model, said.caption_key, said.predicted.desc(), said.image_id)
    )


def select_newest_predicted() -> AnySelect:
    """The newest evaluation whose predictions are kept."""
    return select(func.max(MatchPrediction.evaluation_id))

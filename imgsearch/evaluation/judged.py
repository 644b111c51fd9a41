"""The judged pairs, and the scores that models give them without having seen them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.queries.ratings import select_judged_pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.situations import SITUATIONS
from imgsearch.training.feedback import Feedback
from imgsearch.training.learning import join
from imgsearch.training.pairs import TARGETS, RatedPairs, pairs_of_rows, target_column
from imgsearch.training.regressor import FOLDS, predict_out_of_fold
from imgsearch.training.situations import Rows, measured_rows, predict_situation

SPLITS = ("picture", "caption")
#: Ends the names of models that learned from the page's ratings and clicks too.
WITH_FEEDBACK = "_feedback"
#: The split whose pictures the stored regressor never saw.
UNSEEN = "unseen"


@dataclass(frozen=True)
class JudgedPairs:
    """P pairs that experts or the crowd judged."""

    rated: RatedPairs
    """The pairs; the rating is NaN where only the crowd judged."""
    caption_key: list[str]
    experts: FloatArray
    """(P, 3) ratings 1..4, NaN without experts."""
    crowd_share: FloatArray
    """(P,) share of yes, NaN without a crowd."""
    is_hidden: npt.NDArray[np.bool_]
    """(P,)"""
    targets: dict[str, FloatArray]
    """(P,) by name what models may learn; NaN where a pair has none or only the crowd judged."""


class Predictions(NamedTuple):
    """What one model says of some of the pairs."""

    split: str
    model: str
    rows: Rows
    """(R,) indices of the pairs."""
    predicted: FloatArray
    """(R,)"""


def read_judged_pairs(session: Session, encoder_id: int, encoder: Encoder) -> JudgedPairs:
    """Read every judged pair whose text and picture's vector are there.

    Raises:
        EmptyIndex: too few pictures are rated.
        UnsupportedInput: the encoder has no text side.
    """
    rows = session.execute(select_judged_pairs()).all()
    rated = pairs_of_rows(session, encoder_id, encoder, rows)
    kept = set(zip(rated.image_id.tolist(), rated.caption_id.tolist(), strict=True))
    rows = [row for row in rows if (row.image_id, row.caption_id) in kept]

    def numbers(*names: str) -> FloatArray:
        values = [[np.nan if getattr(row, name) is None else getattr(row, name) for name in names] for row in rows]
        return np.array(values, dtype=np.float32)

    return JudgedPairs(
        rated=rated,
        caption_key=[row.caption_key for row in rows],
        experts=numbers("expert1", "expert2", "expert3"),
        crowd_share=numbers("crowd_share")[:, 0],
        is_hidden=np.array([row.is_hidden for row in rows]),
        targets={name: target_column(rows, column) for name, column in TARGETS.items()},
    )


def predict_judged(
    judged: JudgedPairs,
    regressor: Regressor | None,
    *,
    seed: int,
    progress: Callable[[str], None],
    feedback: Feedback | None = None,
    target: str = "mean",
) -> Iterator[Predictions]:
    """Predict every pair out of fold, split by picture and split by caption, and unseen pictures by the regressor.

    With feedback every fold is predicted twice, without and with having learned from the page's ratings and clicks
    (those of the fold's own pictures or captions left out): the difference is what feedback does.

    Args:
        judged: from read_judged_pairs.
        regressor: what searches use.
        seed: for folds, background and models.
        progress: called with a line now and then.
        feedback: what people said on the page.
        target: one of TARGETS, which the folds learn.
    """
    rated = replace(judged.rated, rating=judged.targets[target])
    everything = np.arange(len(rated.rating))
    learned = join(rated, feedback).pairs
    texts = np.unique(learned.text, return_inverse=True)[1]
    for split, groups in zip(SPLITS, (learned.picture, texts), strict=True):
        if (count := len(np.unique(groups[: len(everything)]))) < FOLDS:
            progress(f"by {split}: not measured, since {count} {split}s cannot be split into {FOLDS} folds")
            continue
        for source, suffix in ((None, ""), (feedback, WITH_FEEDBACK)) if feedback is not None else ((None, ""),):
            out_of_fold = predict_out_of_fold(
                rated,
                groups if source is not None else groups[: len(everything)],
                seed=seed,
                progress=lambda line, name=f"{split}{suffix}": progress(f"by {name}: {line}"),  # type: ignore[misc]
                feedback=source,
            )
            for situation, predicted in out_of_fold.by_situation.items():
                rows = everything[measured_rows(rated, situation)]
                if len(rows):  # no picture may have captions
                    yield Predictions(split, f"{situation}{suffix}", rows, predicted[rows])
        yield Predictions(split, "constant", everything, out_of_fold.constant)
        for model, rows, values in _yardsticks(rated):
            yield Predictions(split, model, rows, values)
    if regressor is not None:
        yield from predict_unseen(judged, regressor)


def predict_unseen(judged: JudgedPairs, regressor: Regressor) -> Iterator[Predictions]:
    """Score the pairs of pictures that a stored regressor never saw; nothing where there are none."""
    seen = set(regressor.card["data"].get("picture_hashes", judged.rated.picture_hash))
    unseen = np.flatnonzero([name not in seen for name in judged.rated.picture_hash])
    if not len(unseen):
        return
    rated = judged.rated.select(unseen)
    features = {view: regressor.describe(pairs) for view, pairs in rated.views.items()}
    for situation in SITUATIONS:
        rows = np.flatnonzero(measured_rows(rated, situation))
        if len(rows):
            predicted = predict_situation(regressor.scorers, situation, rated, features, rows)
            yield Predictions(UNSEEN, situation, unseen[rows], predicted)
    for model, rows, values in _yardsticks(rated):
        yield Predictions(UNSEEN, model, unseen[rows], values)


def _yardsticks(rated: RatedPairs) -> Iterator[tuple[str, Rows, FloatArray]]:
    """Rankings without training, the joint cosine and the closest own caption by MiniLM, of the rows that have any."""
    similarity = rated.pairs.similarity["minilm"]
    has_any = ~np.isnan(similarity).all(axis=1)
    closest = np.full(len(similarity), np.nan, dtype=np.float32)
    if has_any.any():
        closest[has_any] = np.nanmax(similarity[has_any], axis=1)
    cosine = np.einsum("nd,nd->n", rated.pairs.query, rated.pairs.image)
    for model, values in (("cosine", cosine.astype(np.float32)), ("caption_similarity", closest)):
        rows = np.flatnonzero(~np.isnan(values))
        if len(rows):
            yield model, rows, values[rows]

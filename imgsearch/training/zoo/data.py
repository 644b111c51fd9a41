"""What the compared models learn from: rated pairs, targets, folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import EmptyIndex, ImgsearchError
from imgsearch.queries.comparison import select_newest_encoder, select_rating_details
from imgsearch.queries.ratings import select_image_vectors
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.training.pairs import TARGETS, RatedPairs
from imgsearch.training.situations import Rows

SPLITS = ("picture", "caption")
#: Pictures' vectors of the side-by-side features; the active encoder's stand in where it has made none.
RAW_ENCODER = "efficientnet-lite2"
RAW_TEXT_ENCODER = "minilm"


@dataclass(frozen=True)
class Problem:
    """P rated pairs and one target."""

    rated: RatedPairs
    raw: FloatArray
    """(P, R) the picture's vector and the text's, side by side."""
    raw_encoder: str
    """Whose pictures' vectors those are."""
    target_name: str
    target: FloatArray
    """(P,) 0..1; NaN for pairs that this target drops."""
    experts: npt.NDArray[np.int64]
    """(P, 3) ratings, 1..4."""
    disagreement: FloatArray
    """(P,) standard deviation of the experts, mapped to 0..1."""

    def kept(self) -> Rows:
        """Pairs that the target does not drop."""
        return np.flatnonzero(~np.isnan(self.target))

    def groups(self, split: str) -> npt.NDArray[np.int64]:
        """(P,) what no two folds may share."""
        return self.rated.picture if split == "picture" else self._text_ids()

    def _text_ids(self) -> npt.NDArray[np.int64]:
        """Two captions of one wording are one text."""
        _, ids = np.unique(np.array(self.rated.text), return_inverse=True)
        return np.asarray(ids, dtype=np.int64)


class Fold(NamedTuple):
    """Pairs to learn from and pairs to be scored on."""

    train: Rows
    test: Rows


def read_problem(session: Session, rated: RatedPairs, encoder_id: int, encoder_name: str, target: str) -> Problem:
    """Read the target and the raw vectors of pairs that are known already.

    Args:
        session: reads only.
        rated: from read_rated_pairs.
        encoder_id: the active encoder.
        encoder_name: its name.
        target: one of TARGETS.

    Raises:
        ImgsearchError: the target is missing for all pairs.
    """
    rows = {(row.image_id, row.caption_id): row for row in session.execute(select_rating_details())}
    try:
        found = [rows[pair] for pair in zip(rated.image_id.tolist(), rated.caption_id.tolist(), strict=True)]
    except KeyError as exc:
        raise ImgsearchError("a rated pair has no expert ratings any more; run `imgsearch load` again") from exc
    raw_id = session.scalar(select_newest_encoder(RAW_ENCODER))
    values = [getattr(row, TARGETS[target]) for row in found]
    problem = Problem(
        rated=rated,
        raw=np.concatenate(
            [_picture_vectors(session, raw_id or encoder_id, rated), rated.pairs.caption_query[RAW_TEXT_ENCODER]],
            axis=1,
        ),
        raw_encoder=RAW_ENCODER if raw_id is not None else encoder_name,
        target_name=target,
        target=np.array([np.nan if value is None else value for value in values], dtype=np.float32),
        experts=np.array([(row.expert1, row.expert2, row.expert3) for row in found], dtype=np.int64),
        disagreement=np.array([row.disagreement for row in found], dtype=np.float32),
    )
    if not len(problem.kept()):
        raise EmptyIndex(f"no pair has the target {target}; choose another with --target")
    return problem


def make_folds(groups: npt.NDArray[np.int64], rows: Rows, *, count: int, seed: int) -> list[Fold]:
    """Split pairs so that no group is on both sides.

    Args:
        groups: (P,) from Problem.groups.
        rows: the pairs to split.
        count: number of folds.
        seed: same seed, same folds.

    Raises:
        EmptyIndex: there are fewer groups than folds.
    """
    from sklearn.model_selection import GroupKFold

    found = len(np.unique(groups[rows]))
    if found < count:
        raise EmptyIndex(f"{count} folds need more different pictures or texts than the {found} that are rated here")
    folds = GroupKFold(n_splits=count, shuffle=True, random_state=seed)
    return [Fold(rows[train], rows[test]) for train, test in folds.split(rows, groups=groups[rows])]


def _picture_vectors(session: Session, encoder_id: int, rated: RatedPairs) -> FloatArray:
    """(P, D) vectors of the rated pictures by an encoder.

    Raises:
        EmptyIndex: it has not seen all of them.
    """
    images = session.execute(select_image_vectors(encoder_id)).all()
    row_of_image = {row.image_id: index for index, row in enumerate(images)}
    missing = set(rated.image_id.tolist()) - row_of_image.keys()
    if missing:
        raise EmptyIndex(
            f"{len(missing)} rated pictures have no vector by {RAW_ENCODER}; "
            f"run `imgsearch load embeddings --encoder {RAW_ENCODER}`"
        )
    vectors = vectors_from_bytes(row.embedding for row in images)
    return vectors[[row_of_image[image_id] for image_id in rated.image_id.tolist()]]

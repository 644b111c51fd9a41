"""What people said on the page, as pairs to train on beside the experts' ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder, is_english
from imgsearch.encoders.protocol import FloatArray
from imgsearch.queries.feedback import (
    select_clicked_feedback,
    select_own_caption_vectors,
    select_rated_feedback,
    select_vectors_of,
)
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.features import CAPTION_ENCODERS, LATIN_ENCODERS
from imgsearch.rescoring.regressor import Regressor
from imgsearch.training.own_captions import OwnCaptions, compare_own_captions, join_encoders
from imgsearch.training.pairs import PICTURE_HASH_DIGITS, RatedPairs, build_pairs

#: Raters behind an expert pair, each of whom counts as much as one on the page.
EXPERTS = 3
#: An opened hit says "matches except for details", as a tenth of a rater would.
CLICK_RATING = 3
CLICK_RATERS = 0.1
#: Further searches that led to the same picture say nothing new.
MAXIMUM_CLICKS = 5

CaptionEncoders = Mapping[str, tuple[int, Encoder]]


@dataclass(frozen=True)
class Feedback:
    """F pairs of people's feedback."""

    pairs: RatedPairs
    """The rating is the raters' mean, mapped to 0..1; the caption id is negative, the same for the same text."""
    weight: FloatArray
    """(F,) how much each counts beside a pair that three experts rated."""
    is_latin: npt.NDArray[np.bool_]
    """(F,) whether the English encoders can read the text; the others teach only the models for such texts."""
    is_click: npt.NDArray[np.bool_]
    """(F,)"""

    def summary(self) -> dict[str, int]:
        """For a model's card."""
        return {
            "rated_pairs": int((~self.is_click).sum()),
            "ratings": round(float(self.weight[~self.is_click].sum()) * EXPERTS),
            "clicked_pairs": int(self.is_click.sum()),
        }


class _Said(NamedTuple):
    image_id: int
    text: str
    rating: float
    raters: float
    is_click: bool


def read_feedback(
    session: Session,
    encoder_id: int,
    encoder: Encoder,
    caption_encoders: CaptionEncoders,
    regressor: Regressor | None,
    *,
    with_clicks: bool = True,
) -> Feedback | None:
    """Read the ratings of the page and the hits that were opened; None when there is nothing to learn.

    A click only ever raises a score: that somebody opened a hit says that it looked right, not how right, so clicks
    on what the regressor already scores as high are left out.

    Args:
        session: of a loader or the owner.
        encoder_id: whose vectors of pictures are used.
        encoder: the same, for the texts.
        caption_encoders: name -> (id, encoder), all of CAPTION_ENCODERS.
        regressor: scores the clicked pairs; None keeps all clicks.
        with_clicks: whether clicks count at all.
    """
    said = _read_said(session, with_clicks=with_clicks)
    ids = sorted({row.image_id for row in said})
    images = {row.image_id: row for row in session.execute(select_vectors_of(encoder_id, ids))} if ids else {}
    said = [row for row in said if row.image_id in images]
    if not said or any(name not in caption_encoders for name in CAPTION_ENCODERS):
        return None
    feedback = Feedback(
        pairs=_pairs_of(said, images, encoder, _own_captions(session, caption_encoders, said)),
        weight=np.array([row.raters / EXPERTS for row in said], dtype=np.float32),
        is_latin=np.array([is_english(row.text) for row in said], dtype=np.bool_),
        is_click=np.array([row.is_click for row in said], dtype=np.bool_),
    )
    kept = ~feedback.is_click | (_score(feedback, regressor) < feedback.pairs.rating)
    return select_feedback(feedback, np.flatnonzero(kept)) if kept.any() else None


def _read_said(session: Session, *, with_clicks: bool) -> list[_Said]:
    said = [
        _Said(row.image_id, row.text, float(row.rating), row.raters, False)
        for row in session.execute(select_rated_feedback())
    ]
    if with_clicks:
        said += [
            _Said(row.image_id, row.text, CLICK_RATING, CLICK_RATERS * min(row.clicks, MAXIMUM_CLICKS), True)
            for row in session.execute(select_clicked_feedback())
        ]
    return said


def _pairs_of(said: list[_Said], images: Mapping[int, Row[Any]], encoder: Encoder, own: OwnCaptions) -> RatedPairs:
    """What was said, as pairs; images: image.id -> its embedding and sha256."""
    texts = [row.text for row in said]
    row_of_text = {text: row for row, text in enumerate(sorted(set(texts)))}
    vectors = vectors_from_bytes(images[row.image_id].embedding for row in said)
    built = build_pairs(encoder, texts, vectors, own)
    return RatedPairs(
        image_id=np.array([row.image_id for row in said]),
        caption_id=-1 - np.array([row_of_text[text] for text in texts]),
        text=texts,
        picture_hash=[images[row.image_id].sha256.hex()[:PICTURE_HASH_DIGITS] for row in said],
        rating=np.array([(row.rating - 1) / 3 for row in said], dtype=np.float32),
        is_own=own.is_own,
        pairs=built.pairs,
        few=built.few,
        multilingual_query=built.multilingual_query,
        gallery=np.zeros((0, encoder.dimension), dtype=np.float32),
    )


def select_feedback(feedback: Feedback, rows: npt.NDArray[np.int64]) -> Feedback:
    """Some of the pairs."""
    return Feedback(
        feedback.pairs.select(rows), feedback.weight[rows], feedback.is_latin[rows], feedback.is_click[rows]
    )


def _score(feedback: Feedback, regressor: Regressor | None) -> FloatArray:
    scores = np.full(len(feedback.weight), -np.inf, dtype=np.float32)
    if regressor is not None:
        for is_latin, view in ((True, "all"), (False, "all_multilingual")):
            rows = np.flatnonzero(feedback.is_latin == is_latin)
            if len(rows):
                scores[rows] = regressor.score(feedback.pairs.views[view].select(rows))
    return scores


def _own_captions(session: Session, encoders: CaptionEncoders, said: Sequence[_Said]) -> OwnCaptions:
    image_ids = [row.image_id for row in said]
    texts = sorted({row.text for row in said})
    row_of_text = {text: row for row, text in enumerate(texts)}
    compared, queries = {}, {}
    for name in CAPTION_ENCODERS:
        encoder_id, encoder = encoders[name]
        queries[name] = encoder.encode_texts(texts)[[row_of_text[row.text] for row in said]]
        rows = session.execute(select_own_caption_vectors(encoder_id, sorted(set(image_ids)))).all()
        compared[name] = compare_own_captions(
            image_ids,
            queries[name],
            rows,
            lambda pair, row: bool(row.text == said[pair].text),
            [name not in LATIN_ENCODERS or is_english(row.text) for row in said],
        )
    return join_encoders(compared, queries)

"""What people said on the page, as pairs to train on beside the experts' ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder, check_vectors, is_latin
from imgsearch.queries.feedback import (
    select_clicked_feedback,
    select_own_caption_vectors,
    select_rated_feedback,
    select_vectors_of,
)
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.features import CAPTION_ENCODERS, LATIN_ENCODERS, FloatArray, Pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.training.pairs import PICTURE_HASH_DIGITS, RatedPairs
from imgsearch.training.views import compare_words, hide_captions

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
    said = [
        _Said(row.image_id, row.text, float(row.rating), row.raters, False)
        for row in session.execute(select_rated_feedback())
    ]
    if with_clicks:
        said += [
            _Said(row.image_id, row.text, CLICK_RATING, CLICK_RATERS * min(row.clicks, MAXIMUM_CLICKS), True)
            for row in session.execute(select_clicked_feedback())
        ]
    ids = sorted({row.image_id for row in said})
    images = {row.image_id: row for row in session.execute(select_vectors_of(encoder_id, ids))} if ids else {}
    said = [row for row in said if row.image_id in images]
    if not said or any(name not in caption_encoders for name in CAPTION_ENCODERS):
        return None
    ids = list(images)
    texts = sorted({row.text for row in said})
    row_of_text = {text: index for index, text in enumerate(texts)}
    text_rows = [row_of_text[row.text] for row in said]
    image_vectors = dict(zip(ids, vectors_from_bytes(images[key].embedding for key in ids), strict=True))
    is_latin = np.array([is_latin(row.text) for row in said], dtype=np.bool_)
    similarity, caption_query, is_own, others = _own_similarity(session, caption_encoders, said, texts, text_rows)
    query = encoder.encode_texts(texts)
    check_vectors(query, encoder.dimension)
    encode_multilingual = getattr(encoder, "encode_texts_multilingual", encoder.encode_texts)
    said_texts = [row.text for row in said]
    pairs = Pairs(
        query=query[text_rows],
        image=np.stack([image_vectors[row.image_id] for row in said]),
        caption_query=caption_query,
        similarity=similarity,
        is_latin=True,
        words=compare_words(said_texts, others),
    )
    feedback = Feedback(
        pairs=RatedPairs(
            image_id=np.array([row.image_id for row in said]),
            caption_id=-1 - np.array(text_rows),
            text=said_texts,
            picture_hash=[images[row.image_id].sha256.hex()[:PICTURE_HASH_DIGITS] for row in said],
            rating=np.array([(row.rating - 1) / 3 for row in said], dtype=np.float32),
            is_own=is_own,
            pairs=pairs,
            few=hide_captions(said_texts, others, similarity),
            multilingual_query=encode_multilingual(texts)[text_rows],
            gallery=np.zeros((0, encoder.dimension), dtype=np.float32),
        ),
        weight=np.array([row.raters / EXPERTS for row in said], dtype=np.float32),
        is_latin=is_latin,
        is_click=np.array([row.is_click for row in said], dtype=np.bool_),
    )
    kept = ~feedback.is_click | (_score(feedback, regressor) < feedback.pairs.rating)
    return select_feedback(feedback, np.flatnonzero(kept)) if kept.any() else None


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


def _own_similarity(
    session: Session, encoders: CaptionEncoders, said: Sequence[_Said], texts: list[str], text_rows: list[int]
) -> tuple[dict[str, FloatArray], dict[str, FloatArray], npt.NDArray[np.bool_], list[list[str]]]:
    """By caption encoder (F, C) similarities, NaN for none, and (F, E) vectors; whether each text is own; the others.

    The rated text itself never counts among the picture's own captions.
    """
    ids = sorted({row.image_id for row in said})
    similarity: dict[str, FloatArray] = {}
    caption_query: dict[str, FloatArray] = {}
    is_own = np.zeros(len(said), dtype=np.bool_)
    can_read = np.array([is_latin(text) for text in texts])
    said_of: list[list[str]] = [[] for _ in said]
    for name in CAPTION_ENCODERS:
        encoder_id, encoder = encoders[name]
        query = encoder.encode_texts(texts)
        rows = session.execute(select_own_caption_vectors(encoder_id, ids)).all()
        vectors = vectors_from_bytes(row.embedding for row in rows) if rows else query[:0]
        own: dict[int, list[int]] = {}
        for index, row in enumerate(rows):
            own.setdefault(row.image_id, []).append(index)
        values = np.full((len(said), max(map(len, own.values()), default=0)), np.nan, dtype=np.float32)
        for pair, (one, text_row) in enumerate(zip(said, text_rows, strict=True)):
            captions = own.get(one.image_id, [])
            others = [index for index in captions if rows[index].text != one.text]
            is_own[pair] |= len(others) < len(captions)
            said_of[pair] = [rows[index].text for index in others]
            if name not in LATIN_ENCODERS or can_read[text_row]:
                values[pair, : len(others)] = vectors[others] @ query[text_row]
        similarity[name] = values
        caption_query[name] = query[text_rows]
    return similarity, caption_query, is_own, said_of

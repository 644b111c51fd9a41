"""The rated pairs with their vectors, read from the tables once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder, check_vectors
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import EmptyIndex, ImgsearchError, UnsupportedInput
from imgsearch.queries.ratings import select_caption_vectors, select_image_vectors, select_rated_pairs
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.learned import shipped_words_for
from imgsearch.rescoring.pairs import Pairs
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.training.own_captions import OwnCaptions, compare_own_captions, join_encoders
from imgsearch.training.views import FewCaptions, compare_words, hide_captions, make_views

#: What a model may learn -> its column of match_rating; migration 0002 says how each comes about.
TARGETS = {"mean": "expert_mean", "majority": "expert_majority", "combined": "combined_score"}
#: Fewer pictures than this cannot be split into five folds that mean anything.
MINIMUM_IMAGES = 20
#: Enough to tell a million pictures apart, few enough for a card.
PICTURE_HASH_DIGITS = 12


@dataclass(frozen=True)
class RatedPairs:
    """P pairs that experts rated, with what a regressor needs to know of them."""

    image_id: npt.NDArray[np.int64]
    """(P,)"""
    caption_id: npt.NDArray[np.int64]
    """(P,) the rated text."""
    text: list[str]
    """P rated texts."""
    picture_hash: list[str]
    """P starts of the sha256 of the picture's file: what the regressor's card names as seen."""
    rating: FloatArray
    """(P,) mean of the three experts, mapped to 0..1, or another of TARGETS."""
    is_own: npt.NDArray[np.bool_]
    """(P,) whether the text is a caption of that very picture."""
    pairs: Pairs
    """Vectors, and the similarity of the text and the picture's other captions."""
    few: FewCaptions
    """The same of a few of the captions."""
    multilingual_query: FloatArray
    """(P, D) the texts' vectors by what reads every script."""
    gallery: FloatArray
    """(G, D) vectors of the pictures that may be shown."""

    @property
    def picture(self) -> npt.NDArray[np.int64]:
        """(P,) what tells pictures apart: the least id of those of the same bytes, so that copies share a fold."""
        _, found = np.unique(self.picture_hash, return_inverse=True)
        least = np.full(len(self.picture_hash), np.iinfo(np.int64).max, dtype=np.int64)
        np.minimum.at(least, found, self.image_id)
        return least[found]

    @property
    def views(self) -> dict[str, Pairs]:
        """The pairs as models see them."""
        return make_views(self.pairs, self.few, self.multilingual_query)

    def select(self, rows: npt.NDArray[np.int64]) -> RatedPairs:
        """Some of the pairs."""
        return replace(
            self,
            image_id=self.image_id[rows],
            caption_id=self.caption_id[rows],
            text=[self.text[row] for row in rows],
            picture_hash=[self.picture_hash[row] for row in rows],
            rating=self.rating[rows],
            is_own=self.is_own[rows],
            pairs=self.pairs.select(rows),
            few=self.few.select(rows),
            multilingual_query=self.multilingual_query[rows],
        )


def read_rated_pairs(session: Session, encoder_id: int, encoder: Encoder, target: str = "mean") -> RatedPairs:
    """Read every rated pair whose text and picture's vector are there.

    The rated text itself never counts among the picture's own captions: a user's query is not in the table either.

    Args:
        session: reads only.
        encoder_id: the joint encoder.
        encoder: the same.
        target: one of TARGETS; pairs that have none, such as those without a majority, are left out.

    Raises:
        UnsupportedInput: the encoder has no text side.
        EmptyIndex: nothing is rated or nothing has a vector.
    """
    rows = session.execute(select_rated_pairs()).all()
    column = TARGETS[target]
    kept = [row for row in rows if getattr(row, column) is not None]
    return pairs_of_rows(session, encoder_id, encoder, kept, column)


def pairs_of_rows(
    session: Session, encoder_id: int, encoder: Encoder, rated: Sequence[Row[Any]], target: str = TARGETS["mean"]
) -> RatedPairs:
    """Read the vectors of the pairs in rows of image_id, sha256, caption_id, text, expert_mean and the target.

    Raises:
        UnsupportedInput: the encoder has no text side.
        EmptyIndex: too few pictures are rated or have a vector.
    """
    if not encoder.encodes_texts:
        raise UnsupportedInput(f"{encoder.name} has no text side, so queries cannot be compared with pictures")
    images = session.execute(select_image_vectors(encoder_id)).all()
    row_of_image = {row.image_id: index for index, row in enumerate(images)}
    rated = [row for row in rated if row.image_id in row_of_image]
    if len({row.sha256 for row in rated if row.expert_mean is not None}) < MINIMUM_IMAGES:
        raise EmptyIndex(
            f"a regressor needs expert ratings of at least {MINIMUM_IMAGES} pictures with vectors; "
            "load them with `imgsearch load DIR`"
        )
    vectors = vectors_from_bytes(row.embedding for row in images)
    image_id = np.array([row.image_id for row in rated])
    caption_id = np.array([row.caption_id for row in rated])
    texts = [row.text for row in rated]
    own = _own_captions(session, image_id.tolist(), caption_id.tolist())
    built = build_pairs(encoder, texts, vectors[[row_of_image[row.image_id] for row in rated]], own)
    return RatedPairs(
        image_id=image_id,
        caption_id=caption_id,
        text=texts,
        picture_hash=[row.sha256.hex()[:PICTURE_HASH_DIGITS] for row in rated],
        rating=target_column(rated, target),
        is_own=own.is_own,
        pairs=built.pairs,
        few=built.few,
        multilingual_query=built.multilingual_query,
        gallery=vectors[[not row.is_hidden for row in images]],
    )


class Built(NamedTuple):
    """P pairs as the models see them."""

    pairs: Pairs
    few: FewCaptions
    multilingual_query: FloatArray
    """(P, D) vectors of the texts by what reads every script."""


def build_pairs(encoder: Encoder, texts: list[str], images: FloatArray, own: OwnCaptions) -> Built:
    """Put together what is known of pairs.

    Args:
        encoder: the joint encoder, for the texts.
        texts: P queries.
        images: (P, D) vectors of the pictures.
        own: of the same pairs.
    """
    different = sorted(set(texts))
    vectors = encoder.encode_texts(different)
    check_vectors(vectors, encoder.dimension)
    # Encoders that read every script alike have no such method.
    encode_multilingual = getattr(encoder, "encode_texts_multilingual", encoder.encode_texts)
    words = shipped_words_for(encoder.name, encoder.revision)
    near = vectors if words is None else words.approach_all(vectors, different)
    row_of_text = {text: row for row, text in enumerate(different)}
    rows = [row_of_text[text] for text in texts]
    pairs = Pairs(
        query=vectors[rows],
        image=images,
        caption_query=own.query,
        similarity=own.similarity,
        is_latin=True,
        words=compare_words(texts, own.others),
        near=near[rows],
    )
    return Built(pairs, hide_captions(texts, own.others, own.similarity), encode_multilingual(different)[rows])


def target_column(rows: Sequence[Row[Any]], column: str) -> FloatArray:
    """(P,) a column of pairs that experts rated; NaN where it is NULL or only the crowd judged."""
    values = [None if row.expert_mean is None else getattr(row, column) for row in rows]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float32)


def _own_captions(session: Session, image_ids: list[int], caption_ids: list[int]) -> OwnCaptions:
    compared, queries = {}, {}
    for name in CAPTION_ENCODERS:
        encoder_id = session.scalar(select(EncoderRow.id).where(EncoderRow.name == name).order_by(-EncoderRow.id))
        rows = session.execute(select_caption_vectors(encoder_id)).all() if encoder_id is not None else []
        if not rows:
            raise ImgsearchError(f"captions have no vectors by {name} yet; run `imgsearch load embeddings`")
        row_of_caption = {row.caption_id: index for index, row in enumerate(rows)}
        vectors = vectors_from_bytes(row.embedding for row in rows)
        queries[name] = vectors[[row_of_caption[caption_id] for caption_id in caption_ids]]
        compared[name] = compare_own_captions(
            image_ids, queries[name], rows, lambda pair, row: bool(row.caption_id == caption_ids[pair])
        )
    return join_encoders(compared, queries)

"""Pairs as the models see them: as they are, with fewer captions, and as if they were not in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.columns import pair_columns
from imgsearch.rescoring.features import LATIN_ENCODERS
from imgsearch.rescoring.likeness import look
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.situations import SITUATIONS
from imgsearch.rescoring.words import word_overlap

#: Own captions that a pair keeps where the models for few captions learn from it.
MOST_OF_FEW = SITUATIONS["captions"].least_captions - 1


class FewCaptions(NamedTuple):
    """What P pairs say of own captions where all but a few are hidden."""

    similarity: dict[str, FloatArray]
    """caption encoder -> (P, C) cosine of the query and each own caption; NaN where it is hidden or there is none."""
    words: FloatArray
    """(P, W) from ``word_overlap``."""

    def select(self, rows: npt.NDArray[np.int64]) -> FewCaptions:
        """Some of the pairs."""
        return FewCaptions({name: values[rows] for name, values in self.similarity.items()}, self.words[rows])


def view_of(situation: str) -> str:
    """The view that a situation's model learns from."""
    kind = SITUATIONS[situation]
    seen = "few" if 0 < kind.least_captions <= MOST_OF_FEW else "all"
    return f"{seen}_multilingual" if kind.is_multilingual else seen


def make_views(pairs: Pairs, few: FewCaptions, multilingual_query: FloatArray) -> dict[str, Pairs]:
    """All views of P pairs.

    Args:
        pairs: as they are.
        few: from ``hide_captions``.
        multilingual_query: (P, D) the texts' vectors by what reads every script.
    """
    views = {"all": pairs, "few": pairs._replace(similarity=few.similarity, words=few.words)}
    return views | {f"{name}_multilingual": without_english(view, multilingual_query) for name, view in views.items()}


def hide_captions(
    texts: Sequence[str], own: Sequence[Sequence[str]], similarity: Mapping[str, FloatArray]
) -> FewCaptions:
    """Hide all but a few of the own captions of each of P pairs.

    Args:
        texts: P queries.
        own: of each pair the picture's own captions but the query.
        similarity: caption encoder -> (P, C) cosines of the query and ``own``.
    """
    kept = [choose_few(text, captions) for text, captions in zip(texts, own, strict=True)]
    is_kept = np.zeros(next(iter(similarity.values())).shape, dtype=np.bool_)
    for row, columns in enumerate(kept):
        is_kept[row, columns] = True
    fewer = [[captions[column] for column in columns] for captions, columns in zip(own, kept, strict=True)]
    return FewCaptions(
        {name: np.where(is_kept, values, np.nan) for name, values in similarity.items()}, compare_words(texts, fewer)
    )


def compare_words(texts: Sequence[str], own: Sequence[Sequence[str]]) -> FloatArray:
    """(P, W) ``word_overlap`` of pairs, each of which has a query of its own."""
    return np.concatenate([word_overlap(text, [captions]) for text, captions in zip(texts, own, strict=True)])


def choose_few(text: str, captions: Sequence[str]) -> list[int]:
    """One to MOST_OF_FEW of the captions, always the same ones for the same texts.

    Returns:
        Their indices; none where there are none.
    """
    draw = crc32("\n".join([text, *captions]).encode())
    count = min(1 + draw % MOST_OF_FEW, len(captions))
    first = draw // MOST_OF_FEW
    return [(first + step) % len(captions) for step in range(count)]


def view_features(views: Mapping[str, Pairs], background: Background) -> dict[str, FloatArray]:
    """View -> (P, F) columns from ``pair_columns``."""
    likeness = {is_latin: look(background, is_latin_query=is_latin) for is_latin in (True, False)}
    return {name: pair_columns(pairs, background, likeness[pairs.is_latin]) for name, pairs in views.items()}


def without_english(pairs: Pairs, query: FloatArray) -> Pairs:
    """The pairs as if the English encoders could not read their texts.

    Args:
        pairs: N pairs.
        query: (N, D) the texts' vectors by what reads every script.
    """
    return pairs._replace(
        query=query,
        caption_query=_multilingual(pairs.caption_query),
        similarity=_multilingual(pairs.similarity),
        is_latin=False,
        words=None,
        near=None,
    )


def _multilingual(by_encoder: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """What encoders that read every script say."""
    return {name: values for name, values in by_encoder.items() if name not in LATIN_ENCODERS}

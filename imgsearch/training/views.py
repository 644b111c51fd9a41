"""Pairs as the models see them: as they are, with fewer captions, and as if they were not in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np

from imgsearch.rescoring.features import ENGLISH_ENCODERS, Background, FloatArray, Pairs, pair_features
from imgsearch.rescoring.situations import LEAST_CAPTIONS
from imgsearch.rescoring.words import word_overlap

#: Own captions that a pair keeps where the models for few captions learn from it.
MOST_OF_FEW = LEAST_CAPTIONS["captions"] - 1


def view_of(situation: str) -> str:
    """The view that a situation's model learns from."""
    few = "few" if situation.startswith("few") else "all"
    return f"{few}_multilingual" if situation.endswith("multilingual") else few


def make_views(
    texts: Sequence[str], own: Sequence[Sequence[str]], pairs: Pairs, multilingual_query: FloatArray
) -> dict[str, Pairs]:
    """All views of P pairs.

    Args:
        texts: P queries.
        own: of each pair the picture's own captions but the query.
        pairs: the pairs without words; columns of similarity are those of ``own``.
        multilingual_query: (P, D) the texts' vectors by what reads every script.
    """
    kept = [choose_few(text, captions) for text, captions in zip(texts, own, strict=True)]
    is_kept = np.zeros(next(iter(pairs.similarity.values())).shape, dtype=np.bool_)
    for row, columns in enumerate(kept):
        is_kept[row, columns] = True
    few = pairs._replace(
        similarity={name: np.where(is_kept, values, np.nan) for name, values in pairs.similarity.items()}
    )
    fewer = [[captions[column] for column in columns] for captions, columns in zip(own, kept, strict=True)]
    views = {"all": _with_words(pairs, texts, own), "few": _with_words(few, texts, fewer)}
    return views | {f"{name}_multilingual": without_english(view, multilingual_query) for name, view in views.items()}


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
    """View -> (P, F) columns from ``pair_features``."""
    return {name: pair_features(pairs, background) for name, pairs in views.items()}


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
        is_english=False,
        words=None,
    )


def _with_words(pairs: Pairs, texts: Sequence[str], own: Sequence[Sequence[str]]) -> Pairs:
    words = [word_overlap(text, [captions]) for text, captions in zip(texts, own, strict=True)]
    return pairs._replace(words=np.concatenate(words))


def _multilingual(by_encoder: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """What encoders that read every script say."""
    return {name: values for name, values in by_encoder.items() if name not in ENGLISH_ENCODERS}

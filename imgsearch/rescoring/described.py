"""Pairs as a regressor sees them: by the columns that it learned, beside its background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.columns import columns_ahead, pair_columns
from imgsearch.rescoring.features import feature_names, pair_features
from imgsearch.rescoring.likeness import Likeness, describe_pictures, look, look_ahead
from imgsearch.rescoring.memory import RowMemory
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.portable import portable_features, survey


class Describe(NamedTuple):
    """What describes pairs."""

    columns: Callable[[Pairs], FloatArray]
    """Pairs -> (N, F)"""
    ahead: Callable[[Pairs], None]
    """Works out what these see of one query, whatever the pairs' pictures, and keeps it."""


def is_portable_card(card: Mapping[str, Any]) -> bool:
    """Whether a card is that of a regressor which learned from other encoders than the one that it scores for."""
    return "scenes" in card


def sees_likeness(card: Mapping[str, Any], background: Background) -> bool:
    """Whether it sees more than features; not where an earlier version trained it."""
    return is_portable_card(card) or len(card.get("features", ())) > len(feature_names(background.images.shape[1]))


def make_describe(card: Mapping[str, Any], background: Background, *, is_latin_query: bool) -> Describe:
    """What gives the columns in the order of a card's features, of queries in such letters.

    What it works out of pictures alone it remembers for the next query. It does so where all pairs have one query, as
    in a search: in training and evaluation each picture has its own.
    """
    if not sees_likeness(card, background):
        return Describe(partial(pair_features, background=background), lambda pairs: None)
    if is_portable_card(card):
        around = survey(background, is_latin_query=is_latin_query)
        memory = _remember(around.likeness)
        return Describe(
            lambda pairs: portable_features(pairs, around, memory if len(pairs.query) == 1 else None),
            partial(look_ahead, likeness=around.likeness),
        )
    likeness = look(background, is_latin_query=is_latin_query)
    memory = _remember(likeness)
    return Describe(
        lambda pairs: pair_columns(pairs, background, likeness, memory if len(pairs.query) == 1 else None),
        partial(columns_ahead, likeness=likeness),
    )


def _remember(likeness: Likeness) -> RowMemory:
    return RowMemory(partial(describe_pictures, likeness=likeness))

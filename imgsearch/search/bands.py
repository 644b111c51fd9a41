"""From which score on a picture surely matches a text, and from which it may: for each query its own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.absence import Absence
from imgsearch.rescoring.asked import FUNCTION_WORDS
from imgsearch.rescoring.evidence import Seen
from imgsearch.rescoring.features import LATIN_ENCODERS
from imgsearch.rescoring.words import CYRILLIC, WORD
from imgsearch.search.encoded import EncodedText
from imgsearch.search.pages import OVERSAMPLE, STAGE_HITS

#: No score reaches it.
UNREACHABLE = 2.0
#: Candidates that decide, so that every page of a query has the same thresholds: those of its first stage.
DECIDING = STAGE_HITS * OVERSAMPLE
#: Shares of the best score that a picture needs beside it, where the single threshold asks for more; without captions
#: scores say less of one picture beside another.
NEAR_BEST, NEAR_BEST_BY_PIXELS, VERY_NEAR_BEST = 0.75, 0.4, 0.9
#: No evidence shows what scores less: experts who all say 1 of 4 give 0, and one who says 2 gives a ninth.
LEAST = 0.1


class Thresholds(NamedTuple):
    """Of N candidates."""

    maybe: FloatArray
    """(N,) scores from which on a picture is shown."""
    sure: FloatArray
    """(N,) scores from which on it matches for sure; never below the other."""


class Scored(NamedTuple):
    """N candidates by one text."""

    score: FloatArray
    """(N,)"""
    threshold: FloatArray
    """(N,) the single threshold of the regressor."""
    words: FloatArray | None
    """(N, W) from word_overlap."""
    nearest: dict[str, FloatArray]
    """caption encoder -> (N,) cosine of the text and the nearest own caption; NaN where a picture has none."""
    in_english: npt.NDArray[np.bool_]
    """(N,) whether an English text was compared: what was typed, or what it says in English."""


def thresholds_of_text(absence: Absence | None, text: EncodedText, images: FloatArray, scored: Scored) -> Thresholds:
    """The thresholds of one wanted text.

    Pictures with captions and those without decide on their own: where none of the best shows the text, none is shown.

    Args:
        absence: None leaves the single threshold.
        text: what is asked for.
        images: (N, D) unit length, in the order of the candidates.
        scored: the same.
    """
    maybe, sure = scored.threshold.copy(), scored.threshold.copy()
    if absence is None:
        return Thresholds(maybe, sure)
    if not names_something(text.text):
        return Thresholds(np.full_like(maybe, UNREACHABLE), np.full_like(sure, UNREACHABLE))
    is_said = are_said(scored)
    for here in (is_said & scored.in_english, is_said & ~scored.in_english, ~is_said):
        first = np.flatnonzero(here[:DECIDING])
        if len(first) == 0:
            continue
        reading = (text.in_english if scored.in_english[first].all() else None) or text.as_typed
        if not is_judged(reading):
            continue
        says = bool(is_said[first[0]])
        seen = _see(reading, images, scored, first, says=says)
        evidence, bounds = absence.evidence(seen), absence.bounds(seen)
        best = float(scored.score[first].max())
        near = NEAR_BEST if says else NEAR_BEST_BY_PIXELS
        _lower(maybe, here, near * best if evidence >= bounds.maybe else None)
        _lower(sure, here, VERY_NEAR_BEST * best if evidence >= bounds.sure else None)
    return Thresholds(maybe, sure)


def names_something(text: str) -> bool:
    """Whether a text has any word but those that only join others, and letters that stand alone."""
    return any(word not in FUNCTION_WORDS and not _is_letter(word) for word in WORD.findall(text))


def _is_letter(word: str) -> bool:
    """Whether it is one letter of an alphabet in which no word is that short."""
    return len(word) == 1 and (word.isascii() or CYRILLIC.search(word) is not None)


def is_judged(text: EncodedText) -> bool:
    """Whether what tells absence has learned of such texts: English and Russian ones. Of others the score decides."""
    return text.is_latin or CYRILLIC.search(text.text) is not None


def are_said(scored: Scored) -> npt.NDArray[np.bool_]:
    """(N,) which candidates have captions that the text was compared with."""
    is_said: npt.NDArray[np.bool_] = np.full(len(scored.score), bool(scored.nearest))
    for name, nearest in scored.nearest.items():
        is_said &= ~np.isnan(nearest) | (~scored.in_english & (name in LATIN_ENCODERS))
    return is_said


def _lower(threshold: FloatArray, here: npt.NDArray[np.bool_], enough: float | None) -> None:
    """What is enough where the single threshold asks for more; None where nothing is."""
    threshold[here] = UNREACHABLE if enough is None else np.minimum(threshold[here], max(enough, LEAST))


def _see(text: EncodedText, images: FloatArray, scored: Scored, first: npt.NDArray[np.int64], *, says: bool) -> Seen:
    return Seen(
        text=text.text,
        is_latin=text.is_latin,
        query=text.vector[0],
        images=images[first],
        score=scored.score[first],
        similarity={name: float(scored.nearest[name][first].max()) for name in text.captions} if says else {},
        words=scored.words[first] if says and text.is_latin and scored.words is not None else None,
        near=text.direction[0],
        looks=text.looks,
    )

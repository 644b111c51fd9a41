"""Scores of candidates, and which of them count as matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.known import Known, add_known, are_known
from imgsearch.search.bands import DECIDING, UNREACHABLE, Scored, Thresholds, are_said, thresholds_of_text
from imgsearch.search.both import order_by_both
from imgsearch.search.candidate import what_is_known
from imgsearch.search.denied import without_denials
from imgsearch.search.encoded import EncodedImage, EncodedQuery, EncodedText
from imgsearch.search.evident import are_shown, lower_for_words
from imgsearch.search.find import Candidates
from imgsearch.search.score_text import Remembered, clip, join, score_chunks

#: Candidates that are scored at once.
CHUNK = 100
#: Of a long text so many sentences count at least.
FEWEST_SENTENCES = 2


class Scores(NamedTuple):
    """Of N candidates."""

    score: FloatArray
    """(N,) in [0, 1]."""
    matches: npt.NDArray[np.bool_]
    """(N,) whether it is to be shown."""
    sure: npt.NDArray[np.bool_] | None = None
    """(N,) which of those match for sure; None: all."""

    def part(self, first: int) -> Scores:
        """Those from a candidate on."""
        return Scores(self.score[first:], self.matches[first:], None if self.sure is None else self.sure[first:])


def score_candidates(
    models: SearchModels, encoded: EncodedQuery, found: Candidates, remembered: Remembered | None = None
) -> Scores:
    """Score candidates by all parts of a query.

    A text's score is the regressor's, a picture's the cosine. The score of several is the mean of the wanted ones by
    their weights, times (1 - score) to the power of its weight for each unwanted one, so that a picture that shows
    what is unwanted for certain gets 0 and one that surely does not loses nothing. Captions that deny what is unwanted
    do not show it, and those that name it do.

    Of the sentences of one long text the quarter counts that a candidate shows best, two at least; of "dog or cat" one.

    Without a minimum score the texts decide what matches: the mean score of the wanted ones must reach the mean of
    their thresholds, and no unwanted one may reach its own. Where there is no wanted text, pictures must look alike.

    ``remembered`` are scores of the same query, of chunks that were scored before; new ones are added.
    """
    remembered = {} if remembered is None else remembered
    # The last bits of a product may depend on how many rows it has, and a page must score as the page before did.
    chunks = [found.part(first, first + CHUNK) for first in range(0, len(found.rows), CHUNK)]
    images = [vectors_from_bytes(row.embedding for row in chunk.rows) for chunk in chunks]
    # The database's own distance, which a query of one part is ranked by, has seen the query in half precision.
    single = len(encoded.query.parts) == 1
    cosines = clip(1 - np.array([row.distance for row in found.rows])) if single else None
    known = list(map(what_is_known, found.rows)) if encoded.texts else []
    texts = []
    for index, text in enumerate(encoded.texts):
        own = [without_denials(chunk, index, text) for chunk in chunks] if text.weight < 0 else chunks
        scored = join(score_chunks(models, text, index, list(zip(own, images, strict=True)), remembered), cosines)
        told = [what_is_known(row) for chunk in own for row in chunk.rows] if text.weight < 0 else known
        rated = _rate_text(models, text, np.concatenate(images), scored, told)
        if text.weight < 0:
            rated = _raise_shown(rated, np.concatenate([are_shown(models, chunk, text) for chunk in own]))
        elif encoded.beside is not None:
            rated = _rate_beside(models, encoded, list(zip(chunks, images, strict=True)), known, remembered, rated)
        texts.append(rated)
    if encoded.query.in_sentences or encoded.query.is_either:
        wanted, unwanted = ([text for text in texts if (text.weight > 0) == is_wanted] for is_wanted in (True, False))
        texts = [_best_of(wanted, 1) if encoded.query.is_either else _best_sentences(wanted), *unwanted]
    pictures = [_rate_picture(models, picture, images, cosines) for picture in encoded.images]
    return _put_together(texts, pictures, encoded.query.min_score)


def _put_together(texts: list[_Rated], pictures: list[_Rated], min_score: float | None) -> Scores:
    rated = [*texts, *pictures]
    score = _mean([part.score for part in rated if part.weight > 0], rated)
    for part in rated:
        if part.weight < 0:
            score = score * (1 - part.score) ** -part.weight
    scores = np.asarray(score, dtype=np.float32)
    if min_score is not None:
        return Scores(scores, scores >= min_score)
    deciding = [part for part in texts if part.weight > 0] or [part for part in pictures if part.weight > 0]
    mean = _mean([part.score for part in deciding], deciding)
    matches = mean >= _mean([part.thresholds.maybe for part in deciding], deciding)
    sure = mean >= _mean([part.thresholds.sure for part in deciding], deciding)
    for text in texts:
        if text.weight < 0:
            matches &= text.score < text.thresholds.maybe
    return Scores(scores, matches, sure & matches)


class _Rated(NamedTuple):
    weight: float
    score: FloatArray
    thresholds: Thresholds
    """Scores from which on a candidate shows it."""


def _best_sentences(sentences: Sequence[_Rated]) -> _Rated:
    """Of each candidate the quarter of the sentences that it shows best, two at least.

    Much of a long text cannot be seen in any picture.
    """
    return _best_of(sentences, max(FEWEST_SENTENCES, -(-len(sentences) // 4)))


def _best_of(texts: Sequence[_Rated], count: int) -> _Rated:
    """Of each candidate the mean of so many texts that it shows best."""
    scores = np.stack([text.score for text in texts])
    thresholds = [np.stack(each) for each in zip(*(text.thresholds for text in texts), strict=True)]
    order = np.argsort(thresholds[0] - scores, axis=0, kind="stable")
    best = order[:count]
    score, *bounds = (np.take_along_axis(each, best, axis=0).mean(axis=0) for each in (scores, *thresholds))
    return _Rated(1.0, score, Thresholds(*bounds))


def _mean(values: Sequence[Any], parts: Sequence[_Rated]) -> npt.NDArray[np.float64]:
    """Mean of one array for each wanted part, by the parts' weights."""
    weights = [part.weight for part in parts if part.weight > 0]
    if weights == [1.0]:
        return np.asarray(values[0], dtype=np.float64)
    mean: npt.NDArray[np.float64] = np.average(np.stack(values), axis=0, weights=weights)
    return mean


def _rate_text(
    models: SearchModels, text: EncodedText, images: FloatArray, scored: Scored, known: Sequence[Known]
) -> _Rated:
    """Scores by a text with what is known of the pictures, and from which on they are shown."""
    rows = np.flatnonzero(~are_said(scored)[:DECIDING])
    if models.regressor is not None and len(rows) > 1:
        asked = text.direction[0]
        by_both = order_by_both(scored.score, images @ asked, rows, models.regressor.spread(asked))
        scored = scored._replace(score=by_both)
    # What is unwanted keeps out what reaches the single threshold, or for few words less.
    thresholds = thresholds_of_text(models.absence if text.weight > 0 else None, text, images, scored)
    if text.weight < 0:
        thresholds = lower_for_words(thresholds, text, scored)
    score, single, is_known = add_known(scored.score, scored.threshold, text.text, known)
    # Where much of the text is known of a picture, the raised score decides, whatever its pixels and captions show.
    return _Rated(text.weight, score, Thresholds(*(np.where(is_known, single, each) for each in thresholds)))


def _rate_beside(
    models: SearchModels,
    encoded: EncodedQuery,
    chunks: list[tuple[Candidates, FloatArray]],
    known: Sequence[Known],
    remembered: Remembered,
    rated: _Rated,
) -> _Rated:
    """Where the names in a text are known of a picture, whether it shows the rest: of Ann's pictures those of a dog.

    Of both ways the one counts by which it is the likelier match: encoders make little of names in a sentence.
    """
    beside, asked = encoded.beside, encoded.query.beside
    are_theirs = are_known(asked.names, known) if asked is not None else np.zeros(len(known), dtype=np.bool_)
    if beside is None or not are_theirs.any():
        return rated
    scored = join(score_chunks(models, beside, len(encoded.texts), chunks, remembered), None)
    other = _rate_text(models, beside, np.concatenate([images for _, images in chunks]), scored, known)
    is_better = are_theirs & (other.score - other.thresholds.maybe > rated.score - rated.thresholds.maybe)
    pairs = zip((other.score, *other.thresholds), (rated.score, *rated.thresholds), strict=True)
    score, *bounds = (np.where(is_better, theirs, all_others) for theirs, all_others in pairs)
    return _Rated(rated.weight, score, Thresholds(*bounds))


def _raise_shown(rated: _Rated, is_shown: npt.NDArray[np.bool_]) -> _Rated:
    """By an unwanted text: what shows it reaches the threshold, whatever the score says of so few words."""
    enough = np.minimum(rated.thresholds.maybe, 1)
    return rated._replace(score=np.where(is_shown, np.maximum(rated.score, enough), rated.score))


def _rate_picture(
    models: SearchModels, picture: EncodedImage, images: list[FloatArray], cosines: FloatArray | None
) -> _Rated:
    score = cosines if cosines is not None else clip(np.concatenate([each @ picture.vector[0] for each in images]))
    bounds = (0.0, 0.0) if models.absence is None else models.absence.pictures
    if models.absence is not None and picture.is_plain:
        bounds = (UNREACHABLE, UNREACHABLE)
    return _Rated(picture.weight, score, Thresholds(*(np.full(len(score), bound, np.float32) for bound in bounds)))

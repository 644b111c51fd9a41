from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from pgvector import HalfVector

from imgsearch.models.loaded import ActiveIds
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.pairs import Pairs
from imgsearch.search import Part, Query, SearchModels
from imgsearch.search import score as scoring
from imgsearch.search.bands import UNREACHABLE, Thresholds
from imgsearch.search.encoded import EncodedImage, EncodedQuery, EncodedText
from imgsearch.search.find import Candidates
from imgsearch.search.score import Scores, _best_sentences, _Rated, score_candidates
from imgsearch.search.similarity import Similarities
from tests.fakes import ScoreAlone

AXIS = np.eye(4, dtype=np.float32)


class Candidate(NamedTuple):
    """A row as the database gives it."""

    distance: float
    embedding: bytes
    captions: list[str] | None = None
    titles: Sequence[str] = ()
    tags: Sequence[str] = ()
    places: Sequence[str] = ()
    persons: Sequence[str] | None = None
    photographer: str | None = None
    source_path: str = ""
    image_id: int = 0


class Told(ScoreAlone):
    """A regressor that says what it was told to, and keeps what it was asked."""

    def __init__(self, scores: dict[int, list[float]], threshold: float = 0.5) -> None:
        self.scores = scores
        self.threshold = threshold
        self.asked: list[Pairs] = []

    def predict(self, pairs: Pairs) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        self.asked.append(pairs)
        # The axis of the query says which of the texts it is.
        scores = np.array(self.scores[int(pairs.query[0].argmax())], dtype=np.float32)[: len(pairs.image)]
        return scores, np.full(len(pairs.image), self.threshold, dtype=np.float32)


def found_by(rows: list[Candidate], similarity: dict[tuple[int, str], Similarities] | None = None) -> Candidates:
    listed: Any = [row._replace(image_id=number) for number, row in enumerate(rows)]
    return Candidates(listed, similarity or {}, "exact", len(rows), ActiveIds(1, None), [])


def candidates(*distances: float) -> Candidates:
    return found_by([Candidate(distance, HalfVector(AXIS[0]).to_binary()) for distance in distances])


def text(index: int = 0, weight: float = 1.0) -> EncodedText:
    return EncodedText("a dog", weight, AXIS[index : index + 1], {}, is_latin=True)


def encoded(*texts: EncodedText, images: tuple[EncodedImage, ...] = ()) -> EncodedQuery:
    query = Query([Part("a dog")] * (len(texts) + len(images)))
    return EncodedQuery(query, list(texts), list(images), AXIS[:1], [])


def models(regressor: Told | None) -> SearchModels:
    return SearchModels(1, None, {}, None, regressor)  # type: ignore[arg-type]


def score(
    asked: EncodedQuery,
    *told: list[float],
    min_score: float | None = None,
    threshold: float = 0.5,
    rows: int | None = None,
) -> Scores:
    regressor = Told(dict(enumerate(told)), threshold)
    asked = replace(asked, query=replace(asked.query, min_score=min_score))
    return score_candidates(models(regressor), asked, candidates(*[0.0] * (rows or len(told[0]))))


def test_a_text_matches_from_the_threshold_on() -> None:
    found = score(encoded(text()), [0.49, 0.5, 0.51])
    assert found.score.tolist() == pytest.approx([0.49, 0.5, 0.51])
    assert found.matches.tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("min_score", "matches"),
    [
        (None, [False, False, True, True]),
        (0, [True] * 4),
        (0.25, [False, True, True, True]),
        (0.75, [False, False, True, True]),
        (1, [False, False, False, True]),
    ],
)
def test_a_minimal_score_takes_the_thresholds_place(min_score: float | None, matches: list[bool]) -> None:
    assert score(encoded(text()), [0, 0.25, 0.75, 1], min_score=min_score).matches.tolist() == matches


@pytest.mark.parametrize(("said", "half"), [("a dog that runs through deep snow", 1), ("a dog", 2)])
def test_an_unwanted_text_keeps_out_what_reaches_its_threshold_and_few_words_half_of_it(said: str, half: int) -> None:
    unwanted, told = replace(text(1, weight=-1), text=said), [0.49, 0.5, 0.51]
    found = score(encoded(text(0), unwanted), [1, 1, 1], told, threshold=0.5 * half)
    assert found.score.tolist() == pytest.approx([0.51, 0.5, 0.49])
    assert found.matches.tolist() == [True, False, False]
    assert score(encoded(text(0), unwanted), [1, 1, 1], told, min_score=0.5).matches.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("weights", "told", "expected"),
    [
        ((1, 1), ([0.2], [0.6]), 0.4),
        ((3, 1), ([0.2], [0.6]), 0.3),
        ((1, 3), ([0.2], [0.6]), 0.5),
        ((1, -1), ([0.8], [0.5]), 0.4),
        ((1, -2), ([0.8], [0.5]), 0.2),
        ((7, -1), ([0.8], [0.5]), 0.4),
        ((1, -1), ([0.8], [1.0]), 0.0),
        ((1, -3), ([0.8], [0.0]), 0.8),
        ((1, 1, -1), ([0.2], [0.6], [0.5]), 0.2),
    ],
)
def test_weights_of_wanted_and_unwanted_texts(
    weights: tuple[float, ...], told: tuple[list[float], ...], expected: float
) -> None:
    texts = [text(index, weight) for index, weight in enumerate(weights)]
    assert score(encoded(*texts), *told).score.tolist() == pytest.approx([expected])


def test_the_mean_of_the_wanted_texts_must_reach_the_mean_of_their_thresholds() -> None:
    texts = text(0, weight=3), text(1)
    assert score(encoded(*texts), [0.625, 0.5], [0.125, 0.25]).matches.tolist() == [True, False]


@pytest.mark.parametrize("has_text", [False, True])
def test_without_a_regressor_the_score_is_the_cosine_within_0_and_1(has_text: bool) -> None:
    asked = encoded(text()) if has_text else encoded(images=(EncodedImage(1.0, AXIS[:1]),))
    rows = candidates(-0.001, 0.0, 0.25, 1.0, 1.5, 2.0)
    found = score_candidates(models(None), asked, rows)
    assert found.score.tolist() == [1, 1, 0.75, 0, 0, 0]
    # Nothing says from where on a cosine is a match to a text; every picture is one to a picture.
    assert found.matches.tolist() == [not has_text] * 6
    assert UNREACHABLE > 1


def test_pictures_beside_a_text_move_the_order_and_not_what_matches() -> None:
    asked = encoded(text(), images=(EncodedImage(1.0, AXIS[1:2]),))
    found = score(asked, [0.5, 0.25])
    assert found.score.tolist() == pytest.approx([0.25, 0.125])
    assert found.matches.tolist() == [True, False]


def test_an_unwanted_picture_takes_its_cosine_away() -> None:
    like, unlike = (EncodedImage(-1.0, AXIS[index : index + 1]) for index in (0, 1))
    assert score(encoded(text(), images=(like,)), [0.8]).score.tolist() == [0]
    assert score(encoded(text(), images=(unlike,)), [0.8]).score.tolist() == pytest.approx([0.8])


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 9])
def test_candidates_are_scored_in_chunks_and_none_is_lost(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(scoring, "CHUNK", 4)
    found = score_candidates(models(None), encoded(text()), candidates(*(n / 10 for n in range(count))))
    assert found.score.tolist() == pytest.approx([1 - n / 10 for n in range(count)])


def test_the_regressor_sees_each_candidates_similarities_and_nan_where_there_are_fewer() -> None:
    regressor = Told({0: [0, 0, 0, 0]})
    asked = EncodedText("a dog", 1.0, AXIS[:1], {"minilm": AXIS[:1]}, is_latin=True)
    told: list[list[float | None] | None] = [[0.5, 0.25], None, [1.0], [None]]
    rows = found_by([Candidate(0, HalfVector(AXIS[2]).to_binary(), ["a dog"])] * len(told), {(0, "minilm"): told})
    score_candidates(models(regressor), encoded(asked), rows)
    (pairs,) = regressor.asked
    nan = np.nan
    np.testing.assert_array_equal(pairs.similarity["minilm"], [[0.5, 0.25], [nan, nan], [1, nan], [nan, nan]])
    np.testing.assert_array_equal(pairs.image, AXIS[[2, 2, 2, 2]])
    np.testing.assert_array_equal(pairs.query, AXIS[:1])
    assert pairs.words is not None
    assert pairs.is_latin


def test_a_text_that_is_not_english_has_no_words() -> None:
    regressor = Told({0: [0]})
    asked = EncodedText("собака", 1.0, AXIS[:1], {}, is_latin=False)
    score_candidates(models(regressor), encoded(asked), candidates(0))
    assert (regressor.asked[0].words, regressor.asked[0].is_latin) == (None, False)


def test_a_russian_text_is_compared_in_english_except_with_russian_captions() -> None:
    regressor = Told({0: [0.1, 0.2, 0.3]})
    vectors = {"use-multilingual": AXIS[:1], "minilm": AXIS[:1]}
    asked = EncodedText("собака", 1.0, AXIS[:1], vectors, is_latin=False, english="dog")
    captions: list[list[str] | None] = [["a dog"], ["собака"], None]
    rows = [Candidate(0, HalfVector(AXIS[2]).to_binary(), own) for own in captions]
    near: dict[tuple[int, str], Similarities] = {
        (0, "use-multilingual"): [[0.9], [0.8], None],
        (0, "minilm"): [[0.7], [None], None],
    }
    score_candidates(models(regressor), encoded(asked), found_by(rows, near))
    typed, english = regressor.asked
    assert (typed.is_latin, typed.words, list(typed.similarity)) == (False, None, ["use-multilingual"])
    assert (english.is_latin, list(english.similarity)) == (True, ["use-multilingual", "minilm"])
    assert english.words is not None
    assert english.words[0, 0] == 1
    regressor.asked.clear()
    score_candidates(
        models(regressor), encoded(asked), found_by([rows[0], rows[2]], {k: [v[0], v[2]] for k, v in near.items()})
    )
    assert [pairs.is_latin for pairs in regressor.asked] == [True]


def test_vectors_come_out_of_bytes_as_they_went_in() -> None:
    vectors = np.array([[0.5, -0.25, 1], [0, 2, -1]], dtype=np.float32)
    read = vectors_from_bytes(HalfVector(vector).to_binary() for vector in vectors)
    np.testing.assert_array_equal(read, vectors)
    assert read.dtype == np.float32


def test_what_is_known_of_a_picture_raises_its_score_and_no_other() -> None:
    rows = [
        Candidate(0.5, HalfVector(AXIS[0]).to_binary(), tags=["dog show"], photographer="Ann"),
        Candidate(0.5, HalfVector(AXIS[0]).to_binary(), titles=["a dog"]),
        Candidate(0.5, HalfVector(AXIS[0]).to_binary(), places=["tver"], source_path="cat.jpg"),
    ]
    scores = score_candidates(models(Told({0: [0.25, 0.25, 0.25]})), encoded(text()), found_by(rows))
    assert scores.score[1] >= 0.95
    assert 0.25 < scores.score[0] < scores.score[1]
    assert scores.score[2] == pytest.approx(0.25)
    assert scores.matches.tolist()[1:] == [True, False]


def test_of_a_long_text_the_sentences_count_that_a_picture_shows_best() -> None:
    shown = [0.9, 0.1, 0.2, 0.6, 0.0, 0.0, 0.0, 0.0]
    half = np.array([0.5, 0.5], dtype=np.float32)
    sentences = [_Rated(1.0, np.array([score, 0.3], dtype=np.float32), Thresholds(half, 2 * half)) for score in shown]
    best = _best_sentences(sentences)
    assert best.score.tolist() == pytest.approx([0.75, 0.3])  # the mean of two of eight
    assert (best.score >= best.thresholds.maybe).tolist() == [True, False]
    assert best.thresholds.sure.tolist() == [1.0, 1.0]
    assert _best_sentences(sentences[:3]).score.tolist() == pytest.approx([0.55, 0.3])  # never one alone

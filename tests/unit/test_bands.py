"""The thresholds of a query, by evidence that is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from imgsearch.rescoring.absence import Bounds
from imgsearch.rescoring.evidence import Seen
from imgsearch.rescoring.learned import Looks
from imgsearch.search.bands import DECIDING, UNREACHABLE, Scored, Thresholds, thresholds_of_text
from imgsearch.search.encoded import EncodedText

VECTOR = np.eye(1, 4, dtype=np.float32)
QUERY = EncodedText("a dog", 1.0, VECTOR, {"minilm": VECTOR}, is_latin=True)
BOUNDS = Bounds(maybe=0.0, sure=1.0)


class Told:
    """Says what it was told to of pictures without captions and of those with them, and keeps what it saw."""

    def __init__(self, pixels: float, captions: float = 0.0) -> None:
        self.told = {False: pixels, True: captions}
        self.seen: list[Seen] = []

    def evidence(self, seen: Seen) -> float:
        self.seen.append(seen)
        return self.told[bool(seen.similarity)]

    def bounds(self, seen: Seen) -> Bounds:
        return BOUNDS


def thresholds(
    absence: Any,  # noqa: ANN401
    score: list[float],
    nearest: list[float] | None = None,
    query: EncodedText = QUERY,
) -> Thresholds:
    scores = np.array(score, dtype=np.float32)
    near = {} if nearest is None else {"minilm": np.array(nearest, dtype=np.float32)}
    in_english = np.full(len(scores), True)
    scored = Scored(scores, np.full(len(scores), 0.5, dtype=np.float32), None, near, in_english)
    return thresholds_of_text(absence, query, np.ones((len(scores), 4), dtype=np.float32), scored)


def test_without_evidence_the_single_threshold_stays() -> None:
    found = thresholds(None, [0.9, 0.1])
    assert found.maybe.tolist() == found.sure.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("evidence", "maybe", "sure"),
    [
        (-0.1, UNREACHABLE, UNREACHABLE),
        (0.0, 0.16, UNREACHABLE),
        (0.9, 0.16, UNREACHABLE),
        (1.0, 0.16, 0.36),
    ],
)
def test_the_evidence_decides_what_is_shown_and_the_best_score_how_far_down(
    evidence: float, maybe: float, sure: float
) -> None:
    found = thresholds(Told(evidence), [0.4, 0.2])
    assert found.maybe.tolist() == pytest.approx([maybe] * 2)
    assert found.sure.tolist() == pytest.approx([sure] * 2)


def test_what_no_expert_would_call_a_match_is_none_however_good_the_evidence() -> None:
    found = thresholds(Told(2.0), [0.04, 0.02])  # such as the only picture of a month
    assert found.maybe.tolist() == found.sure.tolist() == pytest.approx([0.1, 0.1])


def test_the_single_threshold_is_never_raised_where_something_is_shown() -> None:
    found = thresholds(Told(pixels=0, captions=2), [0.9, 0.2], nearest=[0.8, 0.3])
    assert found.maybe.tolist() == found.sure.tolist() == [0.5, 0.5]


def test_pictures_with_captions_and_those_without_decide_on_their_own() -> None:
    found = thresholds(Told(pixels=-1, captions=1), [0.4, 0.4], [0.7, np.nan])
    assert found.maybe.tolist() == pytest.approx([0.3, UNREACHABLE])


def test_the_first_candidates_alone_decide_so_that_pages_agree() -> None:
    told = Told(0.5)
    few = thresholds(told, [0.4] * DECIDING)
    many = thresholds(told, [0.4] * DECIDING + [0.9] * 30)
    assert [len(seen.images) for seen in told.seen] == [DECIDING] * 2
    assert many.maybe[:DECIDING].tolist() == few.maybe.tolist()


def test_a_russian_text_is_judged_in_english_except_where_captions_are_russian() -> None:
    told = Told(pixels=1, captions=1)
    both = {name: VECTOR for name in ("use-multilingual", "minilm")}
    query = EncodedText("собака", 1.0, VECTOR, both, is_latin=False, english="dog")
    score, in_english = np.full(3, 0.4, dtype=np.float32), np.array([True, False, True])
    nearest = {
        "use-multilingual": np.array([0.7, 0.8, np.nan], dtype=np.float32),
        "minilm": np.array([0.5, np.nan, np.nan], dtype=np.float32),
    }
    scored = Scored(score, score, np.ones((3, 8), dtype=np.float32), nearest, in_english)
    thresholds_of_text(told, query, np.ones((3, 4), dtype=np.float32), scored)  # type: ignore[arg-type]
    english, russian, pixels = told.seen
    assert (english.text, english.is_latin, english.words is None) == ("dog", True, False)
    assert english.similarity == pytest.approx({"use-multilingual": 0.7, "minilm": 0.5})
    assert (russian.text, russian.is_latin, russian.words) == ("собака", False, None)
    assert russian.similarity == pytest.approx({"use-multilingual": 0.8})
    assert (pixels.text, pixels.is_latin, pixels.similarity) == ("dog", True, {})


@pytest.mark.parametrize("text", ["dos perros en la nieve", "ein hund im schnee", "犬"])
def test_of_other_languages_the_score_decides(text: str) -> None:
    """What tells absence has learned of none of them, and would call all of it absent."""
    query = EncodedText(text, 1.0, VECTOR, {"use-multilingual": VECTOR}, is_latin=False)
    told = Told(pixels=-1, captions=-1)
    assert thresholds(told, [0.9, 0.1], query=query).sure.tolist() == [0.5, 0.5]
    assert told.seen == []
    assert (thresholds(told, [0.9, 0.1], query=replace(query, text="собака")).maybe == UNREACHABLE).all()


@pytest.mark.parametrize("text", ["the", "a", "of the", "без", "и не", "q", "у"])
def test_words_that_only_join_others_match_nothing(text: str) -> None:
    found = thresholds(Told(pixels=2), [0.9, 0.1], query=replace(QUERY, text=text))
    assert (found.maybe == UNREACHABLE).all()
    assert (found.sure == UNREACHABLE).all()


def test_what_the_querys_words_look_like_is_told() -> None:
    told = Told(1.0)
    looks = Looks(VECTOR, np.zeros(1, np.float32), np.ones(1, np.float32), 0.0)
    near = np.eye(1, 4, 2, dtype=np.float32)
    query = EncodedText("a dog", 1.0, VECTOR, {}, is_latin=True, near=near, looks=looks)
    one = np.full(1, 0.5, dtype=np.float32)
    scored = Scored(one, one, None, {}, np.full(1, True))
    thresholds_of_text(told, query, np.ones((1, 4), dtype=np.float32), scored)  # type: ignore[arg-type]
    assert told.seen[0].near is not None
    assert (told.seen[0].near.tolist(), told.seen[0].looks) == (near[0].tolist(), looks)

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from imgsearch.search.question import Picture, Question, Text

from imgsearch.search.rank import rank_hits
from imgsearch.search.score import Scores

VECTOR = np.eye(1, 4, dtype=np.float32)


class Candidate(NamedTuple):
    """A row as the database gives it."""

    image_id: int
    captions: list[str] | None = None
    similarity_minilm_0: list[float | None] | None = None
    similarity_use_multilingual_0: list[float | None] | None = None
    similarity_minilm_1: list[float | None] | None = None
    distance: float = 0.25
    name: str = "a.jpg"
    path: str = "/pictures/a.jpg"
    width: int = 4
    height: int = 3


def text(*, weight: float = 1.0, is_latin: bool = True) -> Text:
    return Text("a dog", weight, VECTOR, {}, is_latin)


DOG = Question([text()], [], VECTOR, ["a dog"])


def rank(scores: list[float], matches: list[bool], **page: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Rank and id of the matches and of the others; the n-th candidate is picture n."""
    rows: list[Any] = [Candidate(number) for number in range(len(scores))]
    scored = Scores(np.array(scores, dtype=np.float32), np.array(matches))
    hits, others = rank_hits(rows, scored, DOG, **{"limit": 10, "offset": 0, **page})
    assert all(hit.matches for hit in hits)
    assert not any(hit.matches for hit in others)
    return [(hit.rank, hit.image_id) for hit in hits], [(hit.rank, hit.image_id) for hit in others]


def test_matches_come_before_better_scores_that_match_nothing() -> None:
    assert rank([0.9, 0.1, 0.5], [False, True, True]) == ([(1, 2), (2, 1)], [(3, 0)])


def test_equal_scores_are_in_the_order_of_image_ids() -> None:
    rows: list[Any] = [Candidate(image_id) for image_id in (7, 3, 5)]
    scored = Scores(np.array([0.5, 0.5, 0.5], dtype=np.float32), np.array([True] * 3))
    assert [hit.image_id for hit in rank_hits(rows, scored, DOG, limit=10, offset=0)[0]] == [3, 5, 7]


def test_a_page_begins_after_its_offset_and_ends_at_its_limit() -> None:
    scores, matches = [0.1, 0.2, 0.3, 0.4, 0.5], [True] * 5
    assert rank(scores, matches, limit=2, offset=1) == ([(2, 3), (3, 2)], [])
    assert rank(scores, matches, limit=2, offset=4) == ([(5, 0)], [])
    assert rank(scores, matches, limit=2, offset=5) == ([], [])


@pytest.mark.parametrize(
    ("question", "columns", "caption"),
    [
        (DOG, {"similarity_minilm_0": [0.1, 0.9, 0.5], "similarity_use_multilingual_0": [0.9, 0.1, 0.1]}, "two"),
        (
            Question([text(is_latin=False)], [], VECTOR, []),
            {"similarity_minilm_0": [0.1, 0.9, 0.5], "similarity_use_multilingual_0": [0.1, 0.1, 0.9]},
            "three",
        ),
        (DOG, {"similarity_minilm_0": [None, 0.1, None]}, "two"),
        (DOG, {"similarity_minilm_0": None}, "one"),
        (
            Question([text(weight=-1), text()], [], VECTOR, []),
            {"similarity_minilm_0": [0.9, 0.1, 0.1], "similarity_minilm_1": [0.1, 0.1, 0.9]},
            "three",
        ),
        (Question([], [Picture(1.0, VECTOR)], VECTOR, []), {}, "one"),
    ],
)
def test_a_hit_shows_the_caption_nearest_to_the_first_wanted_text(
    question: Question, columns: dict[str, Any], caption: str
) -> None:
    row: Any = Candidate(1, ["one", "two", "three"], **columns)
    scored = Scores(np.array([0.5], dtype=np.float32), np.array([True]))
    (hit,), _ = rank_hits([row], scored, question, limit=1, offset=0)
    assert hit.caption == caption


def test_a_hit_has_what_its_row_says() -> None:
    row: Any = Candidate(9, None, name="n.jpg", path="/p/n.jpg", width=5, height=6, distance=0.75)
    scored = Scores(np.array([0.5], dtype=np.float32), np.array([False]))
    _, (hit,) = rank_hits([row], scored, DOG, limit=1, offset=0)
    assert hit._asdict() == {
        "rank": 1, "score": 0.5, "matches": False, "image_id": 9, "name": "n.jpg", "path": "/p/n.jpg", "caption": None,
        "distance": 0.75, "width": 5, "height": 6,
    }  # fmt: skip

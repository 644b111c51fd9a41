from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pytest

from imgsearch.models.loaded import ActiveIds
from imgsearch.search import Part, Query
from imgsearch.search.encoded import EncodedImage, EncodedQuery, EncodedText
from imgsearch.search.find import Candidates
from imgsearch.search.rank import choose_dated, judge, rank_hits
from imgsearch.search.score import Scores
from imgsearch.search.similarity import Similarities

VECTOR = np.eye(1, 4, dtype=np.float32)


class Candidate(NamedTuple):
    """A row as the database gives it."""

    image_id: int
    captions: list[str] | None = None
    distance: float = 0.25
    name: str = "a.jpg"
    path: str = "/pictures/a.jpg"
    width: int = 4
    height: int = 3
    series: int | None = None
    taken_at: datetime | None = None
    sha256: bytes = b"\x01"


def text(*, weight: float = 1.0, is_latin: bool = True) -> EncodedText:
    readers = ("minilm", "use-multilingual") if is_latin else ("use-multilingual",)
    return EncodedText("a dog", weight, VECTOR, dict.fromkeys(readers, VECTOR), is_latin)


def asked(*texts: EncodedText, images: Sequence[EncodedImage] = (), limit: int = 10, offset: int = 0) -> EncodedQuery:
    query = Query([Part("a dog")], limit=limit, offset=offset)
    return EncodedQuery(query, list(texts), list(images), VECTOR, ["a dog"])


def found(*rows: Candidate, similarity: dict[tuple[int, str], list[float | None] | None] | None = None) -> Candidates:
    """Rows and the similarities of the first one's captions; nothing is similar where none are given."""
    texts = [(number, encoder) for number in (0, 1) for encoder in ("minilm", "use-multilingual")]
    told: dict[tuple[int, str], Similarities] = {
        key: [(similarity or {}).get(key), *[None] * (len(rows) - 1)] for key in texts
    }
    listed: Any = rows
    return Candidates(listed, told, "exact", len(rows), ActiveIds(1, None), [])


def rank(
    scores: list[float], matches: list[bool], limit: int = 10, offset: int = 0
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Rank and id of the matches and of the others; the n-th candidate is picture n."""
    rows = found(*map(Candidate, range(len(scores))))
    scored = Scores(np.array(scores, dtype=np.float32), np.array(matches))
    hits, others = rank_hits(asked(text(), limit=limit, offset=offset), judge(rows, scored))
    assert all(hit.matches for hit in hits)
    assert not any(hit.matches for hit in others)
    return [(hit.rank, hit.image_id) for hit in hits], [(hit.rank, hit.image_id) for hit in others]


def test_matches_come_before_better_scores_that_match_nothing() -> None:
    assert rank([0.9, 0.1, 0.5], [False, True, True]) == ([(1, 2), (2, 1)], [(3, 0)])


def test_by_date_what_may_match_comes_behind_what_does() -> None:
    days = (datetime(2026, 1, day) for day in (4, 3, 2, 1))
    rows = found(*(Candidate(number, taken_at=day) for number, day in enumerate(days)))
    scores = np.array([0.2, 0.9, 0.3, 0.8], dtype=np.float32)
    shown = np.full(4, fill_value=True)
    judged = judge(rows, Scores(scores, shown, np.array([False, True, False, True])))
    orders = [choose_dated(Query([Part("a dog")], sort=sort), judged, shown, shown) for sort in ("newest", "oldest")]
    assert orders == [[1, 3, 0, 2], [3, 1, 2, 0]]


def test_equal_scores_are_in_the_order_of_image_ids() -> None:
    rows = found(*map(Candidate, (7, 3, 5)))
    scored = Scores(np.array([0.5, 0.5, 0.5], dtype=np.float32), np.array([True] * 3))
    assert [hit.image_id for hit in rank_hits(asked(text()), judge(rows, scored))[0]] == [3, 5, 7]


def test_a_page_begins_after_its_offset_and_ends_at_its_limit() -> None:
    scores, matches = [0.1, 0.2, 0.3, 0.4, 0.5], [True] * 5
    assert rank(scores, matches, limit=2, offset=1) == ([(2, 3), (3, 2)], [])
    assert rank(scores, matches, limit=2, offset=4) == ([(5, 0)], [])
    assert rank(scores, matches, limit=2, offset=5) == ([], [])


@pytest.mark.parametrize(
    ("encoded", "similarity", "caption"),
    [
        (asked(text()), {(0, "minilm"): [0.1, 0.9, 0.5], (0, "use-multilingual"): [0.9, 0.1, 0.1]}, "two"),
        (
            asked(text(is_latin=False)),
            {(0, "minilm"): [0.1, 0.9, 0.5], (0, "use-multilingual"): [0.1, 0.1, 0.9]},
            "three",
        ),
        (asked(text()), {(0, "minilm"): [None, 0.1, None]}, "two"),
        (asked(text()), {(0, "minilm"): None}, "one"),
        (
            asked(text(weight=-1), text()),
            {(0, "minilm"): [0.9, 0.1, 0.1], (1, "minilm"): [0.1, 0.1, 0.9]},
            "three",
        ),
        (asked(images=[EncodedImage(1.0, VECTOR)]), {}, "one"),
    ],
)
def test_a_hit_shows_the_caption_nearest_to_the_first_wanted_text(
    encoded: EncodedQuery, similarity: dict[tuple[int, str], list[float | None] | None], caption: str
) -> None:
    rows = found(Candidate(1, ["one", "two", "three"]), similarity=similarity)
    scored = Scores(np.array([0.5], dtype=np.float32), np.array([True]))
    (hit,), _ = rank_hits(encoded, judge(rows, scored))
    assert hit.caption == caption


def test_a_hit_has_what_its_row_says() -> None:
    row = Candidate(9, None, name="n.jpg", path="/p/n.jpg", width=5, height=6, distance=0.75)
    scored = Scores(np.array([0.5], dtype=np.float32), np.array([False]))
    _, (hit,) = rank_hits(asked(text(), limit=1), judge(found(row), scored))
    assert hit._asdict() == {
        "rank": 1, "score": 0.5, "matches": False, "image_id": 9, "name": "n.jpg", "path": "/p/n.jpg", "caption": None,
        "distance": 0.75, "width": 5, "height": 6, "series": None, "more": 0, "taken_at": None, "band": "below",
        "sha256": b"\x01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cosines", "nearest"),
    [([-0.5, 0.0], "b"), ([0.0, -0.5], "a"), ([None, -1.0], "b"), ([0.2, 0.2], "a"), ([None, None], "a")],
)
def test_the_caption_that_is_shown_is_the_nearest_that_has_a_vector(cosines: list[float | None], nearest: str) -> None:
    rows = found(Candidate(1, ["a", "b"]), similarity={(0, "minilm"): cosines})
    ((hit,), _) = rank_hits(asked(text()), judge(rows, Scores(np.array([0.5], dtype=np.float32), np.array([True]))))
    assert hit.caption == nearest


def test_what_matches_for_sure_comes_before_what_may_and_that_before_the_rest() -> None:
    rows = found(*map(Candidate, range(4)))
    shown, sure = np.array([False, True, True, True]), np.array([False, False, True, False])
    scored = Scores(np.array([0.9, 0.8, 0.7, 0.85], dtype=np.float32), shown, sure)
    hits, others = rank_hits(asked(text()), judge(rows, scored))
    told = [(hit.image_id, hit.band, hit.matches) for hit in (*hits, *others)]
    assert told == [(2, "matches", True), (3, "maybe", True), (1, "maybe", True), (0, "below", False)]

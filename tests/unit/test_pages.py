from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imgsearch.errors import BadInput
from imgsearch.search.pages import candidates_after, candidates_for, check_page, choose_hits


def keys(count: int, seed: int = 0) -> list[tuple[float, ...]]:
    """Of each candidate, with scores that have nothing to do with the order of the candidates."""
    scores = np.random.default_rng(seed).integers(0, 50, count)
    return [(bool(score < 25), -int(score), index) for index, score in enumerate(scores)]


def choose_page(
    every: Sequence[tuple[float, ...]], limit: int, offset: int, series: Sequence[int | None] | None = None
) -> list[int]:
    """The candidates on a page, best first, as a search shows them."""
    return sorted(choose_hits(every, offset + limit, series)[offset : offset + limit], key=every.__getitem__)


@pytest.mark.parametrize(
    ("end", "candidates"),
    [(1, 70), (10, 70), (11, 140), (140, 980), (141, 1000), (1000, 1000), (1001, 2000), (2500, 3000)],
)
def test_hits_need_seven_times_as_many_candidates_up_to_a_thousand(end: int, candidates: int) -> None:
    assert candidates_for(end) == candidates


@given(st.integers(0, 400), st.integers(1, 60), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_pages_are_cut_from_one_sequence(available: int, limit: int, seed: int) -> None:
    found = []
    for offset in range(0, 130, limit):
        # A search fetches no more candidates than the page needs.
        fetched = keys(available, seed)[: candidates_for(offset + limit)]
        found.append(choose_page(fetched, limit, offset))
    chosen = [index for page in found for index in page]
    assert len(set(chosen)) == len(chosen)
    at_once = choose_page(keys(available, seed)[: candidates_for(len(chosen) or 1)], len(chosen) or 1, 0)
    assert sorted(chosen) == sorted(at_once)
    assert len(chosen) == min(available, limit * len(found))


def test_pages_beyond_the_first_block_neither_repeat_nor_leave_out() -> None:
    every = keys(3500)
    chosen = [i for offset in range(0, 3500, 70) for i in choose_page(every[: candidates_for(offset + 70)], 70, offset)]
    assert sorted(chosen) == list(range(3500))


def test_first_page_is_the_best_of_its_candidates() -> None:
    every = keys(70)
    assert choose_page(every, 10, 0) == sorted(range(70), key=every.__getitem__)[:10]


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (1001, 0), (10, -1), (10, 9_991)])
def test_pages_out_of_range_are_refused(limit: int, offset: int) -> None:
    with pytest.raises(BadInput, match=r"limit is|out of range"):
        check_page(limit, offset)


@pytest.mark.parametrize(("limit", "offset"), [(1, 0), (1000, 0), (1000, 9_000), (1, 9_999), (10, 9_990)])
def test_pages_up_to_the_last_hit_that_can_be_seen_are_given(limit: int, offset: int) -> None:
    check_page(limit, offset)


def test_a_page_over_several_stages_is_sorted() -> None:
    every = keys(280)
    found = choose_page(every, 35, 5)
    assert found == sorted(found, key=every.__getitem__)
    assert len(set(found)) == 35


def test_a_stage_chooses_among_what_earlier_stages_left_and_its_own() -> None:
    # The best come last: each stage finds its ten in its own candidates, the last of them first.
    every: list[tuple[float, ...]] = [(-index,) for index in range(210)]
    assert choose_page(every[:70], 10, 0) == list(range(69, 59, -1))
    assert choose_page(every[:140], 10, 10) == list(range(139, 129, -1))
    assert choose_page(every, 5, 25) == list(range(204, 199, -1))
    # Here the best come first, and each stage takes what the one before has left.
    assert choose_page([(index,) for index in range(210)], 10, 20) == list(range(20, 30))


def test_the_best_of_a_series_stands_for_all_and_the_places_are_filled() -> None:
    every = [(-float(index),) for index in range(100)]
    series = [index // 30 if index < 90 else None for index in range(100)]
    assert choose_page(every, 20, 0, series) == [*range(99, 89, -1), 69, 59, 29]
    assert choose_page(every, 100, 0) == list(range(99, -1, -1))


@given(st.integers(0, 300), st.integers(1, 40), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_pages_of_series_are_cut_from_one_sequence_however_many_candidates_are_known(
    available: int, limit: int, seed: int
) -> None:
    every = keys(available, seed)
    series = [None if number > 40 else int(number) for number in np.random.default_rng(seed).integers(0, 60, available)]
    whole = choose_hits(every, available + 1, series)
    for offset in range(0, 100, limit):
        count = candidates_for(offset + limit)
        while True:
            are_all = available < count
            chosen = choose_hits(every[:count], offset + limit, series[:count], are_all=are_all)
            assert chosen == whole[: len(chosen)]
            if are_all or len(chosen) >= offset + limit:
                break
            count = candidates_after(count)
        assert chosen == whole[: offset + limit]
    shown = [series[index] for index in whole if series[index] is not None]
    assert len(set(shown)) == len(shown) == len(set(series) - {None})
    assert sum(each is None for each in series) == len(whole) - len(shown)

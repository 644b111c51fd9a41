"""Ranks on small tables of scores."""

from __future__ import annotations

import numpy as np

from imgsearch.training.recall import rank_of_best, rank_of_relevant, recall


def test_items_that_tie_with_the_relevant_one_stand_before_it() -> None:
    score = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.5, 0.5, 0.5], [0.2, 0.7, 0.7]], dtype=np.float32)
    assert rank_of_relevant(score, np.array([0, 2, 1, 1])).tolist() == [1, 3, 3, 2]


def test_the_best_of_a_picture_s_texts_is_ranked_among_those_of_others() -> None:
    # Pictures 0 and 2 own two texts each, 1 owns none, 3 one.
    owner = np.array([0, 2, 0, 2, 3])
    score = np.array(
        [
            [0.1, 0.5, 0.4, 0.6, 0.2],  # two foreign texts are nearer than the best own one
            [0.0, 0.0, 0.0, 0.0, 0.0],
            [0.8, 0.9, 0.7, 0.1, 0.3],  # the own text of low score does not count
            [0.5, 0.5, 0.1, 0.1, 0.5],  # ties stand before
        ],
        dtype=np.float32,
    )
    assert list(rank_of_best(score, owner)) == [(0, 3), (2, 1), (3, 3)]


def test_recall_counts_the_first_k_in_percent() -> None:
    assert recall(np.array([1, 2, 5, 6, 10, 11, 30, 40])) == (12.5, 37.5, 62.5, 8.0)

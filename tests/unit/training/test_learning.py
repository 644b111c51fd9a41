"""Experts' pairs and people's behind them, row by row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from imgsearch.training.feedback import Feedback, select_feedback
from imgsearch.training.learning import join
from tests.rated import rated_pairs, unit_vectors


def feedback() -> Feedback:
    pairs = rated_pairs([7, 8], [0.3, 0.6], caption_id=[-1, -2], own_captions=[2, 1])
    wide = {
        name: np.pad(values, ((0, 0), (0, 2)), constant_values=0.25) for name, values in pairs.pairs.similarity.items()
    }
    said = pairs.pairs._replace(similarity=wide, query=unit_vectors(2, 5))
    return Feedback(
        replace(pairs, pairs=said),
        weight=np.array([2 / 3, 0.1], dtype=np.float32),
        is_latin=np.array([True, False]),
        is_click=np.array([False, True]),
    )


def test_people_s_pairs_stand_behind_with_their_weight() -> None:
    rated = rated_pairs([1, 2, 3], [0, 0.5, 1], own_captions=[5, 0, 3], is_own=[True, False, False])
    found = join(rated, feedback())
    np.testing.assert_allclose(found.weight, [1, 1, 1, 2 / 3, 0.1], atol=1e-7)
    assert found.is_latin.tolist() == [True, True, True, True, False]
    pairs = found.pairs
    assert pairs.image_id.tolist() == [1, 2, 3, 7, 8]
    assert pairs.caption_id.tolist() == [0, 1, 2, -1, -2]
    assert pairs.text == ["text 0", "text 1", "text 2", "text -1", "text -2"]
    assert pairs.is_own.tolist() == [True, False, False, False, False]
    np.testing.assert_allclose(pairs.rating, [0, 0.5, 1, 0.3, 0.6], atol=1e-7)
    np.testing.assert_array_equal(pairs.pairs.query, np.concatenate([rated.pairs.query, unit_vectors(2, 5)]))
    # Rows of five columns and of seven: what is not there is missing, not nothing.
    counts = (~np.isnan(pairs.pairs.similarity["minilm"])).sum(axis=1)
    assert counts.tolist() == [5, 0, 3, 4, 3]
    assert (~np.isnan(pairs.few.similarity["minilm"])).sum(axis=1).tolist() == [5, 0, 3, 2, 1]
    assert pairs.gallery is rated.gallery


def test_without_feedback_every_pair_weighs_one() -> None:
    rated = rated_pairs([1, 2], [0, 0.5])
    found = join(rated, None)
    assert found.pairs is rated
    assert (found.weight.tolist(), found.is_latin.tolist()) == ([1, 1], [True, True])


def test_feedback_is_counted_by_raters() -> None:
    assert feedback().summary() == {"rated_pairs": 1, "ratings": 2, "clicked_pairs": 1}
    click = select_feedback(feedback(), np.array([1]))
    assert click.summary() == {"rated_pairs": 0, "ratings": 0, "clicked_pairs": 1}
    assert click.pairs.image_id.tolist() == [8]
    assert click.is_latin.tolist() == [False]

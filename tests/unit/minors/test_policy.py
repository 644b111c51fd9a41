"""Correcting probabilities for another share of minors, limits in words, and what they are estimated to do."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.minors.policy import (
    HIDE_FROM,
    LEAST_SHARE,
    Limits,
    Scores,
    Share,
    at_most_to_limits,
    correct,
    counted_share,
    estimate,
    guess_share,
    wilson,
    words_to_limits,
)

NONE_VOUCHED = np.zeros(5, dtype=np.bool_)


def test_odds_are_multiplied_by_the_ratio_of_the_odds_of_the_shares() -> None:
    # 40 % -> 5 %: from 2:3 to 1:19, so even odds become 3:38.
    assert correct(0.5, 0.4, 0.05) == pytest.approx(3 / 41)
    np.testing.assert_allclose(correct([0, 0.3, 1], 0.4, 0.4), [0, 0.3, 1])
    there = correct([0.2, 0.7], 0.4, 0.05)
    np.testing.assert_allclose(correct(there, 0.05, 0.4), [0.2, 0.7])


def test_corrected_probabilities_hold_where_fewer_show_a_minor() -> None:
    generator = np.random.default_rng(5)
    shows = generator.random(200_000) < 0.05
    # Scores of a detector that was calibrated where 40 % do: normal, one apart.
    score = generator.normal(shows.astype(float), 1)
    said = 1 / (1 + np.exp(-(score - 0.5 + np.log(2 / 3))))
    corrected = correct(said, 0.4, 0.05)
    assert abs(corrected.mean() - shows.mean()) < 0.003
    assert said.mean() > 0.2
    for low, high in ((0.02, 0.05), (0.05, 0.1), (0.1, 0.3)):
        inside = (corrected >= low) & (corrected < high)
        assert abs(corrected[inside].mean() - shows[inside].mean()) < 0.01
    assert guess_share(said, 0.4).value == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("hide", list(HIDE_FROM))
def test_a_words_limit_is_its_probability_among_the_expected(hide: str) -> None:
    limits = words_to_limits(hide, 0.3, 0.02)  # type: ignore[arg-type]
    expected = [HIDE_FROM[hide], 0.9]  # type: ignore[index]
    assert correct(np.array(limits), 0.3, 0.02).tolist() == pytest.approx(expected)
    assert limits.suspects_from <= limits.certain_from


@pytest.mark.parametrize(("most", "hidden"), [(0, 0), (1, 1), (2, 1), (3, 3), (5, 5)])
def test_no_more_are_hidden_than_may_be(most: int, hidden: int) -> None:
    # The two of .6 are hidden together or not at all.
    scores = Scores(np.array([0.1, 0.3, 0.6, 0.6, 0.8]), NONE_VOUCHED)
    limits = at_most_to_limits(scores, most, 0.4, 0.4)
    assert estimate(scores, limits, 0.4, Share(0.4, 0.2, 0.6)).hidden == hidden


def test_what_captions_vouch_for_is_hidden_only_from_certainty_on() -> None:
    scores = Scores(np.array([0.5, 0.5, 0.95, 0.95]), np.array([False, True, False, True]))
    assert estimate(scores, Limits(0.4, 0.9), 0.4, Share(0.4, 0.4, 0.4)).hidden == 3


def test_an_estimate_holds_for_the_pictures_and_for_the_share() -> None:
    scores = Scores(np.full(100, 0.5), np.zeros(100, dtype=np.bool_))
    sure = estimate(scores, Limits(0.4, 0.9), 0.4, Share(0.4, 0.4, 0.4)).hidden_others
    assert sure.value == pytest.approx(50)
    assert (sure.low, sure.high) == pytest.approx((50 - 9.8, 50 + 9.8))  # 1.96 times the root of 100 / 4
    unsure = estimate(scores, Limits(0.4, 0.9), 0.4, Share(0.4, 0.2, 0.6)).hidden_others
    assert unsure.low < sure.low < sure.high < unsure.high


def test_an_audits_share_is_wilsons_and_never_nothing() -> None:
    assert wilson(5, 50) == pytest.approx((0.04347, 0.21360), abs=1e-4)
    assert wilson(0, 200) == pytest.approx((0, 0.01885), abs=1e-4)
    none = counted_share(0, 200)
    assert (none.low, none.high) == (LEAST_SHARE, wilson(0, 200)[1])
    assert none.value == pytest.approx(0.0094, abs=1e-4)

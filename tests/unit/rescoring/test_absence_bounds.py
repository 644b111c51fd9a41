from __future__ import annotations

import numpy as np

from scripts.absence_bounds import choose_bounds
from scripts.absence_queries import Asked

SOURCES = ("own thing", "own scene", "phrase", "sentence")


def test_a_bound_lies_where_costs_are_low_around_it_too() -> None:
    # All that is shown is above 0, all that is not below -1: between them nothing costs anything.
    asked = [
        Asked("dev", "x", "latin", shown, source) for source in SOURCES for shown in (True, False) for _ in range(20)
    ]
    evidence = np.array([1.0 if each.shown else -2.0 for each in asked])
    assert -2 < choose_bounds(asked, evidence)["maybe"] < 1
    # Other galleries take no part.
    others = [each._replace(gallery="coco", shown=not each.shown) for each in asked]
    assert choose_bounds([*asked, *others], np.append(evidence, evidence)) == choose_bounds(asked, evidence)


def test_a_single_bound_that_costs_less_than_those_around_it_is_passed_over() -> None:
    # From -1.5 on a tenth of the absent texts is answered and nothing is lost: .1; from -.45 to 1 a tenth is lost: .2.
    absent, shown = [-1.52] * 18 + [-0.5] * 2, [-1.47] * 2 + [1.1] * 18
    asked = [
        Asked("dev", "x", "latin", is_shown, source) for source in SOURCES for is_shown in [False] * 20 + [True] * 20
    ]
    assert -0.5 < choose_bounds(asked, np.array((absent + shown) * len(SOURCES)))["maybe"] < 1.1

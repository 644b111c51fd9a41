"""A regressor that errs more than the one in use is told from one that does not, by what is known of both."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from imgsearch.rescoring.regressor import Regressor
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.present import find_worse

#: All of them were seen by the present regressor, so that its card's figures count.
RATED = cast("RatedPairs", SimpleNamespace(picture_hash=["a", "b"]))


def card(captions: float | None, pixels: float, constant: float = 0.1) -> dict[str, Any]:
    errors = {"mse_captions": captions, "mse_pixels": pixels, "mse_constant": constant}
    metrics = {name: error for name, error in errors.items() if error is not None}
    return {"metrics": metrics, "data": {"picture_hashes": ["a", "b"]}}


def present(of: dict[str, Any], *, is_portable: bool = False) -> Regressor:
    return cast("Regressor", SimpleNamespace(card=of, is_portable=is_portable))


@pytest.mark.parametrize(
    ("trained", "worse"),
    [
        (card(0.02, 0.03), None),
        (card(0.02, 0.0345), None),
        (card(0.02, 0.036), (0.28, 0.25)),
        (card(0.03, 0.02), None),
        (card(0.03, 0.045, constant=0.15), None),
        (card(None, 0.036), (0.36, 0.3)),
    ],
)
def test_errors_count_as_shares_of_that_of_one_number(trained: dict[str, Any], worse: tuple[float, float]) -> None:
    found = find_worse(RATED, trained, present(card(0.02, 0.03)))
    assert found == (None if worse is None else pytest.approx(worse))


def test_where_nothing_is_comparable_no_regressor_is_worse() -> None:
    bad = card(0.9, 0.9)
    assert find_worse(RATED, bad, None) is None
    assert find_worse(RATED, bad, present(card(0.02, 0.03), is_portable=True)) is None
    assert find_worse(RATED, bad, present(card(0.02, 0.03) | {"metrics": {}})) is None

"""benchmarks/kinds.py: what is turned and what a kind's name says."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.scaling.kinds import Kind, find_rotation, parse_kind


def test_turned_vectors_keep_their_cosines_and_begin_with_what_tells_most() -> None:
    generator = np.random.default_rng(0)
    pictures = (generator.normal(size=(300, 6)) * (1, 5, 2, 0.1, 3, 0.5)).astype(np.float32)
    turned = pictures @ find_rotation(pictures)
    np.testing.assert_allclose(turned @ turned.T, pictures @ pictures.T, rtol=1e-4, atol=1e-3)
    power = (turned**2).sum(axis=0)
    assert power.tolist() == sorted(power, reverse=True)
    assert power[:3].sum() > 0.9 * power.sum()


def test_a_kind_is_read_from_its_name() -> None:
    kind = parse_kind("first128/24/200")
    assert (kind, kind.base, kind.is_turned) == (Kind("first128", 24, 200), "first", True)
    assert all(ef >= reranked for ef, reranked in kind.looks())
    assert not parse_kind("bits/16/64").is_turned


@pytest.mark.parametrize("value", ["first/16/64", "halfvec2/16/64", "fp32/16/64", "halfvec/16"])
def test_what_is_no_kind_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"is no kind|not enough values"):
        parse_kind(value)

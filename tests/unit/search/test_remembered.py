"""Scores of a search that looks further."""

from __future__ import annotations

import pytest

from imgsearch.search.score import score_candidates
from imgsearch.search.score_text import Remembered
from tests.unit.test_scores import Told, candidates, encoded, models, text


def test_who_looks_further_scores_what_is_new_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.search.score.CHUNK", 2)
    regressor = Told({0: [0.2, 0.4]})
    remembered: Remembered = {}
    rows = candidates(0.1, 0.2, 0.3, 0.4)
    first = score_candidates(models(regressor), encoded(text()), rows.part(0, 2), remembered)
    assert len(regressor.asked) == 1
    second = score_candidates(models(regressor), encoded(text()), rows, remembered)
    assert [len(pairs.image) for pairs in regressor.asked] == [2, 2]
    assert second.score.tolist()[:2] == first.score.tolist()

"""Figures of labelled pictures out of fold, and the file that keeps what was said of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from imgsearch.encoders import Features
from imgsearch.errors import BadInput, BadRow
from imgsearch.training.minor_figures import describe_seen, list_seen, read_folds, write_folds
from imgsearch.training.people import Eye, Looks, label


def looks(count: int) -> Looks:
    """Of pictures without faces; every number of the tower is zero."""
    features = Features(np.zeros((count, 2), np.float32), np.zeros((count, 9, 2), np.float32))
    return Looks(features, [[] for _ in range(count)])


def test_a_labelled_picture_stands_for_those_that_are_alike_and_nobody_looked_at() -> None:
    texts = {str(number): ["a boy"] if number < 4 else ["a man"] for number in range(10)}
    seen = {"0": Eye("y", "y"), "1": Eye("y", "n"), "9": Eye("y", "n")}
    samples = label(list(texts), looks(10), texts, seen)
    found = np.array([0.9] * 4 + [0.3] * 3 + [0.01] * 3, dtype=np.float32)
    rows = list_seen(samples, "train", found)
    # Two of four boys were looked at, and one of three men who are improbable; none of the others.
    assert [(row.name, row.weight) for row in rows] == [("0", 2.0), ("1", 2.0), ("9", 3.0)]
    figures = describe_seen(rows, seen, 0.5)
    assert figures["minors_found"] == 1
    assert figures["adults_hidden"] == pytest.approx(2 / 5)
    assert figures["adults_hidden_of"] == pytest.approx(25 / 13)


@pytest.mark.parametrize("line", ["a.jpg\tdev\t0.5", "a.jpg\tdev\tmuch\t1"])
def test_lines_out_of_fold_that_are_none_are_refused_with_their_place(tmp_path: Path, line: str) -> None:
    file = tmp_path / "folds.tsv"
    file.write_text(f"# r1\n{line}\n")
    with pytest.raises(BadRow, match=r"folds\.tsv:2: expected picture, split"):
        read_folds(file, "r1")
    with pytest.raises(BadInput, match="cannot be written"):
        write_folds(tmp_path / "nowhere" / "folds.tsv", "r1", [])
    with pytest.raises(BadInput, match="cannot be read"):
        read_folds(tmp_path / "nothing.tsv", "r1")

"""Figures of labelled pictures out of fold, and the file that keeps what was said of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from imgsearch.encoders import Features
from imgsearch.errors import BadInput, BadRow
from imgsearch.minors.detectors.closer import SUMMARY
from imgsearch.training import minors as module
from imgsearch.training.minor_figures import describe_seen, list_seen, read_folds, write_folds
from imgsearch.training.minor_files import Sizes
from imgsearch.training.people import Eye, Looks, Samples, label


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
    with pytest.raises(BadInput, match=r"folds\.tsv is no folder"):
        write_folds(file / "folds.tsv", "r1", [])
    with pytest.raises(BadInput, match="cannot be read"):
        read_folds(tmp_path / "nothing.tsv", "r1")


def test_dev_chooses_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever eyes say of pictures that choose nothing: by the same log-odds calibration and limits are the same."""
    generator = np.random.default_rng(6)
    kind = np.arange(60) % 3
    person, minor, closer = generator.normal(size=(3, 60)).astype(np.float32)
    person, minor = person + 20 * (kind < 2), minor + 6 * (kind == 0)
    told = np.concatenate([minor[:, None], np.zeros((60, SUMMARY))], axis=1).astype(np.float32)
    monkeypatch.setattr(module, "out_of_fold", lambda *_: (person, told, person, closer))
    named = [str(number) for number in range(60)]
    one = replace(
        label(named, looks(60), {}, {}),
        person=(kind < 2).astype(np.float32),
        minor=(kind == 0).astype(np.float32),
    )
    rest = np.arange(60) >= 30
    # Of the rest nobody is a minor any more.
    other = replace(one, minor=np.where(rest, 0, one.minor).astype(np.float32))

    def chosen(samples: Samples, choosing: int) -> tuple[object, ...]:
        classifier, found = module.fit(samples, Sizes(30, choosing), 0, lambda *_: None)
        lines = [(stage.scale, stage.shift) for stage in classifier.stages.values()]
        return classifier.card, lines, found.tolist()

    assert chosen(one, 30) == chosen(other, 30)
    assert chosen(one, 60) != chosen(other, 60)

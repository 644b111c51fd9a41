from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each training that began: how many members."""
    seen: list[int] = []

    def train_encoder(_files: object, _out: object, *, members: int, **_asked: object) -> dict[str, object]:
        seen.append(members)
        score = dict.fromkeys(("at_1", "at_5", "at_10", "median_rank"), 1.0)
        return {"revision": "0", "dev": score}

    monkeypatch.setattr("imgsearch.training.encoder.train_encoder", train_encoder)
    return seen


def train(folder: Path, *more: str) -> Result:
    files = [word for option in ("captions", "train", "dev") for word in (f"--{option}", __file__)]
    return CliRunner().invoke(
        main, ["train", "encoder", *files, "--images", str(folder), "--out", str(folder / "o"), *more]
    )


def test_texts_that_would_teach_nothing_are_refused(trained: list[int], tmp_path: Path) -> None:
    refused = train(tmp_path, "--usual", __file__)
    assert refused.exit_code == 2
    assert "give --members 4 too, or leave --usual out" in refused.stderr
    assert trained == []
    for more in (["--usual", __file__, "--members", "4"], []):
        assert train(tmp_path, *more).exit_code == 0
    assert trained == [4, 0]

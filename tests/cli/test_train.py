from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.cli.train import _describe
from imgsearch.cli.trained import describe_trained, doubt_of, warnings_of
from imgsearch.training.present import Worse

if TYPE_CHECKING:
    from imgsearch.training.feedback import Feedback


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


def test_a_regressor_is_reported_situation_by_situation() -> None:
    card = {
        "data": {"pairs": 4650, "pictures": 806},
        "target": "mean",
        "metrics": {"mse_captions": 0.01234, "mse_pixels_multilingual": 0.05, "mse_constant": 0.07271},
        "thresholds": {"captions": 0.4567},
    }
    assert describe_trained(3, card).splitlines() == [
        "regressor 3: 4,650 pairs of 806 pictures",
        "mean squared error against the mean; five folds by picture; match from this score on:",
        f"  {'pixels only, query not in Latin letters':<66} 0.0500",
        f"  {'with own captions':<66} 0.0123   0.46",
        f"  {'constant':<66} 0.0727",
    ]


def test_a_regressor_that_is_worse_than_one_number_is_doubted() -> None:
    card = {"metrics": {"mse_pixels": 0.3784, "mse_constant": 0.1464}}
    told = doubt_of(card)
    assert told is not None
    assert told.startswith("out of fold its error from pixels, 0.3784, is no less than 0.1464")
    assert doubt_of({"metrics": {"mse_pixels": 0.1, "mse_constant": 0.1464}}) is None


def test_who_trained_a_worse_regressor_is_told_what_to_do() -> None:
    card = {"metrics": {"mse_pixels": 0.1, "mse_constant": 0.2}}
    assert list(warnings_of(3, card, None, is_active=True)) == []
    (stored,) = warnings_of(3, card, Worse(0.36, 0.26), is_active=False)
    assert "36% of that of one number for all pairs, that of the regressor before it 26%" in stored
    assert stored.endswith("it is not activated; `imgsearch models activate 3` does that all the same")
    (used,) = warnings_of(3, card, Worse(0.36, 0.26), is_active=True)
    assert used.endswith("`imgsearch models rollback` takes that back")
    assert (
        len(list(warnings_of(3, card | {"metrics": {"mse_pixels": 1, "mse_constant": 1}}, None, is_active=True))) == 1
    )


def test_what_the_page_was_told_is_counted() -> None:
    class Given:
        def summary(self) -> dict[str, int]:
            return {"ratings": 1, "rated_pairs": 2, "clicked_pairs": 3}

    given = cast("Feedback", Given())
    rated = "feedback: 1 rating of 2 pairs"
    assert _describe(given, "feedback") == f"{rated}, 3 opened hits with a low score"
    assert _describe(given, "ratings") == rated
    assert _describe(None, "ratings") == "the page has no ratings to learn from yet"


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

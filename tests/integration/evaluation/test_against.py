"""Two evaluations side by side: what differs by more than chance."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.errors import BadInput
from imgsearch.evaluation.against import Difference, Shuffle, compare_evaluations
from imgsearch.tables import Evaluation, MatchPrediction, MatchRating, RetrievalRank
from tests.rated_database import fill_rated

#: How far each evaluation is off at every pair.
THIS_ERROR, THAT_ERROR = 0.1, 0.2
RANKED = {"query_set": "test queries", "scope": "all", "direction": "text to image", "ranking": "cosine"}


def add_evaluation(session: Session, regressor: str) -> int:
    row = Evaluation(encoder="small 1", regressor=regressor, data_fingerprint="", seed=0, settings={})
    session.add(row)
    session.flush()
    return row.id


def add_predictions(session: Session, evaluation_id: int, error: float, model: str = "pixels") -> None:
    """Of every rated pair, as far off as that."""
    pairs = session.execute(
        select(MatchRating.image_id, MatchRating.caption_key, MatchRating.expert_mean).where(
            MatchRating.expert_mean.is_not(None)
        )
    )
    session.execute(
        insert(MatchPrediction),
        [
            {
                "evaluation_id": evaluation_id, "split": "picture", "model": model, "image_id": image_id,
                "caption_key": key, "predicted": float(rating or 0) + error,
            }
            for image_id, key, rating in pairs
        ],
    )  # fmt: skip


def add_ranks(session: Session, evaluation_id: int, ranks: list[int]) -> None:
    """Of one query for each of the first pictures."""
    ids = session.scalars(select(MatchRating.image_id).distinct().order_by(MatchRating.image_id)).all()
    rows = [
        {"evaluation_id": evaluation_id, "query_key": f"q{number}", "image_id": ids[number], "rank": rank, **RANKED}
        for number, rank in enumerate(ranks)
    ]
    session.execute(insert(RetrievalRank), rows)


@pytest.fixture
def evaluations(session: Session) -> tuple[int, int]:
    """This one and that one, on the same pairs and queries."""
    fill_rated(session)
    this, that = (add_evaluation(session, name) for name in ("this", "that"))
    for evaluation_id, error, ranks in ((this, THIS_ERROR, [1, 2, 4]), (that, THAT_ERROR, [2, 6, 8])):
        add_predictions(session, evaluation_id, error)
        add_predictions(session, evaluation_id, error, model="cosine")
        add_ranks(session, evaluation_id, ranks)
    session.commit()
    return this, that


def test_figures_are_of_the_same_pairs_and_queries(session: Session, evaluations: tuple[int, int]) -> None:
    session.execute(
        insert(RetrievalRank),
        [{**RANKED, "evaluation_id": evaluations[0], "query_key": "alone", "image_id": 1, "rank": 9}],
    )
    found = {(each.model, each.metric): each for each in compare_evaluations(session, *evaluations)}
    assert ("cosine", "mse") not in found  # a similarity has no error
    error = found["pixels", "mse"]
    assert error.this == pytest.approx(THIS_ERROR**2)
    assert error.that == pytest.approx(THAT_ERROR**2)
    assert error.p_value < 0.01  # every picture says the same
    ranks = {metric: each for (model, metric), each in found.items() if model == "text to image, cosine"}
    assert {metric: (round(each.this, 1), round(each.that, 1)) for metric, each in ranks.items()} == {
        "recall_1": (33.3, 0.0),
        "recall_5": (100.0, 33.3),
        "recall_10": (100.0, 100.0),
        "reciprocal": (58.3, 26.4),
    }
    assert {each.sample_size for each in ranks.values()} == {3}
    # Of the eight ways to give three differences signs, two are as far from 0.
    assert ranks["reciprocal"].p_value == pytest.approx(2 / 8, abs=0.02)
    assert ranks["recall_10"].p_value == 1.0


def test_what_belongs_to_one_picture_changes_sides_together() -> None:
    difference = np.ones(6)
    shuffle = Shuffle(rounds=20_000, seed=3)
    assert shuffle.p_value(np.arange(6), difference) == pytest.approx(2 / 64, abs=0.005)
    assert shuffle.p_value(np.array([7, 7, 7, 9, 9, 9]), difference) == pytest.approx(2 / 4, abs=0.02)
    assert shuffle.p_value(np.arange(6), difference) == shuffle.p_value(np.arange(6), -difference)
    # Chance alone is seldom called significant: as often as it says.
    generator = np.random.default_rng(0)
    few = Shuffle(rounds=200, seed=0)
    called = [few.p_value(np.arange(20), generator.normal(size=20)) < 0.1 for _ in range(400)]
    assert np.mean(called) == pytest.approx(0.1, abs=0.05)


def test_evaluations_that_share_nothing_are_an_error(session: Session, evaluations: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="there is no evaluation 99"):
        compare_evaluations(session, evaluations[0], 99)
    empty = add_evaluation(session, "replaced since")
    with pytest.raises(BadInput, match=f"evaluations {evaluations[0]} and {empty} share no pair and no query"):
        compare_evaluations(session, evaluations[0], empty)


def test_the_command_prints_what_is_stored(
    evaluations: tuple[int, int], database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    this, that = map(str, evaluations)

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["evaluate", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    line = next(line for line in run("--stored", this, "--against", that).splitlines() if " mse " in line)
    assert line.split()[:3] == ["picture", "pixels", "mse"]
    assert line.split()[4:6] == ["0.0100", "0.0400"]
    found = json.loads(run("--stored", this, "--against", that, "--json"))
    assert Difference(**found["differences"][0]).metric == "mse"
    missing = CliRunner().invoke(main, ["evaluate", "--against", "99"])
    assert (missing.exit_code, missing.stderr.count("there is no evaluation 99")) == (1, 1)
    assert CliRunner().invoke(main, ["evaluate", "--stored", this]).exit_code == 2

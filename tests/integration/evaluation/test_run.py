"""An evaluation stores what it measured, of which models, and replaces the one before."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from importlib.metadata import version

import numpy as np
import pytest
from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex
from imgsearch.evaluation.run import evaluate
from imgsearch.models.loaded import SearchModels
from imgsearch.tables import Encoder, Evaluation, EvaluationFigure, Image, MinorReview, RetrievalRank
from tests.fakes import LATENT_DIMENSION, LatentEncoder
from tests.integration.evaluation.conftest import (
    RECALLS,
    SITUATIONS,
    YARDSTICKS,
    Evaluated,
    add_test_pictures,
    revision_of,
)


@pytest.fixture
def models(session: Session) -> SearchModels:
    """Of an empty database: an active encoder and no regressor."""
    row = Encoder(name="small", revision="1", dimension=LATENT_DIMENSION, is_active=True)
    session.add(row)
    session.commit()
    return SearchModels(row.id, LatentEncoder(), {}, None, None)


def test_the_run_is_stored_with_its_models_and_settings(evaluated: Evaluated) -> None:
    (row,) = evaluated.first.rows("evaluation")
    rated = evaluated.rated
    lines = [f"{text}\t{rating:.6f}\n" for text, rating in sorted(zip(rated.text, rated.rating.tolist(), strict=True))]
    del row["evaluated_at"]
    assert row == {
        "id": evaluated.first.result.evaluation_id,
        "encoder": "small 1",
        "regressor_id": evaluated.models.regressor_id,
        "regressor": revision_of(evaluated.models),
        "data_fingerprint": sha256("".join(lines).encode()).hexdigest()[:16],
        "seed": 7,
        "settings": {
            "folds": 5,
            "target": "mean",
            "resamples": 5,
            "searches": 200,
            "versions": {name: version(name) for name in ("numpy", "scikit-learn", "scipy")},
        },
    }


def test_every_model_s_predictions_of_every_pair_are_stored(evaluated: Evaluated) -> None:
    rows = evaluated.first.rows("match_prediction")
    everything = {(split, model): 202 for split in ("picture", "caption") for model in [*SITUATIONS, *YARDSTICKS]}
    everything |= {(split, "constant"): 202 for split in ("picture", "caption")}
    unseen = {("unseen", model): int((evaluated.rated.image_id % 2 == 1).sum()) for model in [*SITUATIONS, *YARDSTICKS]}
    # The crowd's pair, which no expert saw, is of a picture that the regressor did not see.
    assert Counter((row["split"], row["model"]) for row in rows) == everything | {
        key: count + 1 for key, count in unseen.items()
    }
    assert {row["image_id"] % 2 for row in rows if row["split"] == "unseen"} == {1}
    assert not any(row["is_hidden"] for row in rows)


def test_predictions_are_stored_with_the_pair_that_they_are_of(evaluated: Evaluated) -> None:
    rated, found = evaluated.rated, evaluated.first.predictions("picture", "cosine")
    cosine = (rated.pairs.query * rated.pairs.image).sum(axis=1).tolist()
    expected = Counter(zip(rated.image_id.tolist(), np.round(cosine, 4).tolist(), strict=True))
    crowd_only = found.pop((int(rated.image_id[0]), "10.jpg#0"))
    assert Counter((image, round(value, 4)) for (image, _key), value in found.items()) == expected
    encoder = LatentEncoder()
    assert crowd_only == pytest.approx(encoder.near(10, 0.1) @ encoder.latent[0], abs=1e-3)


def test_the_next_evaluation_of_the_same_models_replaces_predictions_and_ranks_but_no_figures(
    evaluated: Evaluated,
) -> None:
    before, after = evaluated.first.tables, evaluated.second.tables
    first, second = evaluated.first.result.evaluation_id, evaluated.second.result.evaluation_id
    others = {row["id"] for row in before["evaluation"]} - {first}
    assert len(others) == 2
    for table in ("match_prediction", "retrieval_rank"):
        assert {row["evaluation_id"] for row in before[table]} == {*others, first}
        assert {row["evaluation_id"] for row in after[table]} == {*others, second}
    kept = [row for row in after["evaluation_figure"] if row["evaluation_id"] == first]
    assert kept == before["evaluation_figure"]
    assert {row["id"] for row in after["evaluation"]} == {*others, first, second}


def test_folds_learn_from_what_was_rated_on_the_page(evaluated: Evaluated) -> None:
    (row,) = evaluated.second.rows("evaluation")
    assert row["settings"]["feedback"] == {"rated_pairs": 20, "ratings": 20, "clicked_pairs": 0}
    for model in SITUATIONS:
        plain = evaluated.second.predictions("picture", model)
        taught = evaluated.second.predictions("picture", f"{model}_feedback")
        assert plain == evaluated.first.predictions("picture", model)
        changed = {image for image, key in plain if plain[image, key] != taught[image, key]}
        assert changed
        assert evaluated.rated_picture not in changed


def test_nothing_to_measure_is_an_error_that_stores_nothing(session: Session, models: SearchModels) -> None:
    with pytest.raises(EmptyIndex, match=r"no test queries and no .* captions to .* ratings of at least 20 pictures"):
        evaluate(session, models, seed=0, resamples=5, progress=lambda _: None)
    assert session.scalar(select(func.count()).select_from(Evaluation)) == 0


def test_retrieval_is_measured_without_ratings_and_regressor(session: Session, models: SearchModels) -> None:
    add_test_pictures(session, models.encoder_id)
    said: list[str] = []
    result = evaluate(session, models, seed=0, resamples=0, progress=said.append)
    assert said[0].startswith("the score is not measured: a regressor needs expert ratings of at least 20 pictures")
    session.rollback()  # what is stored is committed
    row = session.scalars(select(Evaluation)).one()
    assert (row.regressor_id, row.regressor, row.data_fingerprint) == (None, "none", "")
    expected = {
        (f"test queries, {scope}", f"{direction}, cosine", metric)
        for scope in ("allowed", "all")
        for direction in ("text to image", "image to text")
        for metric in RECALLS
    }
    assert {figure[:3] for figure in result.figures} == expected | {("searches", "first 10", "same_top_10")}
    assert all(figure.low is None and figure.high is None for figure in result.figures)
    assert session.scalar(select(func.count()).select_from(EvaluationFigure)) == 17
    assert said[1:] == ["ranking queries", "resampling pictures"]


def test_no_flag_waits_while_pictures_are_resampled_and_none_breaks_what_is_stored(
    session: Session, models: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_test_pictures(session, models.encoder_id)
    steps: list[str] = []

    def hide(session: Session) -> None:
        """Whose turn it was before: an editor's."""
        steps.append("batch")
        session.execute(insert(MinorReview).from_select(["image_id", "verdict"], select(Image.id, literal("flag"))))

    monkeypatch.setattr("imgsearch.evaluation.store.begin_batch", hide)
    evaluate(session, models, seed=0, resamples=5, progress=steps.append)
    assert steps[-2:] == ["resampling pictures", "batch"]
    assert session.scalars(select(RetrievalRank.is_hidden).distinct()).all() == [True]

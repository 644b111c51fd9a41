"""An evaluation stores what it measured, and its figures are those of the views."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from importlib.metadata import version

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.encoders import FloatArray
from imgsearch.errors import EmptyIndex
from imgsearch.evaluation.run import evaluate
from imgsearch.models.loaded import SearchModels
from imgsearch.tables import Encoder, Evaluation, EvaluationFigure
from tests.fakes import LATENT_DIMENSION, PICTURES, LatentEncoder
from tests.integration.evaluation.conftest import (
    QUERIES,
    TEST_PICTURES,
    Evaluated,
    Stored,
    add_test_pictures,
    revision_of,
)

SITUATIONS = [f"{name}{suffix}" for name in ("pixels", "few_captions", "captions") for suffix in ("", "_multilingual")]
YARDSTICKS = ["cosine", "caption_similarity"]
#: View -> the column of its count, and its metrics.
OF_PAIRS = {
    "evaluation_error": ("pairs", ["mse", "mae", "r2", "spearman"]),
    "evaluation_calibration_error": ("pairs", ["ece"]),
    "evaluation_tau_c": ("ratings", ["tau_c"]),
    "evaluation_tau_b": ("pairs", ["tau_b"]),
    "evaluation_ndcg": ("queries", ["ndcg_10"]),
}
RECALLS = ["recall_1", "recall_5", "recall_10", "median_rank"]
ERRORS = {"mse", "mae", "r2", "ece"}
Predicted = dict[tuple[int, str], float]


@pytest.fixture
def models(session: Session) -> SearchModels:
    """Of an empty database: an active encoder and no regressor."""
    row = Encoder(name="small", revision="1", dimension=LATENT_DIMENSION, is_active=True)
    session.add(row)
    session.commit()
    return SearchModels(row.id, LatentEncoder(), {}, None, None)


def predictions(stored: Stored, split: str, model: str) -> Predicted:
    """(picture, caption) -> what a model said of it."""
    rows = [row for row in stored.rows("match_prediction") if (row["split"], row["model"]) == (split, model)]
    return {(row["image_id"], row["caption_key"]): row["predicted"] for row in rows}


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
    assert not any(row["is_minor"] for row in rows)


def test_predictions_are_stored_with_the_pair_that_they_are_of(evaluated: Evaluated) -> None:
    rated, found = evaluated.rated, predictions(evaluated.first, "picture", "cosine")
    cosine = (rated.pairs.query * rated.pairs.image).sum(axis=1).tolist()
    expected = Counter(zip(rated.image_id.tolist(), np.round(cosine, 4).tolist(), strict=True))
    crowd_only = found.pop((int(rated.image_id[0]), "10.jpg#0"))
    assert Counter((image, round(value, 4)) for (image, _key), value in found.items()) == expected
    encoder = LatentEncoder()
    assert crowd_only == pytest.approx(encoder.near(10, 0.1) @ encoder.latent[0], abs=1e-3)


def ranks_by_hand(asked: list[tuple[str, str, int]], latent: FloatArray, ids: list[int]) -> Counter[tuple[object, ...]]:
    """Ranks of queries (key, text, place of the picture) and of their pictures, by cosine; ties stand before."""
    images = latent.astype(np.float16).astype(np.float32)
    score = LatentEncoder().encode_texts([text for _, text, _ in asked]) @ images.T
    owner = np.array([place for *_, place in asked])
    found: Counter[tuple[object, ...]] = Counter()
    for row, (key, _, place) in enumerate(asked):
        found["text to image", key, ids[place], int((score[row] >= score[row, place]).sum())] += 1
    for place in set(owner.tolist()):
        best = score[owner == place, place].max()
        rank = 1 + int((score[owner != place, place] >= best).sum())
        found["image to text", str(ids[place]), ids[place], rank] += 1
    return found


@pytest.mark.parametrize(("scope", "keys"), [("allowed", ["q0", "q1"]), ("all", ["q0", "q1", "q2"])])
def test_ranks_of_test_queries(evaluated: Evaluated, scope: str, keys: list[str]) -> None:
    rows = [
        row
        for row in evaluated.first.rows("retrieval_rank")
        if (row["query_set"], row["scope"]) == ("test queries", scope)
    ]
    asked = [(key, *QUERIES[key]) for key in keys]
    expected = ranks_by_hand(asked, LatentEncoder().latent[:TEST_PICTURES], evaluated.test_pictures)
    named = {
        ranking: Counter(
            (row["direction"], row["query_key"], row["image_id"], row["rank"])
            for row in rows
            if row["ranking"] == ranking
        )
        for ranking in ("cosine", "score")
    }
    assert named["cosine"] == expected
    assert {key[:3] for key in named["score"]} == {key[:3] for key in expected}
    assert len(rows) == 4 * len(keys)


def test_ranks_of_a_gallery_s_own_captions_are_by_cosine_alone_where_the_regressor_saw_its_pictures(
    evaluated: Evaluated,
) -> None:
    rows = [row for row in evaluated.first.rows("retrieval_rank") if row["query_set"] != "test queries"]
    assert Counter((row["query_set"], row["scope"], row["direction"], row["ranking"]) for row in rows) == {
        ("g", scope, direction, "cosine"): count
        for scope in ("allowed", "all")
        for direction, count in (("text to image", 3 * PICTURES), ("image to text", PICTURES))
    }
    ids = sorted(set(evaluated.rated.image_id.tolist()))
    asked = [
        (f"{n}.jpg#{k}", f"picture {n // 2 * 2}" if k == 0 else f"caption {k} of picture {n}", n)
        for n in range(PICTURES)
        for k in range(3)
    ]
    found = Counter(
        (row["direction"], row["query_key"], row["image_id"], row["rank"]) for row in rows if row["scope"] == "all"
    )
    assert found == ranks_by_hand(asked, LatentEncoder().latent, ids)


@pytest.mark.parametrize("which", ["first", "second"])
def test_figures_are_those_of_the_views(evaluated: Evaluated, which: str) -> None:
    stored: Stored = getattr(evaluated, which)
    expected = {}
    for view, (count, metrics) in OF_PAIRS.items():
        for row in stored.rows(view):
            for metric in metrics:
                # A similarity is no score that could be in error, and a constant ranks nothing.
                if (
                    (metric in ERRORS)
                    if row["model"] == "constant"
                    else (metric not in ERRORS or row["model"] not in YARDSTICKS)
                ):
                    expected[row["split"], row["model"], metric] = (row[metric], row[count])
    for row in stored.rows("evaluation_recall"):
        for metric in RECALLS:
            key = (f"{row['query_set']}, {row['scope']}", f"{row['direction']}, {row['ranking']}", metric)
            expected[key] = (row[metric], row["queries"])
    figures = [figure for figure in stored.result.figures if figure.split != "searches"]
    assert {figure[:3]: figure.sample_size for figure in figures} == {
        key: count for key, (_, count) in expected.items()
    }
    # The database sums in any order.
    assert {figure[:3]: figure.value for figure in figures} == pytest.approx(
        {key: v for key, (v, _) in expected.items()}
    )
    found = Counter(metric for _split, _model, metric in expected)
    suffixes = 2 if which == "second" else 1
    scores = 2 * suffixes * len(SITUATIONS) + len(SITUATIONS)
    assert found == (
        dict.fromkeys(ERRORS, scores + 2)
        | dict.fromkeys(("spearman", "tau_c", "tau_b", "ndcg_10"), scores + 3 * len(YARDSTICKS))
        | dict.fromkeys(RECALLS, 12)
    )


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_table_keeps_the_figures_that_are_returned(evaluated: Evaluated, which: str) -> None:
    stored: Stored = getattr(evaluated, which)
    figures = [{"evaluation_id": stored.result.evaluation_id, **each._asdict()} for each in stored.result.figures]
    kept = {(row["split"], row["model"], row["metric"]): row for row in stored.rows("evaluation_figure")}
    assert kept == {(row["split"], row["model"], row["metric"]): row for row in figures}
    assert len(kept) == len(figures)


def test_searches_are_measured_too(evaluated: Evaluated) -> None:
    found = {figure[1:3]: figure for figure in evaluated.first.result.figures if figure.split == "searches"}
    same = found.pop(("first 10", "same_top_10"))
    # A search for ten scores all of so few pictures.
    assert (same.value, same.low, same.high) == (1, None, None)
    assert 9 <= same.sample_size <= 10  # what asks for minors is not counted
    rules = ("10% may be lost", "95% to get nothing")
    metrics = ("threshold", "absent_answered_nothing", "present_lost")
    assert {model.split(", ")[1] for model, _ in found} == {"captions", "pixels"}
    assert Counter(metric for _, metric in found) == dict.fromkeys(metrics, 2 * len(rules))


def percentiles(values: list[float]) -> list[float]:
    return np.percentile(values, (2.5, 97.5)).tolist()


def test_intervals_are_over_resampled_pictures(evaluated: Evaluated) -> None:
    figures = {figure[:3]: figure for figure in evaluated.first.result.figures}
    for figure in figures.values():
        has_none = figure.split == "searches" or figure.metric == "median_rank"
        assert (figure.low is None, figure.high is None) == (has_none, has_none), figure
        assert has_none or figure.low <= figure.high, figure  # type: ignore[operator]
    said = predictions(evaluated.first, "picture", "constant")
    constant = {image: value for (image, _key), value in said.items()}
    rated = evaluated.rated
    error = np.array([constant[image] for image in rated.image_id.tolist()]) - rated.rating
    ids, generator = np.unique(rated.image_id), np.random.default_rng(7)
    resampled = []
    for _ in range(5):
        drawn = ids[generator.integers(PICTURES, size=PICTURES)]
        resampled.append(float(np.mean(np.concatenate([error[rated.image_id == image] for image in drawn]) ** 2)))
    mse = figures["picture", "constant", "mse"]
    assert [mse.low, mse.high] == pytest.approx(percentiles(resampled), abs=1e-6)


def test_intervals_of_recall_are_over_resampled_pictures(evaluated: Evaluated) -> None:
    rows = [
        row
        for row in evaluated.first.rows("retrieval_rank")
        if (row["query_set"], row["scope"], row["direction"]) == ("g", "all", "text to image")
    ]
    hits = np.zeros(PICTURES)
    ids = sorted({row["image_id"] for row in rows})
    for row in rows:
        hits[ids.index(row["image_id"])] += row["rank"] <= 5
    drawn = np.random.default_rng(7).multinomial(PICTURES, np.full(PICTURES, 1 / PICTURES), size=5)
    figures = {figure[:3]: figure for figure in evaluated.first.result.figures}
    found = figures["g, all", "text to image, cosine", "recall_5"]
    assert found.value == pytest.approx(100 * hits.sum() / len(rows))
    assert [found.low, found.high] == pytest.approx(percentiles((100 * (drawn @ hits) / len(rows)).tolist()))


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
        plain = predictions(evaluated.second, "picture", model)
        taught = predictions(evaluated.second, "picture", f"{model}_feedback")
        assert plain == predictions(evaluated.first, "picture", model)
        changed = {image for image, key in plain if plain[image, key] != taught[image, key]}
        assert changed
        assert evaluated.rated_picture not in changed


def test_nothing_to_measure_is_an_error_that_stores_nothing(session: Session, models: SearchModels) -> None:
    with pytest.raises(EmptyIndex, match="no ratings, test queries or captions"):
        evaluate(session, models, seed=0, resamples=5, progress=lambda _: None)
    assert session.scalar(select(func.count()).select_from(Evaluation)) == 0


def test_retrieval_is_measured_without_ratings_and_regressor(session: Session, models: SearchModels) -> None:
    add_test_pictures(session, models.encoder_id)
    said: list[str] = []
    result = evaluate(session, models, seed=0, resamples=0, progress=said.append)
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
    assert said == ["ranking queries", "resampling pictures"]

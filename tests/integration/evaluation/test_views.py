"""The views give the figures that SciPy and scikit-learn give, for everybody, ties and all."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import kendalltau, spearmanr
from sklearn.metrics import mean_absolute_error, mean_squared_error, ndcg_score, r2_score
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from imgsearch.evaluation.bootstrap import metrics_of
from imgsearch.evaluation.judged import Predictions
from loaders.annotations import refresh_match_rating
from tests.rated import judged_pairs, rated_pairs

IMAGES, CAPTIONS = 60, 25


class Judged(NamedTuple):
    """Pairs as arrays: picture, caption, experts, share (NaN for no crowd), score, whether the caption is its own."""

    image: npt.NDArray[np.int64]
    caption: npt.NDArray[np.int64]
    experts: npt.NDArray[np.int64]
    share: npt.NDArray[np.float64]
    predicted: npt.NDArray[np.float64]
    is_own: npt.NDArray[np.bool_]

    @property
    def rating(self) -> npt.NDArray[np.float64]:
        return np.asarray((self.experts.mean(axis=1) - 1) / 3)


@pytest.fixture
def judged(session: Session) -> Judged:
    """Random pairs in the tables; every tenth picture is flagged; scores repeat, so that ties count."""
    random = np.random.default_rng(0)
    pairs = [(i, c) for i in range(IMAGES) for c in range(CAPTIONS) if random.random() < 0.5]
    image, caption = np.array(pairs).T
    quality = random.normal(size=len(pairs))
    experts = np.clip(np.rint(2.5 + quality[:, None] + random.normal(size=(len(pairs), 3)) / 2), 1, 4).astype(np.int64)
    share = np.where(random.random(len(pairs)) < 0.6, 0, random.integers(0, 4, len(pairs)) / 3)
    share[random.random(len(pairs)) < 0.2] = np.nan
    predicted = np.clip(np.round(0.5 + quality / 4 + random.normal(size=len(pairs)) / 8, 2), 0, 1)
    made = Judged(image, caption, experts, share, predicted, image == caption)
    for statement, rows in _statements(made):
        session.execute(text(statement), rows or None)
    refresh_match_rating(session)
    session.commit()
    return made


def _statements(judged: Judged) -> list[tuple[str, list[dict[str, Any]]]]:
    """What inserts pairs, with the rows of each statement."""
    image, caption = judged.image, judged.caption
    return [
        (
            "INSERT INTO image (id, gallery, name, path, sha256, file_bytes, mtime_ns, width, height) "
            "OVERRIDING SYSTEM VALUE VALUES (:id, 'g', :name, '', :sha256, 1, 1, 1, 1)",
            [{"id": i, "name": f"{i}.jpg", "sha256": sha256(bytes([i])).digest()} for i in range(IMAGES)],
        ),
        (
            "INSERT INTO minor_evidence (image_id, source, term, probability) VALUES (:id, 'metadata', 'child', 1)",
            [{"id": i} for i in range(0, IMAGES, 10)],
        ),
        (
            "INSERT INTO caption (caption_key, image_name, image_id, is_hidden, text) "
            "VALUES (:key, :name, :id, :minor, 'x')",
            [{"key": f"{c}.jpg#0", "name": f"{c}.jpg", "id": c, "minor": c % 10 == 0} for c in range(CAPTIONS)],
        ),
        (
            "INSERT INTO expert_annotation (image_id, is_hidden, caption_key, expert1, expert2, expert3) "
            "VALUES (:id, :minor, :key, :a, :b, :c)",
            [
                _pair(i, c) | dict(zip("abc", e.tolist(), strict=True))
                for i, c, e in zip(image, caption, judged.experts, strict=True)
            ],
        ),
        (
            "INSERT INTO crowd_annotation (image_id, is_hidden, caption_key, yes_share, yes_count, no_count) "
            "VALUES (:id, :minor, :key, :share, 1, 1)",
            [
                _pair(i, c) | {"share": float(s)}
                for i, c, s in zip(image, caption, judged.share, strict=True)
                if not np.isnan(s)
            ],
        ),
        (
            "INSERT INTO evaluation (encoder, regressor, data_fingerprint, seed, settings) "
            "VALUES ('e', 'r', '', 0, '{}')",
            [],
        ),
        (
            "INSERT INTO match_prediction (evaluation_id, split, model, image_id, is_hidden, caption_key, predicted) "
            "SELECT id, 'picture', 'pixels', :id, :minor, :key, :predicted FROM evaluation",
            [_pair(i, c) | {"predicted": float(p)} for i, c, p in zip(image, caption, judged.predicted, strict=True)],
        ),
    ]


def _pair(image: int, caption: int) -> dict[str, Any]:
    return {"id": int(image), "minor": bool(image % 10 == 0), "key": f"{caption}.jpg#0"}


def read(session: Session, view: str) -> dict[str, Any]:
    return dict(session.execute(text(f"SELECT * FROM {view}")).mappings().one())


@pytest.mark.parametrize(
    ("view", "metrics"),
    [
        ("evaluation_error", ["mse", "mae", "r2", "spearman"]),
        ("evaluation_calibration_error", ["ece"]),
        ("evaluation_tau_c", ["tau_c"]),
        ("evaluation_tau_b", ["tau_b"]),
    ],
)
def test_what_is_resampled_is_what_the_view_gives(
    session: Session, judged: Judged, view: str, metrics: list[str]
) -> None:
    rated = rated_pairs(
        judged.image.tolist(), judged.rating.tolist(), caption_id=judged.caption.tolist(), is_own=judged.is_own.tolist()
    )
    pairs = judged_pairs(rated, experts=judged.experts.tolist(), crowd=judged.share.tolist())
    everything = np.arange(len(judged.image))
    measures = metrics_of(pairs, Predictions("picture", "pixels", everything, judged.predicted.astype(np.float32)))
    found = read(session, view)
    for metric in metrics:
        assert measures[metric](everything) == pytest.approx(found[metric], abs=1e-5), metric


def test_errors(session: Session, judged: Judged) -> None:
    found = read(session, "evaluation_error")
    assert found["pairs"] == len(judged.image)
    assert found["mse"] == pytest.approx(mean_squared_error(judged.rating, judged.predicted))
    assert found["mae"] == pytest.approx(mean_absolute_error(judged.rating, judged.predicted))
    assert found["r2"] == pytest.approx(r2_score(judged.rating, judged.predicted))
    assert found["spearman"] == pytest.approx(spearmanr(judged.rating, judged.predicted).statistic)


def test_tau_c_by_the_published_protocol(session: Session, judged: Judged) -> None:
    kept = ~judged.is_own
    expected = kendalltau(np.repeat(judged.predicted[kept], 3), judged.experts[kept].ravel(), variant="c").statistic
    found = read(session, "evaluation_tau_c")
    assert found["ratings"] == 3 * kept.sum() < 3 * len(kept)
    assert found["tau_c"] == pytest.approx(100 * expected)


def test_tau_b_on_the_crowd(session: Session, judged: Judged) -> None:
    kept = ~np.isnan(judged.share)
    found = read(session, "evaluation_tau_b")
    assert found["pairs"] == kept.sum()
    assert found["tau_b"] == pytest.approx(100 * kendalltau(judged.predicted[kept], judged.share[kept]).statistic)


def test_calibration_error(session: Session, judged: Judged) -> None:
    bins = np.minimum(np.floor(judged.predicted * 10), 9)
    expected = sum(abs((judged.predicted - judged.rating)[bins == number].sum()) for number in range(10)) / len(bins)
    assert read(session, "evaluation_calibration_error")["ece"] == pytest.approx(expected)


def test_ndcg(session: Session, judged: Judged) -> None:
    # scikit-learn takes ties in its own order, so each score gets a trace of the picture's number.
    scores = judged.predicted - judged.image * 1e-9
    lists = [judged.caption == caption for caption in range(CAPTIONS)]
    expected = [ndcg_score([judged.rating[rows]], [scores[rows]], k=10) for rows in lists]
    found = read(session, "evaluation_ndcg")
    assert found["queries"] == CAPTIONS
    assert found["ndcg_10"] == pytest.approx(np.mean(expected))


def test_nothing_matches(session: Session, judged: Judged) -> None:
    matches = judged.rating >= 0.6
    lists = [judged.caption == caption for caption in range(CAPTIONS)]
    other = np.array([judged.predicted[rows & ~matches].max(initial=-1) for rows in lists])
    match = np.array([judged.predicted[rows & matches].max(initial=-1) for rows in lists])
    found = (
        session.execute(text("SELECT * FROM evaluation_nothing WHERE round(threshold::numeric, 2) = 0.75"))
        .mappings()
        .one()
    )
    assert found["absent_queries"] == (other >= 0).sum()
    assert found["absent_answered_nothing"] == pytest.approx((other[other >= 0] < 0.75).mean())
    assert found["present_queries"] == (match >= 0).sum()
    assert found["present_lost"] == pytest.approx((match[match >= 0] < 0.75).mean())


def test_recall(session: Session, judged: Judged) -> None:
    for number, rank in enumerate([1, 1, 3, 7, 20]):
        session.execute(
            text(
                "INSERT INTO retrieval_rank "
                "(evaluation_id, query_set, scope, direction, ranking, query_key, image_id, rank) "
                "SELECT id, 's', 'all', 'text to image', 'cosine', :key, 1, :rank FROM evaluation"
            ),
            {"key": str(number), "rank": rank},
        )
    found = read(session, "evaluation_recall")
    assert [found[f"recall_{k}"] for k in (1, 5, 10)] == pytest.approx([40, 60, 80])
    assert found["median_rank"] == 3


def test_analysts_get_the_figures_of_the_pairs_that_they_may_see(
    session: Session, judged: Judged, connect_as: Callable[[str], Engine]
) -> None:
    shown = (judged.image % 10 != 0) & (judged.caption % 10 != 0)
    with connect_as("analyst").connect() as connection:
        found = connection.execute(text("SELECT * FROM evaluation_error")).mappings().one()
        assert connection.scalar(text("SELECT count(*) FROM match_prediction")) == shown.sum()
    assert found["pairs"] == shown.sum()
    assert found["mse"] == pytest.approx(mean_squared_error(judged.rating[shown], judged.predicted[shown]))
    assert read(session, "evaluation_error")["pairs"] == len(shown)

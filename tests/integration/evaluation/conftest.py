from __future__ import annotations

from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import pytest
from pgvector import HalfVector
from sqlalchemy import insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.encoders import Encoder as AnyEncoder
from imgsearch.evaluation import sameness
from imgsearch.evaluation.run import EvaluationResult, evaluate
from imgsearch.models.loaded import SearchModels
from imgsearch.models.store import store_regressor
from imgsearch.tables import (
    CrowdAnnotation,
    Encoder,
    Evaluation,
    Image,
    ImageEmbedding,
    MatchFeedback,
    MatchPrediction,
    RetrievalRank,
    TestQuery,
)
from imgsearch.training import scorer
from imgsearch.training.pairs import RatedPairs, read_rated_pairs
from imgsearch.training.regressor import EncoderRevision, train_regressor
from loaders.annotations import refresh_match_rating
from tests.builders import cloned_database, make_fits_quick
from tests.fakes import LatentEncoder
from tests.rated_database import fill_rated

#: Key -> text and number of the test picture that it asks for; the second is for a far picture, the third for minors.
QUERIES = {"q0": ("walk 0", 0), "q1": ("walk 4", 1), "q2": ("a boy 2", 2)}
TEST_PICTURES = 6
VIEWS = (
    "evaluation_error",
    "evaluation_calibration_error",
    "evaluation_tau_c",
    "evaluation_tau_b",
    "evaluation_ndcg",
    "evaluation_recall",
)
SITUATIONS = [f"{name}{suffix}" for name in ("pixels", "few_captions", "captions") for suffix in ("", "_multilingual")]
YARDSTICKS = ["cosine", "caption_similarity"]
RECALLS = ["recall_1", "recall_5", "recall_10", "median_rank"]
Rows = list[dict[str, Any]]
Predicted = dict[tuple[int, str], float]


class Stored(NamedTuple):
    """The tables as they were right after an evaluation was stored."""

    result: EvaluationResult
    tables: dict[str, Rows]
    """Table or view -> its rows, of all evaluations."""

    def rows(self, name: str) -> Rows:
        """What a table or view says of this evaluation."""
        key = "id" if name == "evaluation" else "evaluation_id"
        return [row for row in self.tables[name] if row[key] == self.result.evaluation_id]

    def predictions(self, split: str, model: str) -> Predicted:
        """(picture, caption) -> what a model said of it."""
        rows = [row for row in self.rows("match_prediction") if (row["split"], row["model"]) == (split, model)]
        return {(row["image_id"], row["caption_key"]): row["predicted"] for row in rows}


class Evaluated(NamedTuple):
    """Two evaluations of the same models: after the first, somebody rated a pair on the page."""

    models: SearchModels
    rated: RatedPairs
    test_pictures: list[int]
    """Ids."""
    rated_picture: int
    """The id of the one that was rated on the page."""
    first: Stored
    second: Stored


@pytest.fixture(scope="session")
def evaluated(server_url: URL, template_database: str) -> Evaluated:
    with cloned_database(server_url, template_database) as url, pytest.MonkeyPatch.context() as patch:
        make_fits_quick(patch)
        patch.setattr(scorer, "REPEATS", 1)
        patch.setattr(sameness, "MAXIMUM_QUERIES", 10)
        engine = make_engine(url)
        with Session(engine) as session:
            found = evaluate_twice(session)
        engine.dispose()
    return found


def evaluate_twice(session: Session) -> Evaluated:
    fill_rated(session)
    models, rated = train(session)
    test_pictures = add_test_pictures(session, models.encoder_id)
    add_crowd(session)
    add_evaluations_of_others(session, models, test_pictures[0])
    first = evaluate_and_read(session, models)
    rated_picture = session.scalars(select(Image.id).where(Image.name == "4.jpg")).one()
    for number in range(20):
        values = {"image_id": rated_picture, "text": f"walk {number}", "rater": "ann", "rating": 1}
        session.execute(insert(MatchFeedback).values(**values))
    session.commit()
    return Evaluated(models, rated, test_pictures, rated_picture, first, evaluate_and_read(session, models))


def train(session: Session) -> tuple[SearchModels, RatedPairs]:
    """A stored regressor that has seen the pictures with even ids alone, and all rated pairs."""
    encoder: AnyEncoder = LatentEncoder()
    ids: dict[str, int] = {name: encoder_id for name, encoder_id in session.execute(select(Encoder.name, Encoder.id))}
    rated = read_rated_pairs(session, ids["small"], encoder)
    seen = rated.select(np.flatnonzero(rated.image_id % 2 == 0))
    regressor = train_regressor(seen, EncoderRevision("small", "1"), seed=0, progress=lambda _: None)
    regressor_id = store_regressor(session, ids["small"], regressor, activate=True)
    captions = {name: (ids[name], encoder) for name in ("minilm", "use-multilingual")}
    return SearchModels(ids["small"], encoder, captions, regressor_id, regressor), rated


def add_test_pictures(session: Session, encoder_id: int) -> list[int]:
    """Pictures that no regressor saw, in a gallery of their own, with the queries that ask for some of them."""
    latent, ids = LatentEncoder().latent, []
    for number in range(TEST_PICTURES):
        name = f"test{number}.jpg"
        row = Image(
            name=name, path=f"/{name}", gallery="t", sha256=sha256(name.encode()).digest(), file_bytes=1, mtime_ns=1,
            width=1, height=1,
        )  # fmt: skip
        session.add(row)
        session.flush()
        vector = HalfVector(latent[number])
        session.execute(insert(ImageEmbedding).values(encoder_id=encoder_id, image_id=row.id, embedding=vector))
        ids.append(row.id)
    for key, (said, number) in QUERIES.items():
        session.add(TestQuery(query_key=key, text=said, image_name=f"test{number}.jpg", image_id=ids[number]))
    session.commit()
    return ids


def add_crowd(session: Session) -> None:
    """Votes on the own text of every rated picture, and on a pair that no expert saw."""
    rows = session.execute(select(Image.id, Image.name).where(Image.gallery == "g").order_by(Image.id)).all()
    judged = [(row.id, f"{row.name}#0", 0.3 * (number % 3)) for number, row in enumerate(rows)]
    for image_id, key, share in [*judged, (rows[0].id, "10.jpg#0", 0.0)]:
        values = {"image_id": image_id, "caption_key": key, "yes_share": share, "yes_count": 1, "no_count": 1}
        session.execute(insert(CrowdAnnotation).values(**values))
    session.commit()
    refresh_match_rating(session)
    session.commit()


def revision_of(models: SearchModels) -> str:
    assert models.regressor is not None
    return sha256(models.regressor.to_bytes()).hexdigest()[:12]


def add_evaluations_of_others(session: Session, models: SearchModels, image_id: int) -> None:
    """A prediction and a rank each by another encoder, and by the same one with another regressor."""
    for encoder, regressor in (("small 2", revision_of(models)), ("small 1", "another")):
        row = Evaluation(encoder=encoder, regressor=regressor, data_fingerprint="", seed=0, settings={})
        session.add(row)
        session.flush()
        named = {"evaluation_id": row.id, "image_id": image_id}
        predicted = {"split": "picture", "model": "pixels", "caption_key": "0.jpg#0", "predicted": 0.5}
        session.execute(insert(MatchPrediction).values(**named, **predicted))
        rank = {"query_set": "s", "scope": "all", "direction": "d", "ranking": "r", "query_key": "k", "rank": 1}
        session.execute(insert(RetrievalRank).values(**named, **rank))
    session.commit()


def evaluate_and_read(session: Session, models: SearchModels) -> Stored:
    result = evaluate(session, models, seed=7, resamples=5, progress=lambda _: None)
    tables = ("evaluation", "match_prediction", "retrieval_rank", "evaluation_figure")
    found = {
        name: [dict(row) for row in session.execute(text(f"SELECT * FROM {name}")).mappings()]
        for name in (*tables, *VIEWS)
    }
    session.rollback()
    return Stored(result, found)

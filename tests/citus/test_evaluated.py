"""Loaded, trained and evaluated after a distribution of nothing, with the figures of one machine."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.db.machines import Machine
from imgsearch.encoders import Encoder as AnyEncoder
from imgsearch.evaluation import sameness
from imgsearch.evaluation.run import EvaluationResult, evaluate
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.spread import SpreadImage
from imgsearch.tables import Encoder
from imgsearch.tables.spread import SpreadCaptionEmbedding
from imgsearch.training import scorer
from imgsearch.training.pairs import read_rated_pairs
from imgsearch.training.regressor import EncoderRevision, train_regressor
from imgsearch.vectors.distribute import distribute
from tests.fakes import PICTURES, LatentEncoder
from tests.rated_database import fill_rated

from .conftest import new_database


def train_and_evaluate(session: Session) -> EvaluationResult:
    encoder: AnyEncoder = LatentEncoder()
    ids = {name: encoder_id for name, encoder_id in session.execute(select(Encoder.name, Encoder.id))}
    rated = read_rated_pairs(session, ids["small"], encoder)
    regressor = train_regressor(rated, EncoderRevision("small", "1"), seed=0, progress=lambda _: None)
    captions = {name: (ids[name], encoder) for name in ("minilm", "use-multilingual")}
    models = SearchModels(ids["small"], encoder, captions, None, regressor)
    session.rollback()
    return evaluate(session, models, seed=7, resamples=0, progress=lambda _: None)


@pytest.mark.usefixtures("quick_fits")
def test_an_evaluation_has_the_same_figures(
    coordinator: URL, workers: list[Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scorer, "REPEATS", 1)
    monkeypatch.setattr(sameness, "MAXIMUM_QUERIES", 5)
    results = []
    for is_spread in (False, True):
        with new_database(coordinator, workers) as url:
            engine = make_engine(url)
            if is_spread:
                # An empty database: everything is loaded afterwards.
                assert "image: 0 rows on machines" in list(distribute(engine, workers[:2], shards=2))
            with Session(engine) as session:
                fill_rated(session)
                if is_spread:
                    assert session.scalar(select(func.count()).select_from(SpreadImage)) == PICTURES
                    assert session.scalar(select(func.count()).select_from(SpreadCaptionEmbedding)) == 2 * 3 * PICTURES
                    session.rollback()
                results.append(train_and_evaluate(session).figures)
            engine.dispose()
    assert results[0] == results[1]

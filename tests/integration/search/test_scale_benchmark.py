from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from benchmarks.records import recording
from benchmarks.scaling.exact import nearest, recall
from benchmarks.scaling.goals import goals, keep_goals
from benchmarks.scaling.indexes import Setting
from benchmarks.scaling.measure import CANDIDATES, Case, measure_alternatives, measure_growth, measure_product
from benchmarks.scaling.synthetic import make_vectors
from benchmarks.scaling.table import fill
from imgsearch.db import make_engine
from imgsearch.encoders import load_encoder
from imgsearch.encoders.protocol import normalize
from imgsearch.models.loaded import shipped_regressor_for
from imgsearch.models.store import register_encoder
from imgsearch.queries.session import EF_SEARCH

COUNT = 1500


def test_benchmark_of_large_tables_runs(clone_database: Callable[[], URL]) -> None:
    encoder = load_encoder("small")
    generator = np.random.default_rng(0)
    real = normalize(generator.normal(size=(200, encoder.dimension)))
    vectors = np.concatenate(list(make_vectors(real, COUNT)))
    engine = make_engine(clone_database())
    with Session(engine) as session:
        encoder_id = register_encoder(session, encoder)
        filled = fill(session, encoder_id, vectors)
    ids, vectors = filled.ids[~filled.flagged], vectors[~filled.flagged]
    truth, _ = nearest(vectors, real[:5], 1000)
    regressor = shipped_regressor_for(encoder.name, encoder.revision)
    assert regressor is not None
    with recording("million", None) as record:
        case = Case(engine, encoder_id, vectors, ids, real[:5], truth, regressor, 0.02, record, COUNT)
        measure_product(case)
        measure_growth([case])
        measure_alternatives(case, [Setting("binary", 8, 16)])
        keep_goals(record, goals(f"{COUNT:,}", f"{len(ids):,}", CANDIDATES[0]))
    engine.dispose()
    figures = {(figure.table, figure.name): figure for figure in record.figures}
    assert figures["ef_search", f"{EF_SEARCH} | {COUNT:,}: recall@100"].value > 0.9
    assert figures["loading", f"index | {COUNT:,}"].value > 0
    assert {name.split(" | ")[0] for table, name in figures if table == "kinds"} == {
        "binary, 8, 16; 400",
        "binary, 8, 16; 1000",
    }
    reached = {name: figure.goal for (table, name), figure in figures.items() if table == "reached"}
    assert reached == {
        "recall@100, default setting": 0.99,
        "the ten best by score, as by as many exact candidates": 0.99,
        "p50 of the candidates' SQL against the smallest table": 2,
    }


def test_exact_search_agrees_with_sorting_all_cosines() -> None:
    vectors = normalize(np.random.default_rng(1).normal(size=(500, 6)))
    truth, cosines = nearest(vectors, vectors[:3], 7)
    every = vectors[:3] @ vectors.T
    assert truth.tolist() == np.argsort(-every, axis=1)[:, :7].tolist()
    np.testing.assert_allclose(cosines, -np.sort(-every, axis=1)[:, :7])
    assert recall(list(truth[:, :3]), truth[:, :4]) == 0.75

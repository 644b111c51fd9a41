from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from benchmarks.scaling.exact import nearest, recall
from benchmarks.scaling.indexes import Setting
from benchmarks.scaling.measure import Case, measure_alternatives, measure_product
from benchmarks.scaling.synthetic import make_vectors
from benchmarks.scaling.table import fill
from imgsearch.db import make_engine
from imgsearch.encoders import load_encoder
from imgsearch.encoders.protocol import normalize
from imgsearch.models.loaded import shipped_regressor_for
from imgsearch.models.store import register_encoder
from imgsearch.queries.session import EF_SEARCH

COUNT = 1500


def test_benchmark_of_large_tables_runs(clone_database: Callable[[], URL], capsys: pytest.CaptureFixture[str]) -> None:
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
    case = Case(engine, encoder_id, vectors, ids, real[:5], truth, regressor, 0.02)
    measure_product(case)
    measure_alternatives(case, [Setting("binary", 8, 16)])
    engine.dispose()
    lines = capsys.readouterr().out.splitlines()
    (default,) = (line for line in lines if line.startswith(f"| {EF_SEARCH} | ") and "/" in line)
    assert float(default.split("|")[2]) > 0.9
    assert sum(line.startswith("| binary | 8 | 16 |") for line in lines) == 2


def test_exact_search_agrees_with_sorting_all_cosines() -> None:
    vectors = normalize(np.random.default_rng(1).normal(size=(500, 6)))
    truth, cosines = nearest(vectors, vectors[:3], 7)
    every = vectors[:3] @ vectors.T
    assert truth.tolist() == np.argsort(-every, axis=1)[:, :7].tolist()
    np.testing.assert_allclose(cosines, -np.sort(-every, axis=1)[:, :7])
    assert recall(list(truth[:, :3]), truth[:, :4]) == 0.75

"""benchmarks/kinds.py: every kind of index is used, and finds what is near."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from benchmarks.scaling import asking
from benchmarks.scaling.exact import nearest, recall
from benchmarks.scaling.kinds import Space, add_turned, built, find_rotation, parse_kind, select_nearest, uses_index
from benchmarks.scaling.table import fill_plainly
from imgsearch.db import make_engine
from imgsearch.encoders.protocol import normalize
from imgsearch.models.store import register_encoder
from tests.fakes import WordEncoder

COUNT = 3000
DIMENSION = 32


@pytest.mark.parametrize(
    ("name", "reranked", "least"),
    [
        ("halfvec/16/64", 0, 0.98),
        ("first16/16/64", 200, 0.98),
        ("bits/16/64", 400, 0.5),
        ("turned-bits/16/64", 400, 0.5),
        ("lists/30/0", 0, 0.98),
    ],
)
def test_a_kind_of_index_is_used_and_finds_what_is_near(
    clone_database: Callable[[], URL], name: str, reranked: int, least: float
) -> None:
    generator = np.random.default_rng(0)
    vectors = normalize(generator.normal(size=(COUNT, DIMENSION)) * np.linspace(2, 0.1, DIMENSION))
    encoder = WordEncoder("wide")
    encoder.dimension = DIMENSION
    engine = make_engine(clone_database())
    with Session(engine) as session:
        encoder_id = register_encoder(session, encoder)
        filled = fill_plainly(session, encoder_id, vectors)
    ids, shown = filled.ids[~filled.flagged], vectors[~filled.flagged]
    kind = parse_kind(name)
    space = Space(encoder_id, find_rotation(vectors), vectors.mean(axis=0))
    add_turned(engine, space, ids, shown)
    queries = shown[:20]
    questions = asking.Questions(queries @ space.rotation if kind.is_turned else queries, encoder_id)
    statement = select_nearest(space, kind, 20, reranked)
    assert not uses_index(engine, statement, questions.texts[0])
    with built(engine, space, kind, len(ids), 0) as made:
        assert made.index_bytes > 0
        assert uses_index(engine, statement, questions.texts[0])
        with asking.neighbour_client(engine, questions, statement, kind.settings(kind.looks()[-1][0])) as ask:
            found = asking.answers(ask, questions, {int(image_id): n for n, image_id in enumerate(ids)})
    engine.dispose()
    assert recall(found, nearest(shown, queries, 20)[0]) > least

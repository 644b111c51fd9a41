from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.tables import Encoder
from imgsearch.training.pairs import read_rated_pairs
from imgsearch.training.zoo.data import Problem, read_problem
from tests.builders import cloned_database
from tests.fakes import LatentEncoder, LatentTexts
from tests.rated_database import fill_rated


@pytest.fixture(scope="session")
def template_database(server_url: URL, template_database: str) -> Iterator[str]:
    """A database of the problem, which every test here gets a copy of."""
    with cloned_database(server_url, template_database) as url:
        engine = make_engine(url)
        with Session(engine) as session:
            fill_rated(session)
        engine.dispose()
        yield str(url.database)


@pytest.fixture(scope="session")
def problem(server_url: URL, template_database: str) -> Problem:
    """40 pictures, 200 pairs, rated by how near the text's picture is; every second text has a twin of one wording."""
    engine = make_engine(server_url.set(database=template_database))
    with Session(engine) as session:
        encoder_id = session.scalars(select(Encoder.id).where(Encoder.is_active)).one()
        rated = read_rated_pairs(session, encoder_id, LatentEncoder())
        found = read_problem(session, rated, encoder_id, "small", "mean")
    engine.dispose()  # a template that somebody is connected to cannot be copied
    return found


@pytest.fixture(scope="session")
def texts(problem: Problem) -> LatentTexts:
    """The encoder of the texts that the problem has."""
    return LatentTexts(problem)

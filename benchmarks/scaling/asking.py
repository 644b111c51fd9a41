"""Clients of the database, set up as a search is, and clients of an index in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from pgvector import HalfVector
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from benchmarks.scaling.clients import Ask
from benchmarks.scaling.exact import IntArray
from benchmarks.scaling.inprocess import InProcess
from imgsearch.db import make_engine
from imgsearch.encoders.protocol import FloatArray
from imgsearch.queries.candidates import CandidateShape, select_candidates
from imgsearch.queries.session import select_search_settings


class Questions:
    """Queries, ready to be sent."""

    def __init__(self, queries: FloatArray, encoder_id: int) -> None:
        self.queries = queries
        self.encoder_id = encoder_id
        self.halves = [HalfVector(query) for query in queries]
        self.texts = ["[" + ",".join(f"{value:.7g}" for value in query) + "]" for query in queries]

    def __len__(self) -> int:
        return len(self.queries)


@contextmanager
def candidate_clients(
    engine: Engine,
    questions: Questions,
    clients: int,
    count: int,
    *,
    settings: Mapping[str, str] | None = None,
    whole: bool = False,
) -> Iterator[list[Ask]]:
    """Clients that run the product's statement under the product's settings, apart from those that are given.

    Args:
        engine: of the database.
        questions: what they ask.
        clients: how many.
        count: candidates.
        settings: to set instead of the product's.
        whole: a transaction for each question, with the statement that sets it up, as a search makes them.
    """
    statement = select_candidates(CandidateShape(questions.encoder_id, questions.queries.shape[1], count, scan="index"))
    with ExitStack() as stack:
        asks: list[Ask] = []
        for _ in range(clients):
            own = make_engine(engine.url)  # a pool would lend no more than fifteen connections
            stack.callback(own.dispose)
            session = stack.enter_context(Session(own))
            if not whole:
                session.execute(select_search_settings())
                for name, value in (settings or {}).items():
                    session.execute(select(func.set_config(name, value, True)))

            def ask(number: int, session: Session = session) -> object:
                if whole:
                    with session.begin():
                        session.execute(select_search_settings()).one()
                        return session.execute(statement, {"query_vector": questions.halves[number]}).all()
                return session.execute(statement, {"query_vector": questions.halves[number]}).all()

            asks.append(ask)
        yield asks


@contextmanager
def neighbour_client(
    engine: Engine, questions: Questions, statement: str, settings: Mapping[str, str]
) -> Iterator[Ask]:
    """A client that asks for the bare neighbours under settings, by whatever index fits the statement."""
    with Session(engine) as session:
        session.execute(select_search_settings())
        for name, value in settings.items():
            session.execute(select(func.set_config(name, value, True)))
        session.execute(select(func.set_config("enable_seqscan", "off", True)))
        session.execute(select(func.set_config("enable_sort", "on", True)))
        clause = text(statement)

        def ask(number: int, session: Session = session) -> object:
            return session.execute(clause, {"query_vector": questions.texts[number]}).all()

        yield ask


def server_process(ask: Ask) -> int:
    """The server's process that works for a client of the database."""
    sessions = [value for value in getattr(ask, "__defaults__", ()) if isinstance(value, Session)]
    return int(sessions[0].scalar(select(func.pg_backend_pid())) or 0)


def memory_clients(index: InProcess, questions: Questions, clients: int, count: int) -> list[Ask]:
    """Clients of an index in memory."""
    return [lambda number: index.search(questions.queries[number], count)] * clients


def answers(ask: Ask, questions: Questions, positions: Mapping[int, int] | None = None) -> list[IntArray]:
    """What is found for each question, as positions among the pictures that may be shown."""
    found = []
    for number in range(len(questions)):
        rows: Any = ask(number)
        if positions is None:
            found.append(np.asarray(rows, dtype=np.int64))
        else:
            found.append(np.array([positions[row.image_id] for row in rows], dtype=np.int64))
    return found

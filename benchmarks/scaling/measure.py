"""The figures of one number of pictures, printed as tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.scaling import asking, inprocess
from benchmarks.scaling.clients import Ask, time_clients, time_in_turn
from benchmarks.scaling.exact import IntArray, recall
from benchmarks.scaling.indexes import Setting, build_default, built, drop, select_neighbours
from benchmarks.scaling.rescored import best, sameness
from imgsearch.encoders.protocol import FloatArray
from imgsearch.queries.session import EF_SEARCH
from imgsearch.rescoring.regressor import Regressor
from imgsearch.search.pages import candidates_for
from imgsearch.tables import ImageEmbedding
from imgsearch.vectors.index import EF_CONSTRUCTION, M, vector_index_name

TOP = 100
EFS = (100, 200, 400, EF_SEARCH)
#: Among which the one is looked for at which an index in memory finds as much as the product.
FINE_EFS = (100, 150, 200, 300, 400, 500, 600, 700, 800, 900, 1000)
CLIENTS = (1, 4, 16)
#: Numbers of candidates: of a search for ten, and more.
CANDIDATES = (candidates_for(10), 400)
#: Of so many nearest by Hamming distance the best are chosen by their vectors.
RANKED = (400, 1000)


class Case(NamedTuple):
    """A filled database, and the truth."""

    engine: Engine
    encoder_id: int
    vectors: FloatArray
    """(N, D) of the pictures that are not flagged."""
    ids: npt.NDArray[np.int64]
    """(N,) image.id of each."""
    queries: FloatArray
    truth: IntArray
    """(Q, FAR) exact neighbours, positions in ``vectors``."""
    regressor: Regressor
    seconds: float

    @property
    def dimension(self) -> int:
        """Width of the vectors."""
        return int(self.queries.shape[1])


def measure_product(case: Case) -> None:
    """Build the product's index; print its recall, speed and sameness."""
    with Session(case.engine) as session:
        made = build_default(session, case.encoder_id, case.dimension)
    say(
        f"product's index, m {M}, ef_construction {EF_CONSTRUCTION}: {made.seconds:.0f} s, "
        f"memory {made.memory_bytes / 2**30:.2f} GB, size {made.index_bytes / 2**30:.2f} GB, "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    questions = asking.Questions(case.queries, case.encoder_id)
    positions = {int(image_id): position for position, image_id in enumerate(case.ids)}
    say("\n| ef_search | recall@100 | on the processor, ms | p50 / p95 / p99 ms | a second |\n" + "| --- " * 5 + "|")
    for ef in EFS:
        settings = {"hnsw.ef_search": str(ef)}
        with asking.candidate_clients(case.engine, questions, 1, TOP, settings=settings) as asks:
            found = asking.answers(asks[0], questions, positions)
            busy = on_processor(asks[0], asking.server_process(asks[0]), questions)
            timing = time_clients(asks, len(questions), case.seconds)
        say(f"| {ef} | {recall(found, case.truth[:, :TOP]):.4f} | {busy:.2f} | {timing} |")
    say(
        "\n| clients | candidates' SQL: p50 / p95 / p99 ms | a second | with set-up | a second |\n" + "| --- " * 5 + "|"
    )
    for clients in CLIENTS:
        with asking.candidate_clients(case.engine, questions, clients, TOP) as asks:
            timing = time_clients(asks, len(questions), case.seconds)
        with asking.candidate_clients(case.engine, questions, clients, TOP, whole=True) as asks:
            whole = time_clients(asks, len(questions), case.seconds)
        say(f"| {clients} | {timing} | {whole} |")
    say("\n| candidates | ten best as by as many exact ones | as by 1,000 exact ones |\n| --- | --- | --- |")
    far = ten_best(case, case.truth.shape[1])
    for count in CANDIDATES:
        with asking.candidate_clients(case.engine, questions, 1, count) as asks:
            found = asking.answers(asks[0], questions, positions)
        same = [
            sameness(case.regressor, case.queries, case.vectors, found, true) for true in (ten_best(case, count), far)
        ]
        say(f"| {count} | {same[0]:.4f} | {same[1]:.4f} |")


def on_processor(ask: Ask, server: int | None, questions: asking.Questions) -> float:
    """Median milliseconds that a question has a processor, whoever else wants one."""
    return time_in_turn([ask], [server], len(questions), 0)[0].processor


def ten_best(case: Case, candidates: int) -> list[frozenset[int]]:
    """The ten best by score of so many exact neighbours of each query."""
    return [
        best(case.regressor, query, case.vectors, true[:candidates])
        for query, true in zip(case.queries, case.truth, strict=True)
    ]


def measure_memory(case: Case) -> None:
    """Print what FAISS and hnswlib do with the same vectors, their graphs with the product's settings."""
    questions = asking.Questions(case.queries, case.encoder_id)
    threads = os.cpu_count() or 1
    builds: list[Callable[[], inprocess.InProcess]] = [
        lambda: inprocess.build_hnswlib(case.vectors, M, EF_CONSTRUCTION, threads),
        lambda: inprocess.build_faiss_hnsw(case.vectors, M, EF_CONSTRUCTION, threads),
        lambda: inprocess.build_flat(case.vectors),
    ]
    for build in builds:
        index = build()
        say(f"\n{index.name}: built in {index.build_seconds:.0f} s, {index.index_bytes / 2**30:.2f} GB")
        say("\n| ef_search | clients | recall@100 | on the processor, ms | p50 / p95 / p99 ms | a second |")
        say("| --- " * 6 + "|")
        for ef in EFS if index.set_ef else (0,):
            if index.set_ef:
                index.set_ef(ef)
            asks = asking.memory_clients(index, questions, 1, TOP)
            share = recall(asking.answers(asks[0], questions), case.truth[:, :TOP])
            timing = time_clients(asks, len(questions), case.seconds)
            busy = on_processor(asks[0], None, questions)
            say(f"| {ef or 'all'} | 1 | {share:.4f} | {busy:.2f} | {timing} |")
        for clients in CLIENTS[1:]:
            timing = time_clients(asking.memory_clients(index, questions, clients, TOP), len(questions), case.seconds)
            say(f"| {ef or 'all'} | {clients} | | | {timing} |")
        measure_ratio(case, questions, index)
        del index, asks


def measure_ratio(case: Case, questions: asking.Questions, index: inprocess.InProcess) -> None:
    """Print the product's time against that of an index in memory that finds as much."""
    positions = {int(image_id): position for position, image_id in enumerate(case.ids)}
    truth = case.truth[:, :TOP]
    with asking.candidate_clients(case.engine, questions, 1, TOP) as asks:
        share = recall(asking.answers(asks[0], questions, positions), truth)
        memory = asking.memory_clients(index, questions, 1, TOP)[0]
        for ef in FINE_EFS if index.set_ef else ():
            assert index.set_ef is not None
            index.set_ef(ef)
            if recall(asking.answers(memory, questions), truth) >= share:
                break
        servers = [asking.server_process(asks[0]), None]
        own, other = time_in_turn([asks[0], memory], servers, len(questions), case.seconds)
    found = recall(asking.answers(memory, questions), truth)
    say(
        f"\nin turn: candidates' SQL, ef_search {EF_SEARCH}, recall {share:.4f}; {index.name}, recall {found:.4f}\n"
        f"p50: {own.wall:.2f} ms; {other.wall:.2f} ms; ratio {own.wall / other.wall:.2f}\n"
        f"on the processor: {own.processor:.2f} ms; {other.processor:.2f} ms; "
        f"ratio {own.processor / other.processor:.2f}"
    )


def measure_growth(cases: Sequence[Case]) -> None:
    """Print how the time grows with the number of pictures, all asked in turn."""
    with ExitStack() as stack:
        asks = []
        for case in cases:
            questions = asking.Questions(case.queries, case.encoder_id)
            asks += stack.enter_context(asking.candidate_clients(case.engine, questions, 1, TOP))
        servers = [asking.server_process(ask) for ask in asks]
        spent = time_in_turn(asks, servers, len(cases[0].queries), cases[0].seconds * 2)
    say("\n| pictures, in turn | p50 ms | against the first | on the processor, ms | against the first |")
    say("| --- " * 5 + "|")
    for case, each in zip(cases, spent, strict=True):
        growth = f"{each.wall / spent[0].wall:.2f} | {each.processor:.2f} | {each.processor / spent[0].processor:.2f}"
        say(f"| {len(case.ids)} | {each.wall:.2f} | {growth} |")


def measure_alternatives(case: Case, grid: Sequence[Setting]) -> None:
    """Print recall and speed of the bare neighbours by indexes of every kind and setting; the product's is dropped."""
    questions = asking.Questions(case.queries, case.encoder_id)
    positions = {int(image_id): position for position, image_id in enumerate(case.ids)}
    with Session(case.engine) as session:
        drop(session, vector_index_name(ImageEmbedding, case.encoder_id))
    say("\n| kind | m | ef_construction | ef_search | recall@100 | on the processor, ms | p50 | built in s | GB |")
    say("| --- " * 9 + "|")
    for setting in grid:
        with built(case.engine, case.encoder_id, case.dimension, len(case.ids), setting) as made:
            took = f"{made.seconds:.0f} | {made.index_bytes / 2**30:.2f}"
            looks = [(ef, ef) for ef in EFS] if setting.kind != "binary" else [(max(n, 400), n) for n in RANKED]
            for ef, ranked in looks:
                statement = select_neighbours(setting.kind, case.encoder_id, case.dimension, TOP, ranked)
                with asking.neighbour_client(case.engine, questions, statement, min(ef, 1000)) as ask:
                    found = asking.answers(ask, questions, positions)
                    server = asking.server_process(ask)
                    spent = time_in_turn([ask], [server], len(questions), case.seconds)[0]
                share = recall(found, case.truth[:, :TOP])
                name = f"{setting.kind} | {setting.m} | {setting.ef_construction}"
                say(f"| {name} | {ef} | {share:.4f} | {spent.processor:.2f} | {spent.wall:.1f} | {took} |")


def say(line: str) -> None:
    """Print at once: a run takes an hour."""
    print(line, flush=True)

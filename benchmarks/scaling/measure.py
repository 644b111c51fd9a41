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

from benchmarks.record import CROSS, Better, Column, Record
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
    record: Record
    pictures: int
    """How many, flagged ones among them."""

    @property
    def dimension(self) -> int:
        """Width of the vectors."""
        return int(self.queries.shape[1])


def keep_size(case: Case, name: str, value: float, unit: str, digits: int = 2, better: Better = "lower") -> None:
    """Keep what this number of pictures takes, in a column of its own."""
    kept = case.record.add(
        f"{name}{CROSS}{case.pictures:,}", value, unit, better=better, table="loading", digits=digits
    )
    say(f"{kept.name}: {kept.say()} {unit}")


def measure_product(case: Case) -> None:
    """Build the product's index; keep its recall, speed and sameness."""
    with Session(case.engine) as session:
        made = build_default(session, case.encoder_id, case.dimension)
    say(f"product's index, m {M}, ef_construction {EF_CONSTRUCTION}, load average {os.getloadavg()[0]:.1f}")
    keep_size(case, "index build", made.seconds, "s", 0)
    keep_size(case, "memory of the build", made.memory_bytes / 2**30, "GB")
    keep_size(case, "index", made.index_bytes / 2**30, "GB")
    measure_looks(case)
    measure_clients(case)
    measure_sameness(case)


def measure_looks(case: Case) -> None:
    """Keep recall and time of the candidates' SQL by how far the index looks."""
    questions = asking.Questions(case.queries, case.encoder_id)
    positions = {int(image_id): position for position, image_id in enumerate(case.ids)}
    size = f"{case.pictures:,}"
    columns = (Column(f"{size}: recall@100", "", 3, "higher"), Column(size, "ms"), Column(f"{size}: p50", "ms"))
    grid = case.record.grid("ef_search", columns, "ef_search")
    for ef in EFS:
        settings = {"hnsw.ef_search": str(ef)}
        with asking.candidate_clients(case.engine, questions, 1, TOP, settings=settings) as asks:
            found = asking.answers(asks[0], questions, positions)
            busy = on_processor(asks[0], asking.server_process(asks[0]), questions)
            timing = time_clients(asks, len(questions), case.seconds)
        grid.row(f"{ef}", recall(found, case.truth[:, :TOP]), busy, timing.p50)


def measure_clients(case: Case) -> None:
    """Keep what several clients take, for the candidates' SQL alone and with what sets a search up."""
    questions = asking.Questions(case.queries, case.encoder_id)
    columns = [Column(name, "ms") for name in ("p50", "p95", "p99")] + [Column("searches a second", "", 1, "higher")]
    columns += [Column("p50 with set-up", "ms"), Column("a second with set-up", "", 1, "higher")]
    grid = case.record.grid("clients", columns, "pictures, clients")
    for clients in CLIENTS:
        with asking.candidate_clients(case.engine, questions, clients, TOP) as asks:
            timing = time_clients(asks, len(questions), case.seconds)
        with asking.candidate_clients(case.engine, questions, clients, TOP, whole=True) as asks:
            whole = time_clients(asks, len(questions), case.seconds)
        spent = (timing.p50, timing.p95, timing.p99, timing.per_second)
        grid.row(f"{case.pictures:,}, {clients}", *spent, whole.p50, whole.per_second)


def measure_sameness(case: Case) -> None:
    """Keep how many of the ten best by score are those of exact candidates."""
    questions = asking.Questions(case.queries, case.encoder_id)
    positions = {int(image_id): position for position, image_id in enumerate(case.ids)}
    names = ("as by as many exact candidates", f"as by {case.truth.shape[1]:,}")
    columns = [Column(f"{case.pictures:,}: {name}", "", 3, "higher") for name in names]
    grid = case.record.grid("best", columns, "candidates")
    far = ten_best(case, case.truth.shape[1])
    for count in CANDIDATES:
        with asking.candidate_clients(case.engine, questions, 1, count) as asks:
            found = asking.answers(asks[0], questions, positions)
        same = [
            sameness(case.regressor, case.queries, case.vectors, found, true) for true in (ten_best(case, count), far)
        ]
        grid.row(f"{count}", *same)


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
        keep_size(case, f"{index.name}: build", index.build_seconds, "s", 0)
        keep_size(case, f"{index.name}: memory", index.index_bytes / 2**30, "GB")
        columns = (Column("recall@100", "", 3, "higher"), Column("on the processor", "ms", 2), Column("p50", "ms", 2))
        grid = case.record.grid(f"memory-{case.pictures}", columns, "index, ef_search")
        for ef in EFS if index.set_ef else (0,):
            if index.set_ef:
                index.set_ef(ef)
            asks = asking.memory_clients(index, questions, 1, TOP)
            share = recall(asking.answers(asks[0], questions), case.truth[:, :TOP])
            timing = time_clients(asks, len(questions), case.seconds)
            busy = on_processor(asks[0], None, questions)
            grid.row(f"{index.name}, {ef or 'all'}", share, busy, timing.p50)
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
    columns = [Column(name, "", 3, "higher") for name in ("recall@100", "recall@100 of the other")]
    columns += [Column("times its p50", "", 1), Column("times its processor time", "", 1)]
    grid = case.record.grid("beside", columns, f"candidates' SQL, ef_search {EF_SEARCH}, in turn with")
    ratios = (own.wall / other.wall, own.processor / other.processor)
    grid.row(f"{index.name}, {case.pictures:,}", share, found, *ratios)


def measure_growth(cases: Sequence[Case]) -> None:
    """Print how the time grows with the number of pictures, all asked in turn."""
    with ExitStack() as stack:
        asks = []
        for case in cases:
            questions = asking.Questions(case.queries, case.encoder_id)
            asks += stack.enter_context(asking.candidate_clients(case.engine, questions, 1, TOP))
        servers = [asking.server_process(ask) for ask in asks]
        spent = time_in_turn(asks, servers, len(cases[0].queries), cases[0].seconds * 2)
    names = (("p50", "of the smaller"), ("on the processor", "of the smaller, on the processor"))
    columns = [column for time, share in names for column in (Column(time, "ms"), Column(share, "", 2))]
    grid = cases[0].record.grid("growth", columns, "pictures that may be shown, asked in turn")
    for case, each in zip(cases, spent, strict=True):
        ratios = (each.wall / spent[0].wall, each.processor / spent[0].processor)
        grid.row(f"{len(case.ids):,}", each.wall, ratios[0], each.processor, ratios[1])


def measure_alternatives(case: Case, grid: Sequence[Setting]) -> None:
    """Print recall and speed of the bare neighbours by indexes of every kind and setting; the product's is dropped."""
    questions = asking.Questions(case.queries, case.encoder_id)
    positions = {int(image_id): position for position, image_id in enumerate(case.ids)}
    with Session(case.engine) as session:
        drop(session, vector_index_name(ImageEmbedding, case.encoder_id))
    columns = [Column("recall@100", "", 3, "higher"), Column("on the processor", "ms"), Column("p50", "ms")]
    columns += [Column("built", "s", 0), Column("index", "GB", 2)]
    table = case.record.grid("kinds", columns, f"{case.pictures:,} pictures: kind, m, ef_construction; ef_search")
    for setting in grid:
        with built(case.engine, case.encoder_id, case.dimension, len(case.ids), setting) as made:
            looks = [(ef, ef) for ef in EFS] if setting.kind != "binary" else [(max(n, 400), n) for n in RANKED]
            for ef, ranked in looks:
                statement = select_neighbours(setting.kind, case.encoder_id, case.dimension, TOP, ranked)
                with asking.neighbour_client(
                    case.engine, questions, statement, {"hnsw.ef_search": str(min(ef, 1000))}
                ) as ask:
                    found = asking.answers(ask, questions, positions)
                    server = asking.server_process(ask)
                    spent = time_in_turn([ask], [server], len(questions), case.seconds)[0]
                share = recall(found, case.truth[:, :TOP])
                name = f"{setting.kind}, {setting.m}, {setting.ef_construction}; {ef}"
                table.row(name, share, spent.processor, spent.wall, made.seconds, made.index_bytes / 2**30)


def say(line: str) -> None:
    """Print at once: a run takes an hour."""
    print(line, flush=True)

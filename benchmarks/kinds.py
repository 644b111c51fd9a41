"""Which kind of vector index finds as much in less time: recall, speed, build and size of each, beside hnswlib.

    pip install -c constraints.txt -e '.[bench]'
    python benchmarks/kinds.py --real FLICKR8K --counts 100000 1000000 --workers 2 15 \\
        --kinds halfvec/16/64 halfvec/24/128 first256/24/128 bits/16/64

A kind is halfvec, first<N> or bits, m and ef_construction; "turned-" before bits takes the bits of turned vectors. Or
it is lists/1000/0, pgvector's IVFFlat of a thousand lists.
Turned are vectors that are rotated to the principal axes of the real pictures, so that the first N numbers carry
most; cosines stay. What is timed is the hundred nearest alone, and of halfvec and lists the whole statement too. A row
for each way to look is followed by the first that finds .99 (or else the one that finds most), asked in turn with an
hnswlib index, of the product's m and ef_construction, that looks as far as it needs to find as much.

The server is an embedded one in a folder of its own, which is given the workers that are asked for, or the one of
--server, a URL of a superuser; that one's max_worker_processes, max_parallel_workers and
shared memory are up to who runs it. The vectors are those of benchmarks/scale.py.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import URL, Engine, make_url

from benchmarks.record import Column, Grid, Record
from benchmarks.records import add_record_option, recording
from benchmarks.scaling import asking
from benchmarks.scaling.clients import Ask, time_in_turn
from benchmarks.scaling.database import load
from benchmarks.scaling.exact import IntArray, nearest, recall
from benchmarks.scaling.indexes import Built
from benchmarks.scaling.inprocess import InProcess, build_hnswlib
from benchmarks.scaling.kinds import (
    Kind,
    Space,
    add_turned,
    built,
    find_rotation,
    parse_kind,
    select_nearest,
    uses_index,
)
from benchmarks.scaling.measure import FINE_EFS, TOP, say
from benchmarks.scaling.real import load_real
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.encoders import load_encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.vectors.index import EF_CONSTRUCTION, M

#: How far hnswlib looks; unlike pgvector it has no most.
MEMORY_EFS = (*FINE_EFS, *range(1100, 2000, 100), 2000)
#: What a hundred nearest must find.
ENOUGH = 0.99
LOOKED = (Column("recall@100", "", 3, "higher"), Column("on the processor", "ms", 2), Column("p50", "ms", 2))
BUILT = (Column("built", "s", 0), Column("index", "GB", 2))
#: Beside hnswlib, in turn.
BESIDE = (
    *BUILT,
    Column("recall@100", "", 3, "higher"),
    Column("p50, the nearest alone", "ms"),
    Column("p50, whole statement", "ms"),
    Column("nearest alone beside hnswlib", "", 1),
    Column("whole statement beside hnswlib", "", 1),
)
#: Name, columns and what stands behind the kind in each row.
TABLES = (
    ("built", BUILT, "workers"),
    ("looks", LOOKED, "ef_search, compared"),
    ("", BESIDE, "ef_search, compared"),
)


class Gallery(NamedTuple):
    """A filled database, the truth, and the index in memory."""

    engine: Engine
    space: Space
    positions: dict[int, int]
    """Of each picture that may be shown among the vectors, by its id."""
    truth: IntArray
    queries: FloatArray
    memory: InProcess
    found: dict[int, float]
    """hnswlib's recall by how far it looks."""
    seconds: float
    built: Grid
    looks: Grid
    best: Grid


class Look(NamedTuple):
    """One way to look, and what it finds."""

    ef: int
    reranked: int
    recall: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True, help="folder with images/, captions.tsv and dev.txt")
    parser.add_argument("--counts", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--kinds", type=parse_kind, nargs="+", required=True)
    parser.add_argument("--workers", type=int, nargs="+", default=[2], help="of builds; the last one's is measured")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3, help="of each timing beside hnswlib")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/imgsearch-scale"), help="for encoded pictures")
    parser.add_argument("--server", type=make_url, help="URL of a server; without it an embedded one")
    parser.add_argument("--keep", action="store_true", help="keep the databases, and use those of an earlier run")
    parser.add_argument("--again", nargs="*", default=[], help="commands; after each a restart and the last kind again")
    add_record_option(parser)
    arguments = parser.parse_args()
    if arguments.server and arguments.again:
        parser.error("--again restarts the embedded server; leave out --server")
    data = arguments.cache / "kinds"
    if not arguments.keep:
        shutil.rmtree(data, ignore_errors=True)
    server = None if arguments.server else EmbeddedServer(data)
    try:
        if server:
            allow_workers(server, max(arguments.workers))
        for count in arguments.counts:
            with recording(f"kinds-{count}", arguments.record) as record:
                measure(record, server, server.url() if server else arguments.server, count, arguments)
    finally:
        if server and not arguments.keep:
            server.stop()
            shutil.rmtree(data, ignore_errors=True)


def allow_workers(server: EmbeddedServer, workers: int) -> None:
    """Let builds have so many workers, which takes a restart."""
    engine = make_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("max_worker_processes", "max_parallel_workers"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = {max(workers + 2, 8)}")
    engine.dispose()
    server.stop()
    server.start()


def measure(record: Record, server: EmbeddedServer | None, url: URL, count: int, arguments: argparse.Namespace) -> None:
    """Keep all figures of one number of pictures."""
    gallery = prepare(record, url, count, arguments)
    for kind in arguments.kinds:
        for workers in arguments.workers:
            with built(gallery.engine, gallery.space, kind, len(gallery.positions), workers) as made:
                name = f"{kind.name}, {kind.m}, {kind.ef_construction}"
                gallery.built.row(f"{name}; {workers}", made.seconds, made.index_bytes / 2**30)
                if workers != arguments.workers[-1]:
                    continue
                compare(gallery, kind, name, made)
                if server and kind == arguments.kinds[-1]:
                    for command in arguments.again:
                        gallery = restart(gallery, server, command)
                        compare(gallery, kind, f"after {command}: {name}", made)
    gallery.engine.dispose()


def restart(gallery: Gallery, server: EmbeddedServer, command: str) -> Gallery:
    """Run a command while the server is down."""
    name = gallery.engine.url.database
    gallery.engine.dispose()
    server.stop()
    subprocess.run(command, shell=True, check=True)
    return gallery._replace(engine=make_engine(server.url().set(database=name)))


def prepare(record: Record, url: URL, count: int, arguments: argparse.Namespace) -> Gallery:
    """Fill a database, and an index in memory; print what this one finds."""
    encoder = load_encoder("small")
    folder = arguments.real
    real = load_real(encoder, [folder / "images"], folder / "captions.tsv", folder / "dev.txt", arguments.cache)
    queries = np.random.default_rng(0).permutation(real.queries)[: arguments.queries]
    say(f"\n## {count} pictures near {len(real.pictures)} real ones")
    engine, encoder_id, vectors, filled = load(url, encoder, real.pictures, count, plainly=True)
    ids, vectors = filled.ids[~filled.flagged], vectors[~filled.flagged]
    space = Space(encoder_id, find_rotation(real.pictures), real.pictures.mean(axis=0))
    if any(kind.is_turned for kind in arguments.kinds):
        add_turned(engine, space, ids, vectors)
    truth, _ = nearest(vectors, queries, TOP)
    index = build_hnswlib(vectors, M, EF_CONSTRUCTION, os.cpu_count() or 1)
    positions = {int(image_id): position for position, image_id in enumerate(ids)}
    tables = [record.grid(table, columns, f"kind, m, ef_construction; {what}") for table, columns, what in TABLES]
    gallery = Gallery(engine, space, positions, truth, queries, index, {}, arguments.seconds, *tables)
    size = index.index_bytes / 2**30
    say(f"\nhnswlib, {M} and {EF_CONSTRUCTION}: built in {index.build_seconds:.0f} s, {size:.2f} GB")
    grid = record.grid("memory", LOOKED, "hnswlib, ef_search")
    questions = asking.Questions(queries, encoder_id)
    (ask,) = asking.memory_clients(index, questions, 1, TOP)
    assert index.set_ef is not None
    for ef in MEMORY_EFS:
        index.set_ef(ef)
        gallery.found[ef] = recall(asking.answers(ask, questions), truth)
        spent = time_in_turn([ask], [None], len(questions), 0)[0]
        grid.row(f"{ef}", gallery.found[ef], spent.processor, spent.wall)
    return gallery


def compare(gallery: Gallery, kind: Kind, name: str, made: Built) -> None:
    """Keep what each way to look finds, and the best one beside hnswlib."""
    queries = gallery.queries @ gallery.space.rotation if kind.is_turned else gallery.queries
    questions = asking.Questions(queries, gallery.space.encoder_id)
    plain = asking.Questions(gallery.queries, gallery.space.encoder_id)
    looks = []
    for ef, reranked in kind.looks():
        statement = select_nearest(gallery.space, kind, TOP, reranked)
        if not uses_index(gallery.engine, statement, questions.texts[0]):
            raise SystemExit(f"the planner does not use the index {kind.name}; is the table large enough?")
        with asking.neighbour_client(gallery.engine, questions, statement, kind.settings(ef)) as ask:
            found = recall(asking.answers(ask, questions, gallery.positions), gallery.truth)
            spent = time_in_turn([ask], [asking.server_process(ask)], len(questions), 0)[0]
        looks.append((spent.processor, Look(ef, reranked, found)))
        gallery.looks.row(f"{name}; {ef}, {reranked}", found, spent.processor, spent.wall)
    enough = [each for each in looks if each[1].recall >= ENOUGH] or [max(looks, key=lambda each: each[1].recall)]
    best = min(enough)[1]
    statement = select_nearest(gallery.space, kind, TOP, best.reranked)
    with asking.neighbour_client(gallery.engine, questions, statement, kind.settings(best.ef)) as ask:
        alone = beside(gallery, plain, ask, best)
    whole: tuple[float | None, float | None] = (None, None)
    if kind.name in ("halfvec", "lists"):
        settings = kind.settings(best.ef)
        with asking.candidate_clients(gallery.engine, plain, 1, TOP, settings=settings) as asks:
            found = recall(asking.answers(asks[0], plain, gallery.positions), gallery.truth)
            whole = beside(gallery, plain, asks[0], best._replace(recall=found))
    took = (made.seconds, made.index_bytes / 2**30)
    looked = f"{best.ef}, {best.reranked}" if best.reranked else f"{best.ef}"
    gallery.best.row(f"{name}; {looked}", *took, best.recall, alone[0], whole[0], alone[1], whole[1])


def beside(gallery: Gallery, plain: asking.Questions, ask: Ask, look: Look) -> tuple[float, float]:
    """p50 of one way to look, in ms, and how many times that of hnswlib that finds as much, asked in turn."""
    ef = next((ef for ef, found in gallery.found.items() if found >= look.recall), max(gallery.found))
    assert gallery.memory.set_ef is not None
    gallery.memory.set_ef(ef)
    (other,) = asking.memory_clients(gallery.memory, plain, 1, TOP)
    servers = [asking.server_process(ask), None]
    own, memory = time_in_turn([ask, other], servers, len(plain), gallery.seconds)
    return own.wall, own.wall / memory.wall


if __name__ == "__main__":
    main()

"""Which kind of vector index finds as much in less time: recall, speed, build and size of each, beside hnswlib.

    pip install -c constraints.txt -e '.[bench]'
    python benchmarks/kinds.py --real FLICKR8K --counts 100000 1000000 --workers 2 15 \\
        --kinds halfvec/16/64 halfvec/24/128 first256/24/128 bits/16/64

A kind is halfvec, first<N> or bits, m and ef_construction; "turned-" before bits takes the bits of turned vectors.
Turned are vectors that are rotated to the principal axes of the real pictures, so that the first N numbers carry
most; cosines stay. What is timed is the hundred nearest alone, and of halfvec the product's whole statement too. A row
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
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from sqlalchemy import URL, Engine, make_url

from benchmarks.scaling import asking
from benchmarks.scaling.clients import Ask, time_in_turn
from benchmarks.scaling.database import load
from benchmarks.scaling.exact import IntArray, nearest, recall
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
MEMORY_EFS = (*FINE_EFS, 1200, 1500, 2000)
#: What a hundred nearest must find.
ENOUGH = 0.99
TITLES = ("The hundred nearest alone", "The product's statement")
HEADER = (
    "| kind | m | ef_construction | workers | built in s | GB | ef_search, re-ranked | recall | p50 | processor "
    "| hnswlib's ef_search, recall |"
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
            measure(server, server.url() if server else arguments.server, count, arguments)
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


def measure(server: EmbeddedServer | None, url: URL, count: int, arguments: argparse.Namespace) -> None:
    """Print all figures of one number of pictures."""
    gallery = prepare(url, count, arguments)
    say(
        "\n| kind | m | ef_construction | workers | built in s | GB | ef_search, re-ranked | recall | processor | p50 |"
    )
    say("| --- " * 10 + "|")
    rows: list[str] = []
    for kind in arguments.kinds:
        for workers in arguments.workers:
            with built(gallery.engine, gallery.space, kind, len(gallery.positions), workers) as made:
                took = f"{workers} | {made.seconds:.0f} | {made.index_bytes / 2**30:.2f}"
                line = f"| {kind.name} | {kind.m} | {kind.ef_construction} | {took} "
                if workers != arguments.workers[-1]:
                    say(f"{line}| | | | |")
                    continue
                rows += compare(gallery, kind, line)
                if server and kind == arguments.kinds[-1]:
                    for command in arguments.again:
                        gallery = restart(gallery, server, command)
                        rows += compare(gallery, kind, line.replace("|", f"| after {command}:", 1))
    for title in TITLES:
        say(f"\n{title}, in turn with hnswlib: ms and ratio\n")
        say(HEADER + "\n" + "| --- " * 11 + "|")
        say("\n".join(row.removeprefix(title) for row in rows if row.startswith(title)))
    gallery.engine.dispose()


def restart(gallery: Gallery, server: EmbeddedServer, command: str) -> Gallery:
    """Run a command while the server is down."""
    name = gallery.engine.url.database
    gallery.engine.dispose()
    server.stop()
    subprocess.run(command, shell=True, check=True)
    return gallery._replace(engine=make_engine(server.url().set(database=name)))


def prepare(url: URL, count: int, arguments: argparse.Namespace) -> Gallery:
    """Fill a database, and an index in memory; print what this one finds."""
    encoder = load_encoder("small")
    folder = arguments.real
    real = load_real(encoder, [folder / "images"], folder / "captions.tsv", folder / "dev.txt", arguments.cache)
    queries = np.random.default_rng(0).permutation(real.queries)[: arguments.queries]
    memory = psutil.virtual_memory().total / 2**30
    say(f"\n## {count} pictures near {len(real.pictures)} real ones")
    say(f"{os.cpu_count()} cores, {memory:.0f} GB, load average {os.getloadavg()[0]:.1f}")
    engine, encoder_id, vectors, filled = load(url, encoder, real.pictures, count, plainly=True)
    ids, vectors = filled.ids[~filled.flagged], vectors[~filled.flagged]
    space = Space(encoder_id, find_rotation(real.pictures), real.pictures.mean(axis=0))
    if any(kind.is_turned for kind in arguments.kinds):
        add_turned(engine, space, ids, vectors)
    truth, _ = nearest(vectors, queries, TOP)
    index = build_hnswlib(vectors, M, EF_CONSTRUCTION, os.cpu_count() or 1)
    positions = {int(image_id): position for position, image_id in enumerate(ids)}
    gallery = Gallery(engine, space, positions, truth, queries, index, {}, arguments.seconds)
    size = index.index_bytes / 2**30
    say(f"\nhnswlib, {M} and {EF_CONSTRUCTION}: built in {index.build_seconds:.0f} s, {size:.2f} GB")
    say("\n| ef_search | recall@100 | on the processor, ms | p50, ms |\n| --- | --- | --- | --- |")
    questions = asking.Questions(queries, encoder_id)
    (ask,) = asking.memory_clients(index, questions, 1, TOP)
    assert index.set_ef is not None
    for ef in MEMORY_EFS:
        index.set_ef(ef)
        gallery.found[ef] = recall(asking.answers(ask, questions), truth)
        spent = time_in_turn([ask], [None], len(questions), 0)[0]
        say(f"| {ef} | {gallery.found[ef]:.4f} | {spent.processor:.2f} | {spent.wall:.2f} |")
    return gallery


def compare(gallery: Gallery, kind: Kind, line: str) -> list[str]:
    """Print what each way to look finds; return rows of the best one beside hnswlib."""
    queries = gallery.queries @ gallery.space.rotation if kind.is_turned else gallery.queries
    questions = asking.Questions(queries, gallery.space.encoder_id)
    plain = asking.Questions(gallery.queries, gallery.space.encoder_id)
    looks = []
    for ef, reranked in kind.looks():
        statement = select_nearest(gallery.space, kind, TOP, reranked)
        if not uses_index(gallery.engine, statement, questions.texts[0]):
            raise SystemExit(f"the planner does not use the index {kind.name}; is the table large enough?")
        with asking.neighbour_client(gallery.engine, questions, statement, ef) as ask:
            found = recall(asking.answers(ask, questions, gallery.positions), gallery.truth)
            spent = time_in_turn([ask], [asking.server_process(ask)], len(questions), 0)[0]
        looks.append((spent.processor, Look(ef, reranked, found)))
        say(f"{line}| {ef}, {reranked} | {found:.4f} | {spent.processor:.2f} | {spent.wall:.2f} |")
    enough = [each for each in looks if each[1].recall >= ENOUGH] or [max(looks, key=lambda each: each[1].recall)]
    best = min(enough)[1]
    rows = []
    with ExitStack() as stack:
        statement = select_nearest(gallery.space, kind, TOP, best.reranked)
        ask = stack.enter_context(asking.neighbour_client(gallery.engine, questions, statement, best.ef))
        rows.append(beside(gallery, plain, ask, best, f"{TITLES[0]}{line}"))
    if kind.name == "halfvec":
        settings = {"hnsw.ef_search": str(best.ef)}
        with asking.candidate_clients(gallery.engine, plain, 1, TOP, settings=settings) as asks:
            found = recall(asking.answers(asks[0], plain, gallery.positions), gallery.truth)
            rows.append(beside(gallery, plain, asks[0], best._replace(recall=found), f"{TITLES[1]}{line}"))
    return rows


def beside(gallery: Gallery, plain: asking.Questions, ask: Ask, look: Look, line: str) -> str:
    """A row of one way to look, asked in turn with hnswlib that finds as much."""
    ef = next((ef for ef, found in gallery.found.items() if found >= look.recall), max(gallery.found))
    assert gallery.memory.set_ef is not None
    gallery.memory.set_ef(ef)
    (other,) = asking.memory_clients(gallery.memory, plain, 1, TOP)
    servers = [asking.server_process(ask), None]
    own, memory = time_in_turn([ask, other], servers, len(plain), gallery.seconds)
    wall = f"{own.wall:.2f}; {memory.wall:.2f}; {own.wall / memory.wall:.1f}"
    busy = f"{own.processor:.2f}; {memory.processor:.2f}; {own.processor / memory.processor:.1f}"
    looking = f"{look.ef}, {look.reranked}"
    row = f"{line}| {looking} | {look.recall:.4f} | {wall} | {busy} | {ef}, {gallery.found[ef]:.4f} |"
    print(row, file=sys.stderr, flush=True)  # the tables come last, after an hour
    return row


if __name__ == "__main__":
    main()

"""Search among a hundred thousand and a million pictures: loading, building, speed and recall of every kind of index.

    pip install -c constraints.txt -e '.[bench]'
    python benchmarks/scale.py --real FLICKR8K --counts 100000 1000000

The vectors are synthetic, near those of real pictures; the queries are real sentences. FAISS and hnswlib in the
process of the benchmark are the yardstick of the same run. The database is an embedded one in a folder of its own,
filled and indexed by the product's own code; the statement that is timed is the product's.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

import numpy as np

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from benchmarks.scaling.database import load
from benchmarks.scaling.exact import nearest
from benchmarks.scaling.goals import goals, keep_goals
from benchmarks.scaling.indexes import Setting
from benchmarks.scaling.measure import (
    CANDIDATES,
    Case,
    keep_size,
    measure_alternatives,
    measure_growth,
    measure_memory,
    measure_product,
    say,
)
from benchmarks.scaling.real import Real, load_real
from benchmarks.scaling.synthetic import describe, make_vectors
from imgsearch.db import EmbeddedServer
from imgsearch.encoders import load_encoder
from imgsearch.models.loaded import shipped_regressor_for

#: Pictures that are compared for the sameness of the ten best.
FAR = 1000
GRID = [
    Setting("halfvec", 16, 64), Setting("halfvec", 16, 128), Setting("halfvec", 24, 128), Setting("halfvec", 32, 200),
    Setting("fp32", 16, 64), Setting("binary", 16, 64),
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True, help="folder with images/, captions.tsv and dev.txt")
    parser.add_argument("--counts", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--grid", type=int, nargs="*", default=[100_000], help="counts at which all settings are tried")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=5, help="of each timing")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/imgsearch-scale"), help="for encoded pictures")
    parser.add_argument("--keep", action="store_true", help="keep the databases, and use those of an earlier run")
    parser.add_argument("--without-memory", action="store_true", help="leave out FAISS and hnswlib")
    add_record_option(parser)
    arguments = parser.parse_args()
    with recording("million-kinds" if arguments.grid else "million", arguments.record) as record:
        measure_all(record, arguments)


def measure_all(record: Record, arguments: argparse.Namespace) -> None:
    """Keep the figures of every number of pictures."""
    encoder = load_encoder("small")
    folder = arguments.real
    real = load_real(encoder, [folder / "images"], folder / "captions.tsv", folder / "dev.txt", arguments.cache)
    queries = np.random.default_rng(0).permutation(real.queries)[: arguments.queries]
    real = Real(real.pictures, queries)
    measure_structure(record, real)
    data = arguments.cache / "data"
    if not arguments.keep:
        shutil.rmtree(data, ignore_errors=True)
    server = EmbeddedServer(data)
    try:
        cases = [measure(record, server, real, count, arguments) for count in arguments.counts]
        if not arguments.grid:  # a grid drops the product's index
            measure_growth(sorted(cases, key=lambda case: len(case.ids)))
        largest = max(cases, key=lambda case: case.pictures)
        keep_goals(record, goals(f"{largest.pictures:,}", f"{len(largest.ids):,}", CANDIDATES[0]))
    finally:
        if not arguments.keep:
            server.stop()
            shutil.rmtree(data, ignore_errors=True)


def measure_structure(record: Record, real: Real) -> None:
    """Keep whether the synthetic pictures are like the real ones, as many of them."""
    synthetic = np.concatenate(list(make_vectors(real.pictures, len(real.pictures))))
    columns = [describe(vectors, real.queries) for vectors in (real.pictures, synthetic)]
    said = [Column(name, "", 2, "higher") for name in ("real", "synthetic")]
    grid = record.grid("likeness", said, f"{len(synthetic):,} pictures")
    for name in columns[0]:
        grid.row(name, *(column[name] for column in columns))


def measure(record: Record, server: EmbeddedServer, real: Real, count: int, arguments: argparse.Namespace) -> Case:
    """Keep all figures of one number of pictures."""
    encoder = load_encoder("small")
    say(f"\n## {count} pictures, load average {os.getloadavg()[0]:.1f}")
    engine, encoder_id, vectors, filled = load(server.url(), encoder, real.pictures, count)
    ids, vectors = filled.ids[~filled.flagged], vectors[~filled.flagged]
    truth, _ = nearest(vectors, real.queries, FAR)
    regressor = shipped_regressor_for(encoder.name, encoder.revision)
    assert regressor is not None
    case = Case(engine, encoder_id, vectors, ids, real.queries, truth, regressor, arguments.seconds, record, count)
    if filled.copy_rows and filled.load_rows:
        keep_size(case, "COPY alone", filled.copy_rows, "vectors/s", 0, "higher")
        whole = "the whole load of vectors (conversion, COPY, join, insert, keys, commit)"
        keep_size(case, whole, filled.load_rows, "vectors/s", 0, "higher")
    measure_product(case)
    if not arguments.without_memory:
        measure_memory(case)
    if count in arguments.grid:
        measure_alternatives(case, GRID)
    return case


if __name__ == "__main__":
    main()

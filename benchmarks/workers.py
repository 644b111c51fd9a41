"""What counting for all processes costs a search: the page of one process beside that of two, in turns.

Usage: python -m benchmarks.workers [--clients 8] [--seconds 10] [--rounds 3]

The pictures are those of the database that the settings name. Of two processes each search is counted in the database,
of one in its memory. At the end the count alone, of 500 visitors.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from limits import parse

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from benchmarks.web import PATHS, run
from imgsearch.cli.database import database_engine
from imgsearch.settings import read_settings
from imgsearch.web.counting import SharedCounter
from imgsearch.web.database import Database

#: Which the clients do not reach.
SEARCHES_PER_MINUTE = 10_000
VISITORS = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("workers", options.record) as record:
        measure(record, options.clients, options.seconds, options.rounds)


def measure(record: Record, most_clients: int, seconds: float, rounds: int) -> None:
    """Keep a row for each number of clients and of processes, which take turns, and what a count takes."""
    seen: dict[tuple[int, int], list[float]] = defaultdict(list)
    with serving(1) as alone, serving(2) as together:
        for _ in range(rounds):
            for clients in (1, most_clients):
                for workers, host in ((1, alone), (2, together)):
                    tally = run(host, PATHS["page of results"], clients, seconds)
                    assert not tally.errors, f"{tally.errors} errors"
                    seen[clients, workers] += tally.milliseconds
    columns = (Column("requests a second", "", 1, "higher"), Column("p50", "ms", 0), Column("p95", "ms", 0))
    grid = record.grid("", columns, "clients, processes")
    for (clients, workers), milliseconds in seen.items():
        cuts = statistics.quantiles(milliseconds, n=20)
        grid.row(f"{clients}, {workers}", len(milliseconds) / seconds / rounds, cuts[9], cuts[18])
    counted = count()
    figure = record.add("a count in the database", counted, "ms", table="count")
    print(f"{figure.name}: p50 {figure.say()} ms, p95 {statistics.quantiles(counted, n=20)[18]:.1f} ms")


@contextmanager
def serving(workers: int) -> Iterator[str]:
    """Host and port of a page of so many processes."""
    words = ["serve", "--port", "0", "--workers", str(workers), "--searches-per-minute", str(SEARCHES_PER_MINUTE)]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("w") as opened:
            process = subprocess.Popen([sys.executable, "-m", "imgsearch", *words], stderr=opened, env=os.environ)
        try:
            while (found := re.search(r"^http://(\S+)/$", log.read_text(), re.MULTILINE)) is None:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
            yield found[1]
        finally:
            process.terminate()
            process.wait()


def count() -> list[float]:
    """Milliseconds of each count."""
    engine = database_engine(read_settings())
    counter = SharedCounter(Database(engine), "a secret of this run")
    spent = []
    for number in range(VISITORS):
        started = time.perf_counter()
        counter.hit(parse("60/minute"), "search", f"visitor {number % 100}")
        spent.append((time.perf_counter() - started) * 1000)
    engine.dispose()
    return spent


if __name__ == "__main__":
    main()

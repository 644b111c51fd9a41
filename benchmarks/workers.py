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
    options = parser.parse_args()
    seen: dict[tuple[int, int], list[float]] = defaultdict(list)
    with serving(1) as alone, serving(2) as together:
        for _ in range(options.rounds):
            for clients in (1, options.clients):
                for workers, host in ((1, alone), (2, together)):
                    tally = run(host, PATHS["page of results"], clients, options.seconds)
                    assert not tally.errors, f"{tally.errors} errors"
                    seen[clients, workers] += tally.milliseconds
    print(f"{'clients':>7}{'processes':>11}{'requests/s':>12}{'p50 ms':>9}{'p95 ms':>9}")
    for (clients, workers), milliseconds in seen.items():
        cuts = statistics.quantiles(milliseconds, n=20)
        rate = len(milliseconds) / options.seconds / options.rounds
        print(f"{clients:>7}{workers:>11}{rate:>12.1f}{cuts[9]:>9.1f}{cuts[18]:>9.1f}")
    cuts = statistics.quantiles(count(), n=20)
    print(f"a count in the database: p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms")


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

"""How fast the page answers many visitors, beside /healthz, which only asks the database for a number.

Usage: python benchmarks/web.py [--url http://127.0.0.1:8000] [--clients 50] [--seconds 10]

The page must run, with a limit that the clients do not reach: imgsearch serve --searches-per-minute 1000000
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from benchmarks.record import Column
from benchmarks.records import add_record_option, recording

QUERIES = ("two dogs running in the snow", "собака прыгает в воду", "a man on a mountain top", "red car", "surfing")
PATHS = {
    "/healthz": ["/healthz"],
    "page of results": [f"/?q={quote(text)}" for text in QUERIES],
    "API": [f"/api/search?q={quote(text)}&limit=30" for text in QUERIES],
}


@dataclass
class Tally:
    """What the clients of one run saw."""

    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0


COLUMNS = (
    Column("requests a second", "", 1, "higher"),
    Column("p50", "ms"),
    Column("p95", "ms"),
    Column("errors", "", 0),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10)
    add_record_option(parser)
    options = parser.parse_args()
    host = urlsplit(options.url).netloc
    with recording("web", options.record) as record:
        grid = record.grid("", COLUMNS, "what, clients")
        for name, paths in PATHS.items():
            for clients in (1, options.clients):
                tally = run(host, paths, clients, options.seconds)
                cuts = statistics.quantiles(tally.milliseconds, n=20)
                rate = len(tally.milliseconds) / options.seconds
                grid.row(f"{name}, {clients}", rate, cuts[9], cuts[18], tally.errors)


def run(host: str, paths: list[str], clients: int, seconds: float) -> Tally:
    """Clients that ask again as soon as they have their answer."""
    tally = Tally()
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=ask, args=(host, paths, number, end, tally)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def ask(host: str, paths: list[str], number: int, end: float, tally: Tally) -> None:
    """One client."""
    connection = http.client.HTTPConnection(host, timeout=60)
    while (started := time.perf_counter()) < end:
        number += 1
        try:
            connection.request("GET", paths[number % len(paths)])
            answer = connection.getresponse()
            answer.read()
            ok = answer.status == 200
        except OSError:
            connection.close()
            ok = False
        tally.milliseconds.append((time.perf_counter() - started) * 1000)
        tally.errors += not ok
    connection.close()


if __name__ == "__main__":
    main()

"""What spans cost: processor time of searches over the API without a collector, and with one that drops what it gets.

    python -m benchmarks.tracing PICTURES --requests 40 --rounds 7

PICTURES is a folder of a few hundred pictures, loaded into an embedded database of its own. Both ways take turns in one
process; the figures are medians of rounds. Needs the extras serve and otel.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import tempfile
import timeit
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import structlog
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from benchmarks.record import Column, Record, Spread
from benchmarks.records import add_record_option, recording
from benchmarks.soak import run_command
from imgsearch.cli.database import open_session
from imgsearch.tracing import span
from imgsearch.tracing.otel import trace_to
from imgsearch.web.app import create_app
from imgsearch.web.config import WebConfig

TEXTS = ("a dog runs over the grass", "two people on a beach", "a red car", "snow on mountains")
CALLS = 200_000


class Dropping(SpanExporter):
    """Counts spans and keeps none."""

    count = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See SpanExporter."""
        self.count += len(spans)
        return SpanExportResult.SUCCESS


def spent(client: TestClient, requests: int) -> float:
    """Milliseconds of the processor for a request."""
    started = process_time()
    for number in range(requests):
        client.get("/api/search", params={"q": TEXTS[number % len(TEXTS)]}).raise_for_status()
    return (process_time() - started) * 1000 / requests


def measure(record: Record, client: TestClient, requests: int, rounds: int) -> None:
    """Keep what a request takes without a collector and with one, in turns, and what a span takes without."""
    dropping = Dropping()
    without, with_spans = [], []
    spent(client, requests)
    for _ in range(rounds):
        without.append(spent(client, requests))
        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(dropping))
        end: Callable[[], None] = trace_to(provider)
        with_spans.append(spent(client, requests))
        end()
        provider.shutdown()
    spans = dropping.count / rounds / requests
    off_us = min(timeit.repeat(_enter, number=CALLS, repeat=5)) / CALLS * 1e6
    off = statistics.median(without)
    columns = (Column("processor time of a request", "ms"), Column("against the median without a collector", "", 2))
    grid = record.grid("", columns, f"{spans:.0f} spans a request")
    for name, taken in (("without a collector", without), ("with one that drops what it gets", with_spans)):
        ratios = [each / off for each in taken]
        grid.row(name, taken, Spread(statistics.median(ratios), min(ratios), max(ratios)))
    columns = (Column("processor time", "µs", 2), Column("of a request, for all of them", "%", 2))
    record.grid("span", columns).row("a span without a collector", off_us, 100 * spans * off_us / 1000 / off)


def _enter() -> None:
    with span("nothing"):
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=7)
    add_record_option(parser)
    options = parser.parse_args()
    pictures = options.pictures.resolve()
    # A line for each request would be in the way of the figures.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        try:
            run_command("load", str(pictures))
            with open_session() as session:
                config = WebConfig(secret="0" * 64, searches_per_minute=1_000_000)
                with (
                    recording("tracing", options.record) as record,
                    TestClient(create_app(session.get_bind().engine, config)) as client,
                ):
                    measure(record, client, options.requests, options.rounds)
        finally:
            run_command("db", "stop")


if __name__ == "__main__":
    main()

"""Counters for Prometheus."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from imgsearch.search import SearchResult

#: Names the folder in which processes of one page count together; Prometheus's client reads it when it is imported.
COUNTERS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """Counters of one application, or of all processes that have the same folder for them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "imgsearch_requests", "Requests.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "imgsearch_request_seconds", "Time to answer.", ["route"], registry=self.registry, buckets=SECONDS
        )
        self.searches = Counter("imgsearch_searches", "Searches.", ["outcome"], registry=self.registry)
        self.phases = Histogram(
            "imgsearch_search_seconds", "Time in a search.", ["phase"], registry=self.registry, buckets=SECONDS
        )
        self.slow = Counter("imgsearch_slow_searches", "Searches that took long.", registry=self.registry)

    def count_search(self, result: SearchResult) -> None:
        """Count a search that was answered, and the time of its phases."""
        outcome = "refused" if result.disclaimer is not None else "found" if result.hits else "nothing"
        self.searches.labels(outcome).inc()
        for phase, spent_ms in result.timings_ms.items():
            self.phases.labels(phase).observe(spent_ms / 1000)

    def read(self) -> bytes:
        """What has been counted, as Prometheus takes it."""
        if COUNTERS_VARIABLE not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return generate_latest(together)

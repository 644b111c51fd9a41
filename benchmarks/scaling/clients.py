"""Timing one question after another, from one client or from several at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import numpy as np

#: Answers the question of a number; each client gets one of its own.
Ask = Callable[[int], object]


class Timing(NamedTuple):
    """Milliseconds a question, and questions a second of all clients together."""

    p50: float
    p95: float
    p99: float
    per_second: float

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} / {self.p99:.1f} | {self.per_second:.0f}"


def time_clients(asks: list[Ask], questions: int, seconds: float) -> Timing:
    """Let clients ask all questions again and again, each from a place of its own.

    Args:
        asks: one for each client; the first answer of each is not counted.
        questions: how many there are.
        seconds: how long.
    """
    spent: list[list[float]] = [[] for _ in asks]
    ready = threading.Barrier(len(asks) + 1)
    failures: list[BaseException] = []

    def work(client: int) -> None:
        ask, mine = asks[client], spent[client]
        number = client * questions // len(asks)
        try:
            ask(number)
            ready.wait()
            end = time.perf_counter() + seconds
            while (start := time.perf_counter()) < end:
                number = (number + 1) % questions
                ask(number)
                mine.append(time.perf_counter() - start)
        except BaseException as exc:
            failures.append(exc)
            ready.abort()

    threads = [threading.Thread(target=work, args=(client,)) for client in range(len(asks))]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    if failures:
        raise failures[0]
    every = np.concatenate([np.asarray(mine) for mine in spent]) * 1000
    p50, p95, p99 = np.percentile(every, [50, 95, 99])
    return Timing(float(p50), float(p95), float(p99), len(every) / elapsed)


def time_in_turn(asks: list[Ask], questions: int, seconds: float) -> list[float]:
    """Median milliseconds of several that are asked in turn, so that whatever else runs meanwhile slows all alike."""
    spent: list[list[float]] = [[] for _ in asks]
    number = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or number < questions:
        for ask, mine in zip(asks, spent, strict=True):
            start = time.perf_counter()
            ask(number % questions)
            mine.append(time.perf_counter() - start)
        number += 1
    return [float(np.median(mine)) * 1000 for mine in spent]

"""Timing one question after another, from one client or from several at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
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


class InTurn(NamedTuple):
    """Medians of one of several that were asked in turn."""

    wall: float
    """Milliseconds until the answer is there."""
    processor: float
    """Milliseconds that it had a processor, of its client and its server together."""


def processor_seconds(server_process: int | None) -> float:
    """Time that this thread and a server process have had a processor; NaN for a server that is not in sight."""
    spent = time.thread_time()
    if server_process is not None:
        process = Path(f"/proc/{server_process}")
        try:
            # In a container, or on another machine, the number may be another program's here.
            if (process / "comm").read_text().strip() != "postgres":
                return float("nan")
            spent += int((process / "schedstat").read_text().split()[0]) / 1e9
        except OSError:
            return float("nan")
    return spent


def time_in_turn(asks: Sequence[Ask], servers: Sequence[int | None], questions: int, seconds: float) -> list[InTurn]:
    """Ask several in turn, so that whatever else runs meanwhile slows all alike.

    On a busy machine a question to another process waits for a processor twice, one in the same process hardly ever:
    there the time on the processor is the fair figure.

    Args:
        asks: who is asked.
        servers: process of the server that works for each; None where none does.
        questions: how many there are; each is asked once at least.
        seconds: how long.
    """
    wall: list[list[float]] = [[] for _ in asks]
    busy: list[list[float]] = [[] for _ in asks]
    number = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or number < questions:
        for index, (ask, server) in enumerate(zip(asks, servers, strict=True)):
            start, had = time.perf_counter(), processor_seconds(server)
            ask(number % questions)
            busy[index].append(processor_seconds(server) - had)
            wall[index].append(time.perf_counter() - start)
        number += 1
    return [
        InTurn(float(np.median(each)) * 1000, float(np.median(had)) * 1000)
        for each, had in zip(wall, busy, strict=True)
    ]

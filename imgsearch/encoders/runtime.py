"""ONNX Runtime on this machine's cores.

A run works on one thread, and several runs share the cores. The runtime's own threads wait for one another at every
layer, in a spin: encoders in several processes would then take the cores from each other. Threads that share nothing
need no agreement, and the system gives each process its part.
"""

from __future__ import annotations

import os
import platform
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from imgsearch.errors import ModelUnavailable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: Of the models that ship with imgsearch.
FOLDER = Path(__file__).parent
#: Tokens of a text that is taken for a query, where it is alone. A longer one has more to compute than to load.
QUERY_TOKENS = 64
#: Processors for which the runtime multiplies numbers of 8 bits by instructions of their own, as `platform` names them.
#: On others that takes many times as long as single precision.
WITH_8_BITS = ("x86_64", "AMD64")
Part = TypeVar("Part")
Result = TypeVar("Result")


@cache
def cores() -> int:
    """Cores that this process may use; OMP_NUM_THREADS, where it is a number, says how many of them it should."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def has_8_bits() -> bool:
    """Whether this processor multiplies numbers of 8 bits faster than others."""
    return platform.machine() in WITH_8_BITS


REINSTALL = "run `pip install --force-reinstall imgsearch-pgvector`"


def open_model(file: Path, remedy: str = REINSTALL) -> InferenceSession:
    """A model whose runs take one thread each; any number of threads may run it at once.

    Args:
        file: of ONNX.
        remedy: what to do where it cannot be read.

    Raises:
        ModelUnavailable: the file is missing or damaged.
    """
    # From 1.32 on the package tells its maker of each use, and keeps a number of this machine.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # where somebody has imported it before
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # the runtime's own have no ancestor in common
        raise ModelUnavailable(f"{file} cannot be read; {remedy}") from exc


def on_all_cores(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Do one piece of work for each part, in the parts' order; the last one in this thread, which else would wait."""
    if len(parts) < 2 or cores() < 2:
        return list(map(work, parts))
    others = [_pool().submit(work, part) for part in parts[:-1]]
    last = work(parts[-1])
    return [*(other.result() for other in others), last]


def on_all_cores_ahead(
    work: Callable[[Part], Result], batches: Iterable[Sequence[Part]]
) -> Iterator[tuple[Sequence[Part], list[Result]]]:
    """Each batch with what came of its parts, while all cores are at work on the next one already."""
    return work_ahead(_pool(), work, batches)


def work_ahead(
    pool: ThreadPoolExecutor, work: Callable[[Part], Result], batches: Iterable[Sequence[Part]]
) -> Iterator[tuple[Sequence[Part], list[Result]]]:
    """The same in a pool of one's own. One batch is worked on ahead; more would only take memory."""
    waiting: deque[tuple[Sequence[Part], list[Future[Result]]]] = deque()
    try:
        for batch in batches:
            waiting.append((batch, [pool.submit(work, part) for part in batch]))
            if len(waiting) > 1:
                done, futures = waiting.popleft()
                yield done, [future.result() for future in futures]
        for done, futures in waiting:
            yield done, [future.result() for future in futures]
    finally:
        for _, futures in waiting:
            for future in futures:
                future.cancel()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(cores(), thread_name_prefix="encode")


# A forked process has none of the threads, and would wait for them for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)

"""Trying the mutants of some packages with some workers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock

from scripts.mutation.changed import changed_lines
from scripts.mutation.mutants import Mutant, make_mutants
from scripts.mutation.packages import Package
from scripts.mutation.report import Score
from scripts.mutation.worker import Baseline, Tried, Worker, test_server

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How much is tried."""

    sample: int | None = None
    """Mutants of each package; None is all."""
    seed: str = "0"
    since: str = ""
    """A revision; then only mutants of lines that changed after it."""
    workers: int = 2
    until: float = float("inf")
    """By time.monotonic(); what is left then is not tried."""

    verbose: bool = False
    """Say of each mutant what became of it, not of survivors only."""

    def time_left(self) -> float:
        """In seconds."""
        return self.until - time.monotonic()


def choose_mutants(package: Package, root: Path, plan: Plan) -> list[Mutant]:
    """The mutants that a plan means, the same ones for the same seed."""
    files = package.sources(root)
    lines = changed_lines(root, plan.since, files) if plan.since else None
    if lines is not None:
        files = [file for file in files if str(file) in lines]
    mutants = [
        mutant
        for file in files
        for mutant in make_mutants(root, file)
        if lines is None or not lines[mutant.file].isdisjoint(range(mutant.line, mutant.last_line + 1))
    ]
    if plan.sample is not None and plan.sample < len(mutants):
        chosen = random.Random(f"{plan.seed} {package.name}").sample(range(len(mutants)), plan.sample)
        mutants = [mutants[index] for index in sorted(chosen)]
    return mutants


def order_packages(packages: Sequence[Package], plan: Plan) -> list[Package]:
    """As the table has them; where time is short in an order by chance, so that each comes first now and then."""
    ordered = list(packages)
    if plan.until != float("inf"):
        random.Random(plan.seed).shuffle(ordered)
    return ordered


class Campaign:
    """Workers that are started once and try one package after another."""

    def __init__(self, root: Path, plan: Plan, equivalents: Sequence[tuple[str, str, str]], say: Say) -> None:
        self._root = root
        self._plan = plan
        self._equivalents = set(equivalents)
        self._say = say

    def run(self, package: Package, mutants: list[Mutant]) -> Score:
        """Try the mutants of one package."""
        score = Score(package.name)
        if not mutants:
            return score
        with ExitStack() as stack:
            count = min(self._plan.workers, max(1, len(mutants) // 5))
            workers = [self._start(package, stack) for _ in range(count)]
            limit = min(max(self._plan.time_left() / 2, 1), 1800)
            baseline = workers[0].measure(package, limit)
            self._tell(package, baseline)
            queue: SimpleQueue[Mutant] = SimpleQueue()
            for mutant in mutants:
                queue.put(mutant)
            lock = Lock()
            tried: list[tuple[Mutant, Tried]] = []

            def work(worker: Worker) -> None:
                worker.warm_up(baseline)
                while self._plan.time_left() > 0:
                    try:
                        mutant = queue.get_nowait()
                    except Empty:
                        return
                    result = worker.run(mutant, baseline, package.slowest_s)
                    if baseline.stopped and result.outcome == "survived":
                        continue  # perhaps one of the tests that there was no time for would have noticed it
                    with lock:
                        tried.append((mutant, result))
                        self._say_tried(mutant, result)

            with ThreadPoolExecutor(count) as pool:
                try:
                    list(pool.map(work, workers))
                finally:  # after a fault of one, or when somebody ends the run, the other stops as well
                    while not queue.empty():
                        queue.get_nowait()
            killers = sorted({result.test for _, result in tried if result.test})
            score.flaky = sorted(workers[0].failing(killers)) if self._plan.time_left() > 0 else []
            if len(score.flaky) > len(killers) / 2:
                raise RuntimeError(f"most tests of {package.name} fail without any change: {', '.join(score.flaky)}")
        for mutant, result in sorted(tried, key=lambda pair: (pair[0].file, pair[0].line)):
            outcome = "survived" if result.test and result.test in score.flaky else result.outcome
            score.add(mutant, outcome, result.seconds, self._equivalents)
        return score

    def _start(self, package: Package, stack: ExitStack) -> Worker:
        environment = stack.enter_context(test_server()) if package.database else {"IMGSEARCH_TEST_SERVER": "embedded"}
        return stack.enter_context(Worker(self._root, environment))

    def _say_tried(self, mutant: Mutant, result: Tried) -> None:
        if result.outcome == "survived" and mutant.key not in self._equivalents:
            self._say(f"survived, {result.tests} tests run it: {mutant}")
        elif self._plan.verbose:
            by = f" by {result.test}" if result.test else ""
            self._say(f"{result.outcome}{by} in {result.seconds:.1f} s: {mutant}")

    def _tell(self, package: Package, baseline: Baseline) -> None:
        slow = [name for name, seconds in baseline.seconds.items() if seconds > package.slowest_s]
        spent = sum(baseline.seconds.values())
        self._say(f"{package.name}: {len(baseline.seconds)} tests pass in {spent:.0f} s, {len(slow)} are too slow")
        for name in baseline.bad:
            self._say(f"{package.name}: fails without any change: {name}")
        if baseline.stopped:
            self._say(f"{package.name}: there was no time for its other tests, so survivors do not count")

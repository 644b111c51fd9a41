"""A process that has the libraries imported and forks for each run of tests; it reads orders from stdin, a line each.

It runs in a copy of the project and imports nothing of the project itself: a fork sees whatever the files say then.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
import warnings
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

import coverage
import pytest

#: Libraries that are imported already are no fault here.
QUIET = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
FOUND = Path("mutation-run.json")
TIMED_OUT, BROKEN = -1, 70
#: Before the name of a fixture, where it is no test that runs a line.
FIXTURE = "fixture "


class Chosen:
    """Runs the named tests in the order of the names and no others; says which one failed first."""

    def __init__(self, names: list[str]) -> None:
        self._place = {name: place for place, name in enumerate(names)}
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self._place), key=lambda i: self._place[i.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


class Baseline:
    """Notes how long each test takes, whether it passes, and which lines it runs."""

    def __init__(self, measured: coverage.Coverage, until: float) -> None:
        self._measured = measured
        self._until = until
        self.seconds: dict[str, float] = defaultdict(float)
        self.bad: set[str] = set()
        self.skipped: set[str] = set()
        self.stopped = False
        self._context = ""
        self._users: dict[str, list[str]] = defaultdict(list)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for name in getattr(item, "fixturenames", ()):
                self._users[FIXTURE + name].append(item.nodeid)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._switch(nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:  # noqa: ANN401
        """What a fixture of several tests runs, each of them runs, and takes as long for it, when it runs alone."""
        if fixturedef.scope == "function":
            return (yield)
        before, started = self._context, time.monotonic()
        self._switch(FIXTURE + fixturedef.argname)
        try:
            return (yield)
        finally:
            for name in self._users[FIXTURE + fixturedef.argname]:
                self.seconds[name] += 0.0 if name == before else time.monotonic() - started
            self._switch(before)

    def tests_of(self, context: str) -> list[str]:
        """The tests that a context of the coverage stands for."""
        return self._users[context] if context.startswith(FIXTURE) else [context]

    def _switch(self, context: str) -> None:
        self._context = context
        self._measured.switch_context(context)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.bad.add(report.nodeid)
        if report.skipped:
            self.skipped.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Any:  # noqa: ANN401
        result = yield
        self._switch("")
        if time.monotonic() > self._until and nextitem is not None:
            self.stopped = True
            item.session.shouldstop = "no time is left"
        return result


def run_baseline(order: dict[str, Any]) -> int:
    sources = [str(Path(source).resolve()) for source in order["sources"]]
    measured = coverage.Coverage(data_file=None, include=sources, config_file=False, messages=False)
    plugin = Baseline(measured, time.monotonic() + order["limit_s"])
    with warnings.catch_warnings():
        measured.start()
        code = pytest.main([*QUIET, *order["tests"]], plugins=[plugin])
        measured.stop()
    data = measured.get_data()
    data.set_query_contexts(None)
    good = set(plugin.seconds) - plugin.bad - plugin.skipped
    lines = {
        source: {
            str(line): sorted(
                name for name in {each for name in names for each in plugin.tests_of(name)} if not name or name in good
            )
            for line, names in data.contexts_by_lineno(source).items()
        }
        for source in sources
    }
    # In the order of their import: some break when a part of them comes before the whole.
    modules = [name for name, module in sys.modules.items() if _is_library(module)]
    seconds = {name: spent for name, spent in plugin.seconds.items() if name in good}
    result = {"seconds": seconds, "bad": sorted(plugin.bad), "stopped": plugin.stopped, "lines": lines}
    FOUND.write_text(json.dumps(result | {"modules": modules}))
    return int(code)


def _is_library(module: object) -> bool:
    """Whether no mutant is in it."""
    file = getattr(module, "__file__", None)
    return file is not None and not Path(file).is_relative_to(Path.cwd())


def run_chosen(order: dict[str, Any]) -> int:
    sys.dont_write_bytecode = True
    plugin = Chosen(order["tests"])
    files = list(dict.fromkeys(name.split("::")[0] for name in order["tests"]))
    try:
        code = int(pytest.main([*QUIET, "--tb=line", "-x", *files], plugins=[plugin]))
    except Exception:
        # What a failed test leaves open may break pytest's own end.
        if not plugin.failed:
            raise
        code = 1
    FOUND.write_text(json.dumps({"failed": plugin.failed}))
    return code


def preload(order: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in order["modules"]:
            # Some can only be imported by another module, which did so already.
            with suppress(Exception):
                importlib.import_module(name)


def fork_and_wait(order: dict[str, Any]) -> dict[str, Any]:
    FOUND.unlink(missing_ok=True)
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            os.setsid()
            code = run_baseline(order) if order["do"] == "baseline" else run_chosen(order)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    code = _wait(child, started + order["timeout_s"])
    found = json.loads(FOUND.read_text()) if FOUND.exists() else {}
    return {"code": code, "seconds": time.monotonic() - started, **found}


def _wait(child: int, until: float) -> int:
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            _end(child)
            # A mutant that ends its process by a signal is noticed as well.
            return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1
        time.sleep(0.005)
    _end(child)
    os.waitpid(child, 0)
    return TIMED_OUT


def _end(group: int) -> None:
    """End whatever the tests started and left."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    log = os.open("mutation-run.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.path.insert(0, os.getcwd())
    for line in sys.stdin:
        order = json.loads(line)
        answer: dict[str, Any] = {}
        if order["do"] == "preload":
            preload(order)
        else:
            answer = fork_and_wait(order)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()

"""A copy of the project with a server and a warm process of its own, in which mutants are tried one after another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, NamedTuple, Self

from scripts.mutation.mutants import MODULE_LEVEL, Mutant
from scripts.mutation.packages import Package

WARM = Path(__file__).with_name("warm.py")
TIMEOUT_FACTOR, TIMEOUT_EXTRA_S, LONGEST_S = 10, 5, 120

#: By pytest's exit code: a test that fails, or a file of tests that cannot even be imported, notices a mutant. No test
#: that is left to run (5) is none that failed. Any other code is a fault of this program.
OUTCOMES = {-1: "timed out", 0: "survived", 1: "killed", 2: "killed", 4: "killed", 5: "survived"}


@dataclass(frozen=True)
class Baseline:
    """What the unbroken project's tests do."""

    seconds: dict[str, float]
    """Of each test that passed."""
    bad: list[str]
    stopped: bool
    """The limit of time came before the last test."""
    lines: dict[str, dict[int, list[str]]]
    """For each file and line the tests that run it; an empty name stands for the import."""
    modules: list[str]

    def tests_of(self, mutant: Mutant, slowest_s: float) -> list[str]:
        """The tests that run a line of the mutant, the fastest first; of a line that runs once any line of its file.

        An import in a function, and a function that remembers what it found, are run by the first test that needs them,
        and what they make is used by all of them.
        """
        lines = self.lines.get(mutant.file, {})
        names = {name for line in range(mutant.first_line, mutant.last_line + 1) for name in lines.get(line, ())}
        if names != {""} and (mutant.function == MODULE_LEVEL or (mutant.is_remembered and names)):
            names = {name for tests in lines.values() for name in tests}
        if names == {""}:
            names = set(self.seconds)
        known = {name for name in names if self.seconds.get(name, slowest_s + 1) <= slowest_s}
        return sorted(known, key=lambda name: (self.seconds[name], name))


class Tried(NamedTuple):
    """What became of a mutant."""

    outcome: str
    """killed, survived, or timed out, which counts as killed."""
    seconds: float
    test: str
    """The one that killed it."""
    tests: int
    """How many run the changed line."""


class Worker:
    """Tries mutants in a copy below a temporary folder."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mutate"))
        self.copy = self._folder / "project"
        _copy_project(root, self.copy)
        self._kills: dict[str, int] = {}
        own = {
            "PYTHONPATH": str(self.copy),
            "IMGSEARCH_DATA_DIR": str(self._folder / "data"),  # what a mutant starts or writes is nobody else's
            "OMP_NUM_THREADS": "1",
            "OMP_WAIT_POLICY": "PASSIVE",
            "COVERAGE_CORE": "ctrace",  # the one that tells tests apart on every version of Python
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # no test needs one, and each costs time in each run
        }
        self._process = subprocess.Popen(
            [sys.executable, str(WARM)],
            cwd=self.copy,
            env=os.environ | own | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def measure(self, package: Package, limit_s: float) -> Baseline:
        """Run the package's tests once, with the lines that each runs."""
        sources = [str(path) for path in package.sources(self.copy)]
        tests = [str(path) for path in package.test_files(self.copy)]
        found = self._order(do="baseline", sources=sources, tests=tests, limit_s=limit_s, timeout_s=limit_s + LONGEST_S)
        if "lines" not in found:
            raise RuntimeError(f"the tests of {package.name} ended with {found['code']}:\n{self._log()}")
        lines = {
            str(Path(file).relative_to(self.copy.resolve())): {int(line): names for line, names in tests.items()}
            for file, tests in found["lines"].items()
        }
        return Baseline(found["seconds"], found["bad"], found["stopped"], lines, found["modules"])

    def warm_up(self, baseline: Baseline) -> None:
        """Import the libraries that the tests need, so that forks have them.

        Raises:
            RuntimeError: then not even the unbroken project passes its fastest test.
        """
        self._order(do="preload", modules=baseline.modules)
        fastest = min(baseline.seconds, key=lambda name: baseline.seconds[name])
        if self.failing([fastest]):
            raise RuntimeError(f"{fastest} fails without any change:\n{self._log()}")

    def run(self, mutant: Mutant, baseline: Baseline, slowest_s: float) -> Tried:
        """Try one mutant."""
        names = baseline.tests_of(mutant, slowest_s)
        if not names:
            return Tried("survived", 0.0, "", 0)
        # What noticed other mutants of the file will most likely notice this one.
        names.sort(key=lambda name: (-self._kills.get(f"{mutant.file} {name}", 0), baseline.seconds[name]))
        patience = TIMEOUT_FACTOR * sum(baseline.seconds[name] for name in names) + TIMEOUT_EXTRA_S
        timeout = min(patience, LONGEST_S)
        with self._changed(mutant):
            found = self._order(do="run", tests=names, timeout_s=timeout)
        killer = found.get("failed", "")
        if killer:
            self._kills[f"{mutant.file} {killer}"] = self._kills.get(f"{mutant.file} {killer}", 0) + 1
        outcome = OUTCOMES.get(found["code"])
        if outcome is None:
            raise RuntimeError(f"the tests ended with {found['code']} for {mutant}:\n{self._log()}")
        if outcome == "timed out" and timeout < patience:
            outcome = "survived"  # its tests take long without it too, and those that came to their end saw nothing
        return Tried(outcome, found["seconds"], killer, len(names))

    def failing(self, names: list[str]) -> set[str]:
        """Those of some tests that fail on the unbroken copy."""
        bad = set()
        for name in names:
            if self._order(do="run", tests=[name], timeout_s=LONGEST_S)["code"] != 0:
                bad.add(name)
        return bad

    @contextmanager
    def _changed(self, mutant: Mutant) -> Iterator[None]:
        path = self.copy / mutant.file
        _write(path, mutant.code)
        try:
            yield
        finally:
            _write(path, mutant.module.code)

    def _order(self, **order: Any) -> dict[str, Any]:  # noqa: ANN401
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that runs the tests ended:\n{self._log()}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def _log(self) -> str:
        return "\n".join((self.copy / "mutation-run.log").read_text(errors="replace").splitlines()[-30:])


@contextmanager
def test_server() -> Iterator[dict[str, str]]:
    """An embedded server with a migrated template database; yields the variables that tell the tests of both."""
    from psycopg import sql
    from sqlalchemy import text

    from benchmarks.unscreened import forgo_screening
    from imgsearch.db import EmbeddedServer, make_engine
    from imgsearch.db.migrate import upgrade

    folder = Path(tempfile.mkdtemp(prefix="imgsearch"))
    server = EmbeddedServer(folder)
    try:
        url = server.url()
        template = f"imgsearch_template_{uuid.uuid4().hex[:12]}"
        engine = make_engine(url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Nothing here outlives a crash.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
        engine.dispose()
        engine = make_engine(url.set(database=template))
        with engine.begin() as connection:
            upgrade(connection)
            forgo_screening(connection)
        engine.dispose()
        yield {
            "IMGSEARCH_TEST_DATABASE_URL": url.render_as_string(hide_password=False),
            "IMGSEARCH_TEST_TEMPLATE": template,
        }
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _copy_project(root: Path, target: Path) -> None:
    """The files that git knows or would add, so neither caches nor databases."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    names = [name for name in listed.stdout.split("\0") if name] if listed.returncode == 0 else _all_files(root)
    for name in names:
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)


def _all_files(root: Path) -> list[str]:
    return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and ".git" not in path.parts]


def _write(path: Path, code: str) -> None:
    """Write a module, of which what was compiled in the same second, from as many bytes, would be taken for its own."""
    for compiled in Path(cache_from_source(str(path))).parent.glob(f"{path.stem}.*.pyc"):
        compiled.unlink()
    path.write_text(code)

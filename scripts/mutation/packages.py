"""The packages that are mutated and the tests that answer for them, from packages.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("packages.toml")


@dataclass(frozen=True)
class Package:
    """A row of the table; paths are relative to the project's root."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    leave: tuple[str, ...] = ()
    """Below files, but not mutated."""
    skip: tuple[str, ...] = ()
    """Below tests, but not run."""
    slowest_s: float = 4.0
    database: bool = True

    def sources(self, root: Path) -> list[Path]:
        """The Python files, relative to the root, in order."""
        return _python_files(root, self.files, self.leave)

    def test_files(self, root: Path) -> list[Path]:
        """The files of tests, relative to the root, in order; those that the table names ahead of time are left out."""
        tests = [name for name in self.tests if (root / name).exists()]
        return [path for path in _python_files(root, tests, self.skip) if path.name.startswith("test_")]


def read_packages(table: Path = TABLE) -> list[Package]:
    """The rows, in the order of the file."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(table.read_text())
    return [Package(name, **{key: _frozen(value) for key, value in row.items()}) for name, row in rows.items()]


def _frozen(value: Any) -> Any:  # noqa: ANN401
    return tuple(value) if isinstance(value, list) else value


def select_packages(packages: Iterable[Package], wanted: str) -> list[Package]:
    """Those that a comma-separated list means, by name or by a path that they contain; all for an empty one."""
    names = [name.strip().rstrip("/") for name in wanted.split(",") if name.strip()]
    rows = list(packages)
    if not names:
        return rows
    chosen = [row for row in rows if any(_is_meant(row, name) for name in names)]
    unknown = [name for name in names if not any(_is_meant(row, name) for row in rows)]
    if unknown:
        raise LookupError(f"no package is called {', '.join(unknown)}; there are {', '.join(row.name for row in rows)}")
    return chosen


def _is_meant(row: Package, name: str) -> bool:
    return name == row.name or any(file == name or name.startswith(f"{file}/") for file in row.files)


def _python_files(root: Path, names: Iterable[str], without: Iterable[str]) -> list[Path]:
    left_out = [root / name for name in without]
    found: list[Path] = []
    for name in names:
        path = root / name
        if not path.exists():
            raise LookupError(f"{name} in {TABLE.name} does not exist")
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    kept = [path for path in found if not any(path == other or other in path.parents for other in left_out)]
    return [path.relative_to(root) for path in dict.fromkeys(kept)]

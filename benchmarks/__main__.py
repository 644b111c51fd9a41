"""Measure every figure that documents tell, a section after the other, into one file of records.

    python -m benchmarks --rated DIR --flickr8k DIR --wide DIR --record bench.json
    python -m benchmarks --list                         # what sections there are
    python -m benchmarks ... soak million               # these alone

Each section is a process of its own. One that fails is told at the end, and the others are kept; so is what the file
held of it before. Sections whose data are not named are left out.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.sections import DATA, SECTIONS, Section

ROOT = Path(__file__).parents[1]
IMGSEARCH = [sys.executable, "-m", "imgsearch"]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="instead of the usual ones")
    for name, what in DATA.items():
        parser.add_argument(f"--{name}", type=Path, metavar="DIR", help=what)
    parser.add_argument("--record", type=Path, metavar="FILE", default=Path("bench.json"))
    parser.add_argument("--list", action="store_true", help="print the sections and end")
    options = parser.parse_args()
    if options.list:
        print("\n".join(describe(section) for section in SECTIONS))
        return
    data = {name: folder.resolve() for name in DATA if (folder := getattr(options, name)) is not None}
    chosen = choose(options.sections, data)
    failed = run_all(chosen, data, options.record.resolve())
    for name, reason in failed.items():
        print(f"{name} failed: {reason}", file=sys.stderr)
    sys.exit(bool(failed))


def describe(section: Section) -> str:
    """A line of the list."""
    usual = "" if section.is_usual else ", only where it is asked for"
    data = ", ".join(section.data) or "no data"
    return f"{section.name:<16}{section.minutes:>4.0f} min  docs/{section.page:<14} {data}{usual}"


def choose(names: Sequence[str], data: Mapping[str, Path]) -> list[Section]:
    """The sections to run: those that are named, or the usual ones as far as their data are there.

    Raises:
        SystemExit: there is no such section, or one that was asked for lacks its data.
    """
    known = {section.name: section for section in SECTIONS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"there is no section {', '.join(unknown)}; there are {', '.join(known)}")
    chosen = [known[name] for name in names] or [section for section in SECTIONS if section.is_usual]
    lacking = {section.name: [name for name in section.data if name not in data] for section in chosen}
    for name, missing in lacking.items():
        if missing:
            options = " ".join(f"--{option} DIR" for option in missing)
            if names:
                raise SystemExit(f"{name} needs {options}")
            print(f"{name} is left out: it needs {options}", file=sys.stderr)
    return [section for section in chosen if not lacking[section.name]]


def run_all(sections: Sequence[Section], data: Mapping[str, Path], record: Path) -> dict[str, str]:
    """Run sections one after the other.

    Returns:
        Why sections failed, by name.
    """
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        loaded: dict[str, str] | None = None
        try:
            for section in sections:
                print(f"== {section.name}, about {section.minutes:g} minutes", flush=True)
                started = time.monotonic()
                try:
                    if section.is_loaded and loaded is None:
                        loaded = load(Path(folder), data["rated"])
                    environment = loaded if section.is_loaded and loaded else os.environ
                    run(command_of(section, data, record), environment)
                except subprocess.CalledProcessError as exc:
                    failed[section.name] = f"{shlex.join(map(str, exc.cmd))} ended with {exc.returncode}"
                print(f"== {section.name}: {time.monotonic() - started:.0f} s", flush=True)
        finally:
            if loaded:
                run([*IMGSEARCH, "db", "stop"], loaded)
    return failed


def command_of(section: Section, data: Mapping[str, Path], record: Path) -> list[str]:
    """The words of a section's command; folders are named whole, so it may run from anywhere."""
    return [sys.executable, *(word.format(**data) for word in shlex.split(section.command)), "--record", str(record)]


def load(folder: Path, rated: Path) -> dict[str, str]:
    """The variables with which commands use a database of their own, with the rated set in it."""
    environment = {name: value for name, value in os.environ.items() if name != "IMGSEARCH_DATABASE_URL"}
    environment["IMGSEARCH_DATA_DIR"] = str(folder)
    run([*IMGSEARCH, "load", str(rated)], environment)
    return environment


def run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a command from the project's folder, which has to succeed."""
    subprocess.run(list(command), cwd=ROOT, env=dict(environment), check=True)


if __name__ == "__main__":
    main()

"""Files of records: of each section the last. Every benchmark writes its own with --record FILE.

with recording("copies", options.record) as record:
    record.add("main colours", milliseconds, "ms")
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path

from benchmarks.machine import begin, end
from benchmarks.record import Figure, Record

#: What a file of one record, as it once was, holds.
FIRST_SECTION = "main"
#: Digits that samples are kept with: more would be of the clock.
SIGNIFICANT = 6
USUAL = {field.name: field.default for field in fields(Figure)} | {"samples": []}


def add_record_option(parser: argparse.ArgumentParser) -> None:
    """--record FILE."""
    parser.add_argument("--record", type=Path, metavar="FILE", help="puts what was measured into this file of records")


@contextmanager
def recording(section: str, path: Path | None) -> Iterator[Record]:
    """A record to add to, which takes the section's place in a file, if one is named, once all is measured."""
    record = begin()
    yield record
    if path is not None:
        end(record)
        keep(path, {section: record})
        print(f"kept as {section} in {path}", flush=True)


def keep(path: Path, sections: Mapping[str, Record]) -> None:
    """Put sections into a file of records; others that it holds stay. Whoever reads it finds one whole file."""
    sections = (read(path) if path.exists() else {}) | dict(sections)
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(write(sections), encoding="utf-8")
    os.replace(beside, path)


def write(sections: Mapping[str, Record]) -> str:
    """As JSON, a figure a line, sections by their names."""
    parts = []
    for name in sorted(sections):
        values = asdict(sections[name])
        figures = [json.dumps(_short(figure), ensure_ascii=False) for figure in values.pop("figures")]
        head = json.dumps(values, ensure_ascii=False, indent=1).removesuffix("\n}")
        parts.append(f'{json.dumps(name)}: {head},\n "figures": [\n  ' + ",\n  ".join(figures) + "\n ]\n}")
    return '{"sections": {\n' + ",\n".join(parts) + "\n}}\n"


def read(path: Path) -> dict[str, Record]:
    """The records of a file, by section.

    Raises:
        SystemExit: it holds none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        sections = found.get("sections", {FIRST_SECTION: found})
        return {
            name: Record(**values | {"figures": [Figure(**figure) for figure in values["figures"]]})
            for name, values in sections.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise SystemExit(f"{path} is no record of `make bench`: {exc}") from exc


def _short(figure: dict[str, object]) -> dict[str, object]:
    """Without what is as usual, and without digits that mean nothing."""
    return {name: _round(value) for name, value in figure.items() if name not in USUAL or value != USUAL[name]}


def _round(value: object) -> object:
    if isinstance(value, list):
        return [_round(each) for each in value]
    return float(f"{value:.{SIGNIFICANT}g}") if isinstance(value, float) else value

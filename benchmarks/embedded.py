"""How long it takes to read what is written in picture files, a file at a time.

    python benchmarks/embedded.py DIR [--runs 5]

The first run, which may wait for the disk, is left out; of each file the fastest of the others counts.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.sidecars import Sidecars
from loaders.report import LoadResult
from loaders.scan import scan_folder
from loaders.sources import LoadedSource


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("embedded", options.record) as record:
        measure(record, options)


def measure(record: Record, options: argparse.Namespace) -> None:
    """Keep what a file takes."""
    root = options.folder.resolve()
    files = [Path(file.path) for file in scan_folder(root, LoadResult(""), [LoadedSource("", str(root), False)])]
    spent = np.array([read_all(files) for _ in range(options.runs + 1)])[1:].min(axis=0) * 1000
    fields = [len(read_embedded(file).raw) for file in files]
    columns = [Column(name, "ms", 3) for name in ("median", "mean", "slowest")]
    grid = record.grid("", columns, f"{len(files):,} files with {np.median(fields):.0f} fields")
    grid.row("a file", np.median(spent), spent.mean(), spent.max())


def read_all(files: list[Path]) -> list[float]:
    """Seconds that each file takes."""
    sidecars = Sidecars()
    spent = []
    for file in files:
        start = time.perf_counter()
        read_embedded(file, sidecars=sidecars)
        spent.append(time.perf_counter() - start)
    return spent


if __name__ == "__main__":
    main()

"""Time the loads of an archive of many unchanged files, which are hard links to a few pictures.

    python benchmarks/archive.py DIR --files 100000

Prints the seconds of the first load and of the second, without encoding, and the memory that each took at most. The
database is an embedded one in a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.minors import find_terms
from loaders.folder import load_folder

#: Links in a folder.
FOLDER_FILES = 500


def make_archive(pictures: Path, root: Path, files: int) -> None:
    """Links to the pictures in turn, in folders of some hundred."""
    found = sorted(path for path in pictures.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    for number in range(files):
        original = found[number % len(found)]
        folder = root / f"{number // FOLDER_FILES:04}"
        folder.mkdir(exist_ok=True)
        os.link(original, folder / f"{number:07}{original.suffix}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", metavar="DIR", type=Path, help="a folder of pictures, on the same file system")
    parser.add_argument("--files", type=int, default=100_000)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("archive", options.record) as record:
        measure(record, options)


def measure(record: Record, options: argparse.Namespace) -> None:
    """Keep a row for each of three loads of the same files."""
    grid = record.grid(
        "", (Column("took", "s", 1), Column("memory at most", "MB", 0)), f"load of {options.files:,} files"
    )
    data = Path(tempfile.mkdtemp(prefix="imgsearch"))
    archive = Path(tempfile.mkdtemp(prefix="archive", dir=options.pictures.resolve().parent))
    server = EmbeddedServer(data)
    try:
        make_archive(options.pictures.resolve(), archive, options.files)
        engine = make_engine(server.url())
        with engine.begin() as connection:
            upgrade(connection)
        for name in ("first", "second", "third"):
            started = time.perf_counter()
            with Session(engine) as session:
                results = load_folder(session, archive, find_terms)
                counts = [(result.kind, result.inserted, result.unchanged) for result in results]
            seconds = time.perf_counter() - started
            memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            grid.row(name, seconds, memory_mb)
            print(counts[0], flush=True)
        engine.dispose()
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(archive, ignore_errors=True)


if __name__ == "__main__":
    main()

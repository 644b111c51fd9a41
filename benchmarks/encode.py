"""The loader's throughput beside a bare loop that decodes and encodes, in one process and on the same cores.

    python benchmarks/encode.py SMALL BIG --pictures 384 --runs 3

SMALL is a folder of pictures that are encoded as they are; those in BIG are enlarged to 24 megapixels first, as a
camera's are. Each picture comes as often as it takes. What is timed of the loader is index_images(): claims, decoding,
encoding, writing and commits, in an embedded database in a folder of its own. The bare loop has a thread for each core;
each decodes a few pictures, encodes them and forgets them. The two take turns, and the ratio is the median over the
runs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image as Pillow
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from benchmarks.record import Column, Grid
from benchmarks.records import add_record_option, recording
from benchmarks.unscreened import forgo_screening
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.encoders import load_encoder
from imgsearch.encoders.runtime import cores
from imgsearch.models.store import register_encoder
from imgsearch.pictures.decode import read_picture
from imgsearch.tables import EncodingTask, Image, ImageEmbedding
from imgsearch.vectors.fill import index_images

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder

MEGAPIXELS = 24
#: They are decoded again and again; making them takes longer than decoding.
ENLARGED = 16
#: Pictures that a thread of the bare loop encodes at once.
BATCH = 4


def enlarge(source: Path, target: Path) -> list[Path]:
    """JPEGs of 24 megapixels at a camera's quality."""
    made = []
    for path in sorted(source.iterdir())[:ENLARGED]:
        with Pillow.open(path) as picture:
            factor = (MEGAPIXELS * 1e6 / (picture.width * picture.height)) ** 0.5
            size = (round(picture.width * factor), round(picture.height * factor))
            picture.convert("RGB").resize(size, Pillow.Resampling.BICUBIC).save(target / path.name, quality=92)
        made.append(target / path.name)
    return made


def bare_seconds(encoder: Encoder, paths: Sequence[Path]) -> float:
    """Of a thread for each core, which decodes and encodes."""

    def encode(first: int) -> None:
        encoder.encode_images([read_picture(path) for path in paths[first : first + BATCH]])

    started = time.perf_counter()
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(encode, range(0, len(paths), BATCH)))
    return time.perf_counter() - started


def loader_seconds(session: Session, encoder: Encoder, paths: Sequence[Path]) -> float:
    """Of index_images() for pictures that are in the table already."""
    encoder_id = register_encoder(session, encoder)
    for table in (ImageEmbedding, EncodingTask, Image):
        session.execute(delete(table))
    digests = {path: sha256(path.read_bytes()).digest() for path in set(paths)}
    rows = [
        {
            "name": str(number), "path": str(path), "gallery": "g", "sha256": digests[path],
            "file_bytes": 1, "mtime_ns": 1, "width": 1, "height": 1,
        }
        for number, path in enumerate(paths)
    ]  # fmt: skip
    session.execute(insert(Image), rows)
    session.commit()
    started = time.perf_counter()
    result = index_images(session, encoder, encoder_id)
    seconds = time.perf_counter() - started
    if result.encoded != len(paths):
        raise SystemExit(f"{result.encoded} of {len(paths)} pictures were encoded: {result.failures[:1]}")
    return seconds


def measure(grid: Grid, session: Session, name: str, files: Sequence[Path], options: argparse.Namespace) -> None:
    """Keep a row."""
    count = options.pictures
    encoder = load_encoder("small")
    paths = list(islice(cycle(files), count))
    bare_seconds(encoder, paths[:BATCH])
    bare, loader = [], []
    for _ in range(options.runs):
        bare.append(bare_seconds(encoder, paths))
        loader.append(loader_seconds(session, encoder, paths))
    ratio = statistics.median(each / own for each, own in zip(bare, loader, strict=True))
    grid.row(name, count / statistics.median(bare), count / statistics.median(loader), ratio)


#: Pictures a second.
COLUMNS = (
    Column("bare loop", "pictures/s", 1, "higher"),
    Column("loader", "pictures/s", 1, "higher"),
    Column("loader beside the bare loop", "", 2, "higher"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("small", type=Path)
    parser.add_argument("big", type=Path)
    parser.add_argument("--pictures", type=int, default=384)
    parser.add_argument("--runs", type=int, default=3)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("encode", options.record) as record, tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        server = EmbeddedServer(Path(folder))
        engine = make_engine(server.url())
        try:
            with engine.begin() as connection:
                upgrade(connection)
                forgo_screening(connection)
            engine.dispose()  # its connection does not know the vectors' types
            (Path(folder) / "big").mkdir()
            big = enlarge(options.big, Path(folder) / "big")
            print(f"{cores()} of {os.cpu_count()} cores")
            grid = record.grid("", COLUMNS, f"{options.pictures} pictures")
            with Session(engine) as session:
                measure(grid, session, "small", sorted(options.small.iterdir()), options)
                measure(grid, session, f"{MEGAPIXELS} megapixels", big, options)
        finally:
            engine.dispose()
            server.stop()


if __name__ == "__main__":
    main()

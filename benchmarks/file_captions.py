"""Time the first load of pictures whose captions stand in the files (IPTC), against the same captions in a CSV file.

    python benchmarks/file_captions.py DIR --pictures 1000 --runs 3

Copies pictures of DIR, twice: with a caption in each file, and bare beside a captions.csv. Prints the seconds of each
first load without encoding, everything else included, in turns, and the ratio of the medians. The databases are
embedded ones in folders of their own.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.records import add_record_option, recording
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.minors import find_terms
from imgsearch.tables import Caption
from loaders.folder import load_folder

WHO = ("a dog", "two women", "an old man", "a cyclist", "a group of hikers", "a white horse")
WHAT = ("runs along the beach", "rests under a tree", "crosses a wooden bridge", "looks at the mountains")
WHEN = ("at dawn", "in the rain", "on a winter day", "in the evening light", "while the crowd watches")


def captions(count: int) -> Iterator[str]:
    """Different sentences."""
    for number in range(count):
        who, what, when = WHO[number % 6], WHAT[number // 6 % 4], WHEN[number // 24 % 5]
        yield f"{who.capitalize()} {what} {when}, frame {number}"


def with_iptc(jpeg: bytes, caption: str) -> bytes:
    """A JPEG with IPTC's Caption-Abstract in front of its other segments."""
    text = caption.encode()
    iptc = b"\x1c\x01\x5a\x00\x03\x1b%G" + b"\x1c\x02\x78" + len(text).to_bytes(2, "big") + text
    block = b"8BIM\x04\x04\x00\x00" + len(iptc).to_bytes(4, "big") + iptc + b"\x00" * (len(iptc) % 2)
    segment = b"Photoshop 3.0\x00" + block
    return jpeg[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + jpeg[2:]


def make_folders(pictures: Path, root: Path, count: int) -> tuple[Path, Path]:
    """The folder whose files have captions, and the one with a file of captions."""
    inside, beside = root / "inside", root / "beside"
    inside.mkdir()
    beside.mkdir()
    originals = sorted(path for path in pictures.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    with (beside / "captions.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["image", "caption"])
        for number, (original, caption) in enumerate(
            zip(islice(cycle(originals), count), captions(count), strict=True)
        ):
            name = f"{number:05}.jpg"
            # A comment makes each file one of its own.
            note = f"{number}".encode()
            jpeg = original.read_bytes()
            jpeg = jpeg[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + jpeg[2:]
            (inside / name).write_bytes(with_iptc(jpeg, caption))
            (beside / name).write_bytes(jpeg)
            rows.writerow([name, caption])
    return inside, beside


def time_load(folder: Path, count: int) -> float:
    """Seconds of the first load into an empty database."""
    with tempfile.TemporaryDirectory(prefix="imgsearch") as data:
        server = EmbeddedServer(Path(data))
        engine = make_engine(server.url())
        try:
            with engine.begin() as connection:
                upgrade(connection)
            started = time.perf_counter()
            with Session(engine) as session:
                list(load_folder(session, folder, find_terms))
                seconds = time.perf_counter() - started
                loaded = session.scalar(select(func.count()).select_from(Caption))
        finally:
            engine.dispose()
            server.stop()
    if loaded != count:
        raise SystemExit(f"{folder}: {loaded} captions were loaded, not {count}")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR", type=Path, help="a folder of JPEG files")
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("file-captions", options.record) as record, tempfile.TemporaryDirectory(prefix="archive") as root:
        inside, beside = make_folders(options.folder, Path(root), options.pictures)
        spent = [
            (time_load(inside, options.pictures), time_load(beside, options.pictures)) for _ in range(options.runs)
        ]
        in_files, in_csv = ([*column] for column in zip(*spent, strict=True))
        name = f"first load of {options.pictures:,} pictures with captions in their files, beside a CSV file"
        figure = record.add(name, in_files, "s", baseline=in_csv)
        print(f"{name}: {figure.value:.2f} s, {median(in_csv):.2f} s, ratio {figure.ratio:.2f}")


if __name__ == "__main__":
    main()

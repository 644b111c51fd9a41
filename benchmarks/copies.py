"""What a picture's small copy and its main colours cost, beside copies that WebP packs more slowly.

    python -m benchmarks.copies PICTURES --number 300 --runs 3

Copies are packed by WebP's method 4, Pillow's own, and by the one that loads use, in turn; what is timed is the
packing of decoded pictures, in processor time of one thread.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path

from PIL import Image as Pillow

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.pictures.copies import THUMBNAIL_SIDE, WEBP_METHOD, WEBP_QUALITY
from imgsearch.pictures.decode import read_picture
from imgsearch.pictures.palette import main_colours

PILLOWS = 4


def milliseconds(do: Callable[[Pillow.Image], object], pictures: Sequence[Pillow.Image]) -> float:
    """Of processor time for each picture."""
    started = time.process_time()
    for picture in pictures:
        do(picture)
    return 1000 * (time.process_time() - started) / len(pictures)


def packed(method: int, small: Pillow.Image) -> int:
    """Bytes of a copy."""
    into = BytesIO()
    small.save(into, "WEBP", quality=WEBP_QUALITY, method=method)
    return into.tell()


def measure(record: Record, paths: Iterable[Path], runs: int) -> None:
    """Keep a row for each of the two methods, and one for colours."""
    small = []
    for path in paths:
        picture = read_picture(path).convert("RGB")
        picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Pillow.Resampling.LANCZOS)
        small.append(picture)
    methods = (PILLOWS, WEBP_METHOD)
    spent: dict[object, list[float]] = {name: [] for name in (*methods, "colours")}
    for _ in range(runs):
        for method in methods:
            spent[method].append(milliseconds(partial(packed, method), small))
        spent["colours"].append(milliseconds(main_colours, small))
    sizes = {method: sum(packed(method, picture) for picture in small) for method in methods}
    columns = (
        Column("processor time", "ms", 2),
        Column("of Pillow's own", "", 2),
        Column("bytes, of Pillow's own", "", 3),
    )
    grid = record.grid("", columns, f"a picture, of {len(small)}")
    usual = statistics.median(spent[PILLOWS])
    for name, method in (
        (f"a small copy by WebP's method {PILLOWS}, Pillow's own", PILLOWS),
        (f"by method {WEBP_METHOD}, which loads use", WEBP_METHOD),
    ):
        grid.row(name, spent[method], statistics.median(spent[method]) / usual, sizes[method] / sizes[PILLOWS])
    grid.row("main colours", spent["colours"], statistics.median(spent["colours"]) / usual, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path, help="a folder of pictures")
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("copies", options.record) as record:
        measure(record, islice(sorted(options.pictures.iterdir()), options.number), options.runs)


if __name__ == "__main__":
    main()

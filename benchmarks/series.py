"""How far copies and shifted shots of a photograph are from it, and how near other photographs come.

    python benchmarks/series.py DIR --count 150

DIR holds photographs, each once. Prints, for each kind of copy, quantiles of the cosine of the vectors by `small` and
how many copies differ in at most so many bits of the hash; and the same of all pairs of different photographs.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.record import Column, Grid, Record
from benchmarks.records import add_record_option, recording
from imgsearch.encoders import load_encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.pictures.likeness import difference_hash
from loaders.series import COPY_BITS, COPY_COSINE

SEED = 0


def compress(picture: Image.Image, quality: int, scale: float = 1.0) -> Image.Image:
    """Smaller, and stored as JPEG."""
    small = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    file = BytesIO()
    small.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def shift(picture: Image.Image, share: float) -> Image.Image:
    """Another detail of the same scene."""
    width, height = int(picture.width * share), int(picture.height * share)
    left, top = random.randint(0, picture.width - width), random.randint(0, picture.height - height)
    return picture.crop((left, top, left + width, top + height))


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "half the size, JPEG of quality 70": lambda picture: compress(picture, 70, 0.5),
    "JPEG of quality 40": lambda picture: compress(picture, 40),
    "95 % of the picture, as in a burst": lambda picture: shift(picture, 0.95),
    "85 % of the picture": lambda picture: shift(picture, 0.85),
}

COLUMNS = (
    Column("pairs", "", 0, "higher"),
    Column("cosine, lowest 1 %", "", 2, "higher"),
    Column("cosine, median", "", 2, "higher"),
    Column("cosine, greatest", "", 2),
    Column("taken for copies", "%", 1, "higher"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", metavar="DIR", type=Path)
    parser.add_argument("--count", type=int, default=150)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("series", options.record) as record:
        measure(record, options.pictures, options.count)


def measure(record: Record, pictures: Path, count: int) -> None:
    """Keep a row for each kind of copy, and one for pairs of different photographs."""
    random.seed(SEED)
    files = sorted(pictures.rglob("*.jpg"))
    originals = [Image.open(file).convert("RGB") for file in random.sample(files, min(count, len(files)))]
    vectors, hashes = describe(originals)
    grid = record.grid("", COLUMNS, "what")
    for name, change in COPIES.items():
        copies, changed = describe([change(picture) for picture in originals])
        show(grid, name, (vectors * copies).sum(axis=1), np.bitwise_count(hashes ^ changed))
    one, other = np.triu_indices(len(originals), 1)
    show(grid, "other photographs", (vectors @ vectors.T)[one, other], np.bitwise_count(hashes[one] ^ hashes[other]))


def describe(pictures: list[Image.Image]) -> tuple[FloatArray, np.ndarray[tuple[int], np.dtype[np.uint64]]]:
    """(N, 512) unit vectors and (N,) hashes."""
    vectors = np.asarray(load_encoder("small").encode_images(pictures), dtype=np.float32)
    hashes = np.array([difference_hash(picture) for picture in pictures], dtype=np.uint64)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), hashes


def show(grid: Grid, name: str, cosines: FloatArray, bits: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> None:
    """Keep a row."""
    low, middle = np.quantile(cosines, [0.01, 0.5])
    taken = np.mean((bits <= COPY_BITS) & (cosines >= COPY_COSINE))
    grid.row(name, len(cosines), low, middle, float(cosines.max()), 100 * float(taken))


if __name__ == "__main__":
    main()

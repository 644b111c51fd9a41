"""How far copies and shifted shots of a photograph are from it, and how near other photographs come.

    python benchmarks/series.py DIR --count 150

DIR holds photographs, each once. Prints, for each kind of copy, quantiles of the cosine of the vectors by `small` and
how many are taken for copies; and the same of all pairs of different photographs. Then, for each position, how many
copies of half the size, as JPEG of quality 70, are known again by 64 bits alone, as what is hidden is.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from benchmarks.record import Column, Grid, Record
from benchmarks.records import add_record_option, recording
from imgsearch.encoders import load_encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.pictures.likeness import alike_pairs, are_telling, difference_hash, hash_positions, turn_hashes
from loaders.copies import LOOK_BITS
from loaders.series import COPY_BITS, COPY_COSINE

SEED = 0
#: Pictures that are looked for in each position.
HIDDEN = 400
Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]


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
    "the same, mirrored": lambda picture: ImageOps.mirror(compress(picture, 70, 0.5)),
    "the same, upside down": lambda picture: compress(picture, 70, 0.5).transpose(Image.Transpose.ROTATE_180),
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
        files = sorted(options.pictures.rglob("*.jpg"))
        measure(record, files, options.count)
        measure_hidden(record, files)


def measure(record: Record, files: list[Path], count: int) -> None:
    """Keep a row for each kind of copy, and one for pairs of different photographs."""
    random.seed(SEED)
    originals = [Image.open(file).convert("RGB") for file in random.sample(files, min(count, len(files)))]
    vectors, hashes = describe(originals)
    grid = record.grid("", COLUMNS, "what")
    for name, change in COPIES.items():
        copies, changed = describe([change(picture) for picture in originals])
        show(grid, name, (vectors * copies).sum(axis=1), are_close(changed, hashes).diagonal())
    one, other = np.triu_indices(len(originals), 1)
    show(grid, "other photographs", (vectors @ vectors.T)[one, other], are_close(hashes, hashes)[one, other])


def measure_hidden(record: Record, files: list[Path]) -> None:
    """Keep what is told of pictures by 64 bits alone: copies in each position, and pairs of all other photographs."""
    grid = record.grid("hidden", (Column("found", "", 0, "higher"), Column("of", "", 0)), "position")
    pictures = [Image.open(file).convert("RGB") for file in random.sample(files, min(HIDDEN, len(files)))]
    hashes = np.array([difference_hash(picture) for picture in pictures], dtype=np.uint64)
    for way in (None, *Image.Transpose):
        copies = [compress(picture if way is None else picture.transpose(way), 70, 0.5) for picture in pictures]
        positions = np.array([hash_positions(copy) for copy in copies], dtype=np.uint64)
        close = alike_pairs(positions, hashes, LOOK_BITS)
        found = int(np.count_nonzero(close[:, 0] == close[:, 1]))
        grid.row("as it is" if way is None else way.name.lower().replace("_", " "), found, len(pictures))
    every = np.array([hash_positions(Image.open(file)) for file in files], dtype=np.uint64)
    positions = every[are_telling(every[:, 0])]
    one, other = alike_pairs(positions, positions[:, 0], LOOK_BITS).T
    pairs = {(min(pair), max(pair)) for pair in zip(one.tolist(), other.tolist(), strict=True) if pair[0] != pair[1]}
    grid.row("other photographs, in any", len(pairs), math.comb(len(positions), 2))


def describe(pictures: list[Image.Image]) -> tuple[FloatArray, Hashes]:
    """(N, 512) unit vectors and (N,) hashes."""
    vectors = np.asarray(load_encoder("small").encode_images(pictures), dtype=np.float32)
    hashes = np.array([difference_hash(picture) for picture in pictures], dtype=np.uint64)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), hashes


def are_close(fresh: Hashes, known: Hashes) -> Flags:
    """(F, K) whether loads take two pictures for copies by their hashes."""
    close = np.zeros((len(fresh), len(known)), dtype=bool)
    close[tuple(alike_pairs(turn_hashes(fresh), known, COPY_BITS).T)] = True
    return close


def show(grid: Grid, name: str, cosines: FloatArray, are_close: Flags) -> None:
    """Keep a row."""
    low, middle = np.quantile(cosines, [0.01, 0.5])
    taken = np.mean(are_close & (cosines >= COPY_COSINE))
    grid.row(name, len(cosines), low, middle, float(cosines.max()), 100 * float(taken))


if __name__ == "__main__":
    main()

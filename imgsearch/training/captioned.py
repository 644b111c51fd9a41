"""Reading pictures with captions from files, for models that are trained before there is a database."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from imgsearch.counted import counted
from imgsearch.encoders import FloatArray
from imgsearch.errors import BadInput, BadRow
from imgsearch.pictures.decode import read_picture
from imgsearch.terminal import Progress

if TYPE_CHECKING:
    from PIL import Image

BATCH_PICTURES = 32


@dataclass(frozen=True)
class CaptionedFiles:
    """Where a model that is trained from files finds its pictures and captions."""

    captions: Path
    """Lines of caption id (``<picture>#<n>``), tab, text."""
    pictures: Path
    """Folder of the pictures."""
    train: Path
    """Names of the pictures to train on, one a line."""
    dev: Path
    """Names of the pictures to score on, one a line."""
    usual: tuple[Path, ...] = ()
    """Further texts that are usually asked for, one a line, behind the last tab if there is one."""


@dataclass(frozen=True)
class CaptionedPictures:
    """Frozen features of pictures and of their captions."""

    image: FloatArray
    """(N, 11, 1280) parts of the picture of each name, from ``small.join_parts``."""
    text: FloatArray
    """(M, 896)"""
    owner: npt.NDArray[np.int64]
    """(M,) row of the picture that each caption describes."""
    mirrored: FloatArray | None = None
    """(N, 11, 1280) of the pictures seen in a mirror."""


def read_captions(file: Path) -> dict[str, list[str]]:
    """Picture name -> its captions.

    Raises:
        BadInput: the file cannot be read.
        BadRow: a line is not caption id, tab, text.
    """
    texts: dict[str, list[str]] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
                if len(row) != 2 or "#" not in row[0]:
                    raise BadRow(f"{file}:{number}: expected <picture>#<n>, tab, text")
                texts.setdefault(row[0].rpartition("#")[0], []).append(row[1])
    except (OSError, UnicodeDecodeError) as exc:
        raise BadInput(f"{file} cannot be read: {exc}") from exc
    return texts


def read_names(file: Path) -> list[str]:
    """Names of pictures, one a line.

    Raises:
        BadInput: the file cannot be read or names nothing.
    """
    try:
        names = file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as exc:
        raise BadInput(f"{file} cannot be read: {exc}") from exc
    if not names:
        raise BadInput(f"{file} names no picture")
    return names


def encode_pictures(
    encode: Callable[[Sequence[Image.Image]], FloatArray],
    texts: dict[str, list[str]],
    pictures: Path,
    names: list[str],
    split: str,
    progress: Progress,
) -> FloatArray:
    """What `encode` makes of the pictures of these names, one row for each.

    Raises:
        BadInput: a picture has no file or no caption.
        UnreadableImage: a picture cannot be decoded.
    """
    missing = [name for name in names if name not in texts or not (pictures / name).is_file()]
    if missing:
        raise BadInput(
            counted(len(missing), f"picture of the {split} split has", f"pictures of the {split} split have")
            + f" no file or caption, such as {missing[0]}"
        )
    vectors = []
    for start in range(0, len(names), BATCH_PICTURES):
        batch = names[start : start + BATCH_PICTURES]
        vectors.append(encode([read_picture(pictures / name) for name in batch]))
        progress(f"{split} pictures", start + len(batch), len(names))
    return np.concatenate(vectors)


def mirror(images: Sequence[Image.Image]) -> list[Image.Image]:
    """Pictures as they look in a mirror."""
    from PIL import ImageOps

    return [ImageOps.mirror(image) for image in images]

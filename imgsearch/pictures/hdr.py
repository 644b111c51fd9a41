"""Colours that a file names by number instead of by profile: wide gamuts, and brightness of HDR."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

#: Key of an image's info: primaries and transfer, as ISO/IEC 23091-2 numbers them.
CICP = "imgsearch_cicp"
PQ, HLG = 16, 18
#: Not in that standard: what cameras call Adobe RGB, mostly without a profile.
ADOBE_RGB = (1001, 1002)
#: Brightness that stands for white in an HDR picture, and HLG's brightest, in cd/m2 (ITU-R BT.2408).
WHITE_NITS = 203.0
HLG_NITS = 1000.0
#: From here on, brightness is compressed so that what is brighter than white still differs.
KNEE = 0.8
#: Linear RGB of these primaries -> linear RGB of sRGB.
_TO_SRGB = {
    9: ((1.660491, -0.587641, -0.072850), (-0.124550, 1.132900, -0.008349), (-0.018151, -0.100579, 1.118730)),
    ADOBE_RGB[0]: ((1.398357, -0.398357, 0.0), (0.0, 1.0, 0.0), (0.0, -0.042929, 1.042929)),
    12: ((1.224940, -0.224940, 0.0), (-0.042057, 1.042057, 0.0), (-0.019638, -0.078636, 1.098274)),
}
_BAND_ROWS = 256

FloatArray = npt.NDArray[np.float32]
Cicp = tuple[int, int]


def is_plain(cicp: Cicp) -> bool:
    """Whether colours named so are sRGB, or near enough to be shown as it."""
    primaries, transfer = cicp
    return primaries not in _TO_SRGB and transfer not in (PQ, HLG)


def to_plain(image: Image.Image, cicp: Cicp) -> Image.Image:
    """An RGB picture of such colours in sRGB; what is brighter than white is compressed."""
    primaries, transfer = cicp
    linear = _linear(transfer)
    matrix = np.array(_TO_SRGB.get(primaries, np.eye(3)), dtype=np.float32).T
    pixels = np.array(image)
    for first in range(0, len(pixels), _BAND_ROWS):
        band = np.maximum(linear[pixels[first : first + _BAND_ROWS]] @ matrix, 0)
        if transfer in (PQ, HLG):
            brightest = np.maximum(band.max(axis=-1, keepdims=True), np.float32(1e-6))
            band *= _compress(brightest) / brightest
        pixels[first : first + _BAND_ROWS] = np.clip(_encode(band) * 255 + 0.5, 0, 255)
    return Image.fromarray(pixels)


def _linear(transfer: int) -> FloatArray:
    """(256,) float32: how bright each value is; 1 is white."""
    value = np.arange(256) / 255
    if transfer == PQ:
        root = value ** (1 / 78.84375)
        nits = 10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        found = nits / WHITE_NITS
    elif transfer == HLG:
        scene = np.where(value <= 0.5, value**2 / 3, (np.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12)
        found = scene**1.2 * HLG_NITS / WHITE_NITS
    elif transfer == ADOBE_RGB[1]:
        found = value**2.19921875
    else:
        found = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return found.astype(np.float32)


def _compress(bright: FloatArray) -> FloatArray:
    rolled = KNEE + (1 - KNEE) * (1 - np.exp(-np.maximum(bright - KNEE, 0) / (1 - KNEE)))
    return np.where(bright <= KNEE, bright, rolled).astype(np.float32)


def _encode(linear: FloatArray) -> FloatArray:
    low = np.minimum(linear, 1)
    return np.where(low <= 0.0031308, low * 12.92, 1.055 * low ** (1 / 2.4) - 0.055).astype(np.float32)

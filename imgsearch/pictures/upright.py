"""Turning pictures upright by what their EXIF says."""

from __future__ import annotations

from PIL import Image, ImageOps

from imgsearch.pictures.hdr import ADOBE_RGB, CICP
from imgsearch.pictures.tags import ORIENTATION

#: EXIF orientations that turn the picture by a quarter.
SIDEWAYS = frozenset({5, 6, 7, 8})
JPEG_FORMATS = frozenset({"JPEG", "MPO"})
_EXIF_DIRECTORY, _INTEROP_DIRECTORY = 0x8769, 0xA005


def orientation_of(image: Image.Image) -> int:
    """1 to 8, as EXIF counts."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # broken metadata do not make a picture unreadable
        return 1


def transpose(image: Image.Image) -> Image.Image:
    """The picture upright; where a camera says that its colours are Adobe's, its info does too."""
    try:
        if image.format in JPEG_FORMATS and "icc_profile" not in image.info and _is_adobe_rgb(image.getexif()):
            image.info[CICP] = ADOBE_RGB
        return ImageOps.exif_transpose(image)
    except Exception:  # broken metadata do not make a picture unreadable
        return image.copy()


def _is_adobe_rgb(exif: Image.Exif) -> bool:
    """Whether a camera says so; most of them put no profile into the file."""
    if _EXIF_DIRECTORY not in exif or _INTEROP_DIRECTORY not in exif.get_ifd(_EXIF_DIRECTORY):
        return False
    return str(exif.get_ifd(_INTEROP_DIRECTORY).get(1, "")).startswith("R03")

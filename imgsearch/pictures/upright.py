"""Turning pictures upright by what their EXIF says."""

from __future__ import annotations

from PIL import Image

from imgsearch.pictures.hdr import ADOBE_RGB, CICP
from imgsearch.pictures.tags import ORIENTATION

#: EXIF orientations that turn the picture by a quarter.
SIDEWAYS = frozenset({5, 6, 7, 8})
#: EXIF orientation -> how the picture is to be turned.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
JPEG_FORMATS = frozenset({"JPEG", "MPO"})
_EXIF_DIRECTORY, _INTEROP_DIRECTORY = 0x8769, 0xA005


def orientation_of(image: Image.Image) -> int:
    """1 to 8, as EXIF counts."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # broken metadata do not make a picture unreadable
        return 1


def transpose(image: Image.Image) -> Image.Image:
    """A decoded picture upright; where a camera says that its colours are Adobe's, its info does too.

    Pillow's own function writes EXIF anew and fails where an entry has another type than it should, which cameras do.
    """
    if image.format in JPEG_FORMATS and "icc_profile" not in image.info and _is_adobe_rgb(image):
        image.info[CICP] = ADOBE_RGB
    turn = _TURNS.get(orientation_of(image))
    return image.copy() if turn is None else image.transpose(turn)


def _is_adobe_rgb(image: Image.Image) -> bool:
    """Whether a camera says so; most of them put no profile into the file."""
    try:
        exif = image.getexif()
        if _EXIF_DIRECTORY not in exif or _INTEROP_DIRECTORY not in exif.get_ifd(_EXIF_DIRECTORY):
            return False
        return str(exif.get_ifd(_INTEROP_DIRECTORY).get(1, "")).startswith("R03")
    except Exception:  # broken metadata do not make a picture unreadable
        return False

"""RAW files: the camera's own preview, which is what photographers saw; developed only where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterable
from io import BytesIO
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from imgsearch.errors import UnreadableImage
from imgsearch.extras import import_format
from imgsearch.file_kinds import COMPANIONS, EXTENSIONS, Kind
from imgsearch.pictures.limits import check_size
from imgsearch.pictures.tags import ORIENTATION

#: A preview whose short side is less is made for a camera's display, too small for encoders and people.
LEAST_PREVIEW_SIDE = 512
#: How LibRaw says that the sensor was turned -> EXIF.
_ORIENTATIONS = {3: 3, 5: 8, 6: 6}


def open_raw(file: IO[bytes]) -> Image.Image:
    """The preview of a RAW file, not decoded yet, with its orientation in its EXIF; or the RAW at half its size.

    Raises:
        UnreadableImage: too large, or the library is missing.
    """
    rawpy = import_format("rawpy", Kind.RAW.value)
    try:
        with rawpy.RawPy() as raw:
            raw.open_buffer(file)
            check_size(raw.sizes.raw_width, raw.sizes.raw_height)
            return _preview_or_developed(rawpy, raw)
    except rawpy.LibRawFileUnsupportedError as exc:
        version = ".".join(map(str, rawpy.libraw_version))
        raise UnreadableImage(
            f"a RAW file of a kind that LibRaw {version} does not read; save it as TIFF or JPEG",
            ru=f"RAW такого вида LibRaw {version} не читает; сохраните его как TIFF или JPEG",
        ) from exc


def _preview_or_developed(rawpy: Any, raw: Any) -> Image.Image:  # noqa: ANN401 (the library's objects)
    preview = _open_preview(rawpy, raw)
    if preview is not None and min(preview.size) >= min(LEAST_PREVIEW_SIDE, raw.sizes.width, raw.sizes.height):
        return preview
    raw.unpack()
    if raw.raw_image_visible is not None and lacks_rows(raw.raw_image_visible, min(raw.black_level_per_channel)):
        raise UnreadableImage("damaged: it ends too early", ru="файл повреждён")
    return Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True))


def lacks_rows(sensor: npt.NDArray[np.uint16], black: int) -> bool:
    """Whether rows were never read: LibRaw goes on behind the end of some files, and nothing is darker than black.

    Args:
        sensor: (height, width), or (height, width, colours), as it was read.
        black: what the sensor says in the dark; where it is 0, rows may be so.
    """
    return black > 0 and not sensor.reshape(len(sensor), -1).any(axis=1).all()


def _open_preview(rawpy: Any, raw: Any) -> Image.Image | None:  # noqa: ANN401 (the library's objects)
    try:
        found = raw.extract_thumb()
    except (rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError):
        return None
    if found.format == rawpy.ThumbFormat.JPEG:
        preview: Image.Image = Image.open(BytesIO(found.data), formats=("JPEG",))
    elif found.format == rawpy.ThumbFormat.BITMAP:
        preview = Image.fromarray(found.data)
    else:
        return None
    exif = preview.getexif()
    # LibRaw writes the sensor's orientation into a preview without its own, even where the camera has turned it.
    turned = exif.get(ORIENTATION, _ORIENTATIONS.get(raw.sizes.flip, 1))
    is_upright = turned in (6, 8) and (preview.height > preview.width) != (raw.sizes.height > raw.sizes.width)
    exif[ORIENTATION] = 1 if is_upright else turned
    return preview


def find_developed(names: Iterable[str]) -> frozenset[str]:
    """Of the names of files in one folder, the RAW files whose JPEG or HEIC lies beside them: one photograph."""
    listed = [(name, *os.path.splitext(name.lower())) for name in names]
    raw = [(name, stem) for name, stem, extension in listed if extension in EXTENSIONS[Kind.RAW]]
    if not raw:
        return frozenset()
    developed = {stem for _, stem, extension in listed if extension in COMPANIONS}
    return frozenset(name for name, stem in raw if stem in developed)

"""Files of pictures that were loaded: read only as long as they are what was screened."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from PIL.Image import Image

from imgsearch.errors import UnreadableImage
from imgsearch.files import open_file
from imgsearch.pictures.decode import read_opened


class KnownFile(NamedTuple):
    """A file as it was when it was loaded."""

    path: str
    sha256: bytes


def read_known_bytes(file: KnownFile) -> bytes:
    """All of a file; it is read once, so that what is decoded is what was compared.

    Raises:
        UnreadableImage: it cannot be opened, or another file has taken its place.
    """
    try:
        with open_file(file.path) as opened:
            data = opened.read()
    except OSError as exc:
        raise UnreadableImage(f"cannot be opened: {exc.strerror or exc}") from exc
    if sha256(data).digest() != file.sha256:
        raise UnreadableImage("changed since it was loaded; load its folder again")
    return data


def read_known_picture(file: KnownFile) -> Image:
    """Read a picture as imgsearch.pictures.decode.read_picture does.

    Raises:
        UnreadableImage: it cannot be read, or another file has taken its place.
    """
    return read_opened(partial(_open_known, file))


def _open_known(file: KnownFile) -> BytesIO:
    return BytesIO(read_known_bytes(file))

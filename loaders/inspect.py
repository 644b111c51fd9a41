"""Reading picture files to their ends."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from imgsearch.errors import UnreadableImage
from imgsearch.files import StoreUnavailable, open_file
from imgsearch.pictures.decode import check_picture
from loaders.report import LoadResult
from loaders.scan import PictureFile


class Inspected(NamedTuple):
    """A file that was read to its end."""

    file: PictureFile
    sha256: bytes
    width: int
    height: int


def inspect_all(files: Iterable[PictureFile], result: LoadResult) -> Iterator[Inspected]:
    """Hash and check files; those that are no pictures are refused.

    Raises:
        StoreUnavailable: it is not known what the files are.
    """
    for file in files:
        try:
            yield _inspect(file)
        except StoreUnavailable:
            raise
        except UnreadableImage as exc:
            result.refuse_image(file.path, str(exc))


def _inspect(file: PictureFile) -> Inspected:
    try:
        with open_file(file.path) as opened:
            if os.fstat(opened.fileno()).st_size == 0:
                raise UnreadableImage("file is empty")
            sha256 = hashlib.file_digest(opened, "sha256").digest()
            opened.seek(0)
            width, height = check_picture(opened)
    except OSError as exc:
        raise UnreadableImage(f"cannot be opened: {exc.strerror or exc}") from exc
    return Inspected(file, sha256, width, height)

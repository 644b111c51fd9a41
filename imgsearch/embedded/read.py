"""Reading what is written in a picture file and beside it."""

from __future__ import annotations

import os
from pathlib import Path

from imgsearch.embedded.found import Found
from imgsearch.embedded.kindred import is_raw_name, is_version_of_another
from imgsearch.embedded.merge import merge
from imgsearch.embedded.notes import NOTE_BYTES, is_own_json, read_note
from imgsearch.embedded.picture_file import read_picture_file
from imgsearch.embedded.record import Embedded
from imgsearch.embedded.sidecars import Sidecars, is_meant
from imgsearch.embedded.takeout import TAKEOUT_BYTES, read_takeout
from imgsearch.embedded.xmp import HEARD_BYTES, read_xmp
from imgsearch.errors import UnreadableImage
from imgsearch.files import open_file


def read_embedded(path: Path | str, *, with_gps: bool = False, sidecars: Sidecars | None = None) -> Embedded:
    """Read a picture's metadata: its own and that of its sidecars.

    Args:
        path: of a JPEG, PNG, WebP, TIFF, PSD or JPEG XL file, or a HEIC or AVIF file where a library opens it; else
            only sidecars are read.
        with_gps: also say where the camera was.
        sidecars: of this load, so that a folder is listed once.

    Returns:
        What could be read; its `problems` say what could not.

    Raises:
        UnreadableImage: the file cannot be opened; the message is the reason alone.
    """
    path = str(path)
    folder, name = os.path.split(path)
    own = Found(with_gps=with_gps)
    read_picture_file(path, own)
    found = [os.path.join(folder, source.name) for source in (sidecars or Sidecars()).find(path)]
    beside = [_read_sidecar(each, name, with_gps=with_gps) for each in found if not is_raw_name(each)]
    # What a RAW file tells of its JPEG comes after what the JPEG tells itself.
    raws = [_read_raw(each, with_gps=with_gps) for each in found if is_raw_name(each)]
    return merge([*beside, own, *raws], name)


def _read_raw(path: str, *, with_gps: bool) -> Found:
    name = os.path.basename(path)
    found = Found(with_gps=with_gps, origin="raw ", where=name)
    try:
        read_picture_file(path, found)
    except UnreadableImage as exc:
        found.closed = (name, str(exc))
    return found


def _read_sidecar(path: str, picture_name: str, *, with_gps: bool) -> Found:
    is_xmp = path.lower().endswith(".xmp")
    name = os.path.basename(path)
    found = Found(with_gps=with_gps, origin="sidecar " if is_xmp else "", where=name)
    try:
        with open_file(path) as file:
            data = file.read((HEARD_BYTES if is_xmp else max(TAKEOUT_BYTES, NOTE_BYTES)) + 1)
    except OSError as exc:
        found.closed = (name, f"cannot be opened: {exc.strerror or exc}")
        return found
    if not data.strip():
        if is_xmp or name.lower().endswith(".json"):
            found.report("is empty")
        return found
    if is_xmp and is_version_of_another(name, data, picture_name):
        found.report("is called as that of a version, and does not say that it is one of this picture")
        return found
    with found.guard("the file"):
        if is_xmp:
            read_xmp(data, found)
        elif name.lower().endswith(".json") and not is_own_json(name, picture_name):
            read_takeout(data, found)
        else:
            read_note(name, data, found)
    title = found.first("Takeout:Title")
    if title is not None and not is_meant(title, picture_name):
        other = Found(where=name)
        other.report(f"speaks of {title}")
        return other
    return found

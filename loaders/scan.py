"""Finding the picture files of a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from imgsearch.errors import BadInput
from loaders.report import LoadResult

EXTENSIONS = frozenset([".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp"])
#: Pictures, but of formats whose decoders are not used; passing over them silently would surprise.
UNSUPPORTED_EXTENSIONS = frozenset(
    [".heic", ".heif", ".avif", ".jxl", ".psd", ".svg", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".orf", ".rw2"]
)
#: Nothing in them is looked at: what is unpacked where, and how large it gets, is for people to decide.
ARCHIVES = (
    ".zip",
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tar.bz2",
    ".tbz2",
    ".tar.xz",
    ".txz",
    ".tar.zst",
    ".7z",
    ".rar",
    ".cbz",
)
UNPACK = " but an archive; unpack it and load the folder that comes out"
#: The name is a key, and an index entry has to stay under 2,700 bytes.
LONGEST_NAME_BYTES = 1000


class PictureFile(NamedTuple):
    """A file that looks like a picture from outside."""

    name: str
    path: str
    file_bytes: int
    mtime_ns: int


def is_picture_name(name: str) -> bool:
    """Whether a file of this name is one that a load looks into."""
    extension = os.path.splitext(name)[1].lower()
    is_known = extension in EXTENSIONS or extension in UNSUPPORTED_EXTENSIONS or is_archive_name(name)
    return is_known and not name.startswith(".")


def is_archive_name(name: str) -> bool:
    """Whether a file of this name holds other files."""
    return name.lower().endswith(ARCHIVES)


def scan_folder(root: Path, result: LoadResult, *, flat_names: bool) -> Iterator[PictureFile]:
    """Find pictures below a folder in a fixed order.

    Args:
        root: absolute, without symbolic links in it.
        result: gets the files that cannot be loaded whatever is in them.
        flat_names: name them by file name instead of by path below the folder.

    Raises:
        BadInput: the folder itself cannot be read.
    """
    if not root.is_dir():
        raise BadInput(f"{root} is not a folder{UNPACK if is_archive_name(root.name) else ''}")
    folders = [str(root)]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda e: e.name)
        except OSError as exc:
            if folder == str(root):
                raise BadInput(f"cannot read {root}: {exc.strerror}") from exc
            result.refuse_image(folder, f"folder cannot be read: {exc.strerror}")
            continue
        folders.extend(entry.path for entry in reversed(entries) if entry.is_dir(follow_symlinks=False))
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield from _look_at(entry, root, result, flat_names=flat_names)


def _look_at(entry: os.DirEntry[str], root: Path, result: LoadResult, *, flat_names: bool) -> Iterator[PictureFile]:
    extension = os.path.splitext(entry.name)[1].lower()
    if extension in UNSUPPORTED_EXTENSIONS:
        result.refuse_image(entry.path, f"{extension} files are not supported; convert it to JPEG or PNG")
        return
    if is_archive_name(entry.name):
        result.refuse_image(entry.path, "archives are not opened; unpack it into a folder and load that folder")
        return
    if extension not in EXTENSIONS and not (entry.is_symlink() and entry.is_dir()):
        return
    name = entry.name if flat_names else os.path.relpath(entry.path, root).replace(os.sep, "/")
    try:
        name.encode()
        entry.path.encode()
    except UnicodeEncodeError:
        result.refuse_image(entry.path, "file name is not valid UTF-8; rename it")
        return
    if len(name.encode()) > LONGEST_NAME_BYTES:
        reason = f"the path below the folder has {len(name.encode())} bytes, {LONGEST_NAME_BYTES} are the most"
        result.refuse_image(entry.path, f"{reason}; load a folder further down")
        return
    try:
        if entry.is_symlink() and not Path(os.path.realpath(entry.path, strict=True)).is_relative_to(root):
            result.refuse_image(entry.path, "symbolic link that leaves the folder")
            return
        status = entry.stat()
    except OSError as exc:
        result.refuse_image(entry.path, f"cannot be opened: {exc.strerror}")
        return
    if stat.S_ISDIR(status.st_mode):
        result.refuse_image(entry.path, "symbolic link to a folder, which is not followed")
    elif not stat.S_ISREG(status.st_mode):
        result.refuse_image(entry.path, "not a regular file")
    else:
        yield PictureFile(name, entry.path, status.st_size, status.st_mtime_ns)

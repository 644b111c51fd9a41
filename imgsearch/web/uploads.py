"""Putting pictures into the folder from which loads take them: whole or not at all, and never over another."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from imgsearch.errors import BadInput
from imgsearch.file_kinds import EXTENSIONS
from imgsearch.pictures.folders import LONGEST_NAME_BYTES, is_system_folder

#: Of one folder or file; the name of a sidecar has four more.
LONGEST_PART_BYTES = 200
DEEPEST = 20
PICTURE_EXTENSIONS = frozenset(extension for each in EXTENSIONS.values() for extension in each)


class Taken(BadInput):
    """There is another file of the name."""


def safe_path(path: str) -> str:
    """A path below the folder, in NFC, under which a load takes the picture.

    Raises:
        BadInput: it leads out of the folder, or is one that a load would pass over or could not store.
    """
    path = unicodedata.normalize("NFC", path)
    parts = path.split("/")
    if any(_is_unsafe(part) for part in parts) or len(parts) > DEEPEST:
        raise BadInput(
            "the path must lie below the folder of uploads, without hidden or system folders, backslashes, colons, "
            f"blanks at the ends of names, and with names of at most {LONGEST_PART_BYTES} bytes"
        )
    if len(path.encode()) > LONGEST_NAME_BYTES:
        raise BadInput(f"the path has {len(path.encode()):,} bytes; {LONGEST_NAME_BYTES:,} are the most")
    if os.path.splitext(path)[1].lower() not in PICTURE_EXTENSIONS:
        raise BadInput(f"the name must end like a picture's: {', '.join(sorted(PICTURE_EXTENSIONS))}")
    return path


def _is_unsafe(part: str) -> bool:
    if part in ("", ".", "..") or part.startswith(".") or part != part.strip() or is_system_folder(part):
        return True
    return not part.isprintable() or "\\" in part or ":" in part or len(part.encode()) > LONGEST_PART_BYTES


def put(root: Path, path: str, picture: IO[bytes], sidecar: bytes) -> bool:
    """Put a picture and its sidecar into the folder; whether they are new there.

    Args:
        root: the folder; exists.
        path: see safe_path().
        picture: is read from its start.
        sidecar: that lies beside it; empty for none.

    Raises:
        Taken: there is another picture, or the same one with another sidecar.
        OSError: the disk is full, or the folder cannot be written.
    """
    with _locked(root):
        folder = _make_folders(root, path.split("/")[:-1])
        target = folder / path.rpartition("/")[2]
        beside = target.with_name(f"{target.name}.xmp")
        if os.path.lexists(target):
            if not (_is_same(target, picture) and _is_same(beside, BytesIO(sidecar))):
                raise Taken(f"there is a picture {path} already; no upload changes it")
            return False
        # A load that comes in between finds no picture without what was told of it.
        has_written = bool(sidecar) and _write(beside, BytesIO(sidecar), path)
        if not sidecar and os.path.lexists(beside):
            raise Taken(f"a sidecar of {path} is there already, for another picture")
        try:
            _write(target, picture, path)
        except BaseException:
            if has_written:
                beside.unlink()
            raise
        return True


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """One upload at a time, in whatever process."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make_folders(root: Path, parts: list[str]) -> Path:
    """The folder below the root; a symbolic link on the way could lead out of it."""
    folder = root
    for part in parts:
        folder /= part
        if not os.path.lexists(folder):
            folder.mkdir()
        if folder.is_symlink() or not folder.is_dir():
            raise Taken(f"{folder.relative_to(root)} is no folder")
    return folder


def _is_same(file: Path, content: IO[bytes]) -> bool:
    """Whether a file has this content; none is there for an empty one."""
    content.seek(0)
    if file.is_symlink():
        return False
    try:
        with file.open("rb") as opened:
            while True:
                part = opened.read(1 << 20)
                if part != content.read(1 << 20):
                    return False
                if not part:
                    return True
    except FileNotFoundError:
        return not content.read(1)
    except OSError:
        return False


def _write(target: Path, content: IO[bytes], path: str) -> bool:
    """Write a file that appears whole; True where it was not there, as it was, already.

    Raises:
        Taken: another file is there.
    """
    content.seek(0)
    # Loads and the watch pass over hidden files.
    hidden = target.with_name(f".upload-{secrets.token_hex(8)}")
    try:
        with hidden.open("xb") as opened:
            shutil.copyfileobj(content, opened, 1 << 20)
            opened.flush()
            os.fsync(opened.fileno())
        os.link(hidden, target)  # refuses where something is there, unlike a rename
    except FileExistsError:
        if _is_same(target, content):
            return False
        raise Taken(f"there is a file {target.name} beside {path} already; no upload changes it") from None
    finally:
        hidden.unlink(missing_ok=True)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return True

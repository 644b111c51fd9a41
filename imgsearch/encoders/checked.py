"""Whether the files of a folder are still as they were written, without reading all of them each time.

A note beside them has their checksum, and which files it was made of: number of the file on its disk, size, times of
the last change. Whoever writes into a file, copies one there or restores it makes another of it, so the sum is made
again then, once. What a disk turns over by itself changes none of these: `imgsearch doctor` reads everything.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol, runtime_checkable
from zlib import crc32

NOTE = "checked.json"
CHUNK_BYTES = 1 << 20
#: Name -> what tells a file from what it is once it was changed.
Identities = dict[str, list[int]]


@runtime_checkable
class KeepsFiles(Protocol):
    """An encoder that keeps on disk what it has computed, in a folder with a note."""

    @property
    def cache(self) -> Path:
        """The folder, whether it is there or not."""


def note_files(folder: Path) -> None:
    """Write down what the files of a folder are.

    Raises:
        OSError: one cannot be read, or the note cannot be written.
    """
    _write(folder, _identify(folder), _sum(folder))


def check_files(folder: Path, *, fully: bool = False) -> None:
    """Compare the files of a folder with their note, which is brought up to date where other files are the same inside.

    Args:
        folder: of note_files().
        fully: read all of them, whatever the note says of which ones they are; 82 MB take a fifth of a second.

    Raises:
        OSError: one cannot be read.
        LookupError, TypeError, ValueError: one has changed, or the note is damaged.
    """
    noted = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    found = _identify(folder)
    if found == noted["files"] and not fully:
        return
    if _sum(folder) != noted["sum"]:
        raise ValueError(f"the files in {folder} are not as they were written")
    if found != noted["files"]:
        with suppress(OSError):  # where nothing can be written all is read each time
            _write(folder, found, noted["sum"])


def _identify(folder: Path) -> Identities:
    found: Identities = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name != NOTE:
                state = os.stat(entry.path)
                found[entry.name] = [state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns]
    return found


def _sum(folder: Path) -> int:
    """Of names, sizes and contents."""
    total = 0
    for name in sorted(set(os.listdir(folder)) - {NOTE}):
        total = crc32(f"{name}\0{(folder / name).stat().st_size}\0".encode(), total)
        with (folder / name).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                total = crc32(chunk, total)
    return total


def _write(folder: Path, files: Identities, total: int) -> None:
    """Beside the folder first, so that nobody reads half of a note or counts it as a file."""
    handle, name = tempfile.mkstemp(dir=folder.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"sum": total, "files": files}, file)
        os.replace(name, folder / NOTE)
    finally:
        with suppress(OSError):
            os.unlink(name)

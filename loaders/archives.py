"""Archives among pictures: nothing in them is loaded, and what is unpacked where is for people to decide."""

from __future__ import annotations

import struct
import zipfile
from io import BufferedReader

from imgsearch.files import Entry, is_remote, open_file

_ZIPS = (".zip", ".cbz")
ARCHIVES = (*_ZIPS, ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".7z", ".rar")
UNPACK = " but an archive; unpack it and load the folder that comes out"
NOT_OPENED = "archives are not opened; unpack it into a folder and load that folder"
#: Bytes of the list of names at its end, which is read as a whole.
_LIST_BYTES = 4 << 20
_DAMAGED = (OSError, ValueError, EOFError, NotImplementedError, struct.error, zipfile.BadZipFile)


class _Bounded(BufferedReader):
    """Of a file that says of itself that its list is longer nothing is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LIST_BYTES:
            raise zipfile.BadZipFile
        return super().read(size)


def is_archive_name(name: str) -> bool:
    """Whether a file of this name holds other files."""
    return name.lower().endswith(ARCHIVES)


def names_in(entry: Entry) -> list[str] | None:
    """The names of the files in an archive, without their folders; None where they cannot be told at once."""
    if not entry.name.lower().endswith(_ZIPS) or is_remote(entry.path) or entry.is_symlink():
        return None
    try:
        with _Bounded(open_file(entry.path).detach()) as file, zipfile.ZipFile(file) as archive:
            paths = [each.filename for each in archive.infolist() if not each.is_dir()]
    except _DAMAGED:
        return None
    return [path.replace("\\", "/").rpartition("/")[2] for path in paths]

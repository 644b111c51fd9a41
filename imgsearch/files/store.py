"""What a store of files can do, in the words of the module os, and how it fails."""

from __future__ import annotations

from contextlib import AbstractContextManager
from io import BufferedReader
from typing import NamedTuple, Protocol

from imgsearch.errors import UnreadableImage

#: How paths begin that are URLs of objects; an absolute path begins with a slash.
S3 = "s3://"


class StoreUnavailable(UnreadableImage):
    """A store of objects does not answer, or refuses; it says nothing of what is in it."""


class Status(Protocol):
    """What loads read of os.stat_result."""

    @property
    def st_mode(self) -> int:
        """Whether it is a file."""

    @property
    def st_size(self) -> int:
        """Bytes."""

    @property
    def st_mtime_ns(self) -> int:
        """The time of change, or another number that changes with the bytes."""


class Entry(Protocol):
    """What loads read of os.DirEntry."""

    @property
    def name(self) -> str:
        """Without its folder."""

    @property
    def path(self) -> str:
        """With the folder that was listed."""

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a file."""

    def is_symlink(self) -> bool:
        """Whether it is a symbolic link."""

    def stat(self, *, follow_symlinks: bool = True) -> Status:
        """Size, kind and fingerprint."""


class Store(Protocol):
    """Files by path.

    All methods raise OSError as os does: FileNotFoundError only where there certainly is no such thing. A store that
    cannot be asked raises StoreUnavailable.
    """

    def scan(self, folder: str) -> list[Entry]:
        """The files and folders in a folder, in no order."""

    def stat(self, path: str) -> Status:
        """Of a file."""

    def open(self, path: str) -> BufferedReader:
        """A file to read, seekable; of an object a private copy, which goes when it is closed."""

    def is_folder(self, path: str) -> bool:
        """Whether it is a folder."""

    def find_existing(self, paths: list[str]) -> set[str]:
        """Those of these files that are there."""

    def keeping(self) -> AbstractContextManager[None]:
        """Fetch each file once while several steps read it, until drop() or the end."""

    def drop(self) -> None:
        """Remove what was kept so far: every step has read it."""


class ObjectStatus(NamedTuple):
    """Of an object, or of what its keys make a folder."""

    st_mode: int
    st_size: int
    st_mtime_ns: int

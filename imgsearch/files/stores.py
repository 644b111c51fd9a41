"""Which store a path belongs to, and the one that is the machine's own disks."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from io import BufferedReader
from stat import S_ISDIR, S_ISREG

from imgsearch.files.store import S3, Entry, Status, Store


def _open_regular(path: str, flags: int) -> int:
    """A descriptor of a file; of a pipe that nobody writes to, opening would wait for ever."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(descriptor).st_mode
    if not S_ISREG(mode) and not S_ISDIR(mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor


class Disks:
    """The file system, as os has it."""

    def scan(self, folder: str) -> list[Entry]:
        """List a folder."""
        with os.scandir(folder) as found:
            return list(found)

    def stat(self, path: str) -> Status:
        """Look at what a path leads to."""
        return os.stat(path)

    def open(self, path: str) -> BufferedReader:
        """Open a file where it lies; what is neither a file nor a folder is refused."""
        return open(path, "rb", opener=_open_regular)

    def is_folder(self, path: str) -> bool:
        """Look whether it is a folder."""
        return os.path.isdir(path)

    def find_existing(self, paths: list[str]) -> set[str]:
        """Look for each, broken links too; what may not be looked at may be there."""
        return {path for path in paths if not _has_gone(os.lstat, path)}

    def keeping(self) -> AbstractContextManager[None]:
        """Nothing: the files are here."""
        return nullcontext()

    def drop(self) -> None:
        """Nothing: the files are not ours."""


def _has_gone(look: Callable[[str], object], path: str) -> bool:
    try:
        look(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


_DISKS = Disks()


def store_of(path: str) -> Store:
    """The store that has a path.

    Raises:
        StoreUnavailable: the package that reads it is not installed.
    """
    return _objects() if is_remote(path) else _DISKS


@lru_cache(maxsize=1)
def _objects() -> Store:
    from imgsearch.files.objects import Objects  # imported late: few need it

    return Objects()


def is_remote(path: str) -> bool:
    """Whether each look at a path is a request to another machine."""
    return path.startswith(S3)


def scan(folder: str) -> list[Entry]:
    """See Store.scan()."""
    return store_of(folder).scan(folder)


def stat(path: str) -> Status:
    """See Store.stat()."""
    return store_of(path).stat(path)


def open_file(path: str) -> BufferedReader:
    """See Store.open()."""
    return store_of(path).open(path)


def is_folder(path: str) -> bool:
    """See Store.is_folder()."""
    return store_of(path).is_folder(path)


def is_file(path: str) -> bool:
    """Whether it is a file that can be looked at."""
    return os.path.isfile(path) if not is_remote(path) else bool(find_existing([path]))


def is_gone(path: str) -> bool:
    """Whether a path leads to nothing; in a folder that cannot be read there may be something."""
    return _has_gone(stat, path)


def find_existing(paths: Iterable[str]) -> set[str]:
    """See Store.find_existing(); the paths may be of several stores."""
    by_store: dict[bool, list[str]] = {}
    for path in paths:
        by_store.setdefault(is_remote(path), []).append(path)
    return {path for of_one in by_store.values() for path in store_of(of_one[0]).find_existing(of_one)}

"""Where a file or folder lies: a path, or the URL of an object or of what begins like it."""

from __future__ import annotations

import posixpath
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

from imgsearch.errors import BadInput
from imgsearch.files.store import S3
from imgsearch.files.stores import is_folder, open_file


class ObjectLocation(NamedTuple):
    """The URL of an object, or of a folder of objects, with as much of pathlib.Path as loads use."""

    url: str

    def __str__(self) -> str:
        """The URL."""
        return self.url

    def __truediv__(self, name: str) -> ObjectLocation:
        """What lies in the folder."""
        return ObjectLocation(f"{self.url}/{name}")

    @property
    def name(self) -> str:
        """The last part."""
        return self.url.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The last extension, with its dot."""
        return posixpath.splitext(self.name)[1]

    @property
    def parts(self) -> tuple[str, ...]:
        """Bucket, folders, file."""
        return tuple(self.url.removeprefix(S3).split("/"))

    @property
    def parent(self) -> ObjectLocation:
        """The folder it lies in; a bucket lies in itself."""
        return self if len(self.parts) == 1 else ObjectLocation(self.url.rpartition("/")[0])

    def with_name(self, name: str) -> ObjectLocation:
        """What lies beside it."""
        return self.parent / name

    def resolve(self) -> ObjectLocation:
        """Itself: a URL has no links in it."""
        return self

    def is_dir(self) -> bool:
        """Whether it is a folder, if an empty one."""
        return is_folder(self.url)

    def exists(self) -> bool:
        """Whether it is there; what is no folder is not looked for."""
        return self.is_dir()


Location: TypeAlias = Path | ObjectLocation


def locate(text: str) -> Location:
    """What a user means.

    Raises:
        BadInput: a URL without a bucket, or with parts of no length or of dots.
    """
    if not text.startswith(S3):
        return Path(text)
    parts = text.removeprefix(S3).rstrip("/").split("/")
    if not all(parts) or {".", ".."} & set(parts):
        raise BadInput(f"{text} is not of the form s3://bucket/prefix")
    return ObjectLocation(S3 + "/".join(parts))


def open_text(location: Location) -> IO[str]:
    """A file of texts; bytes that are not UTF-8 become lone surrogates, ends of lines stay."""
    return TextIOWrapper(open_file(str(location)), encoding="utf-8-sig", errors="surrogateescape", newline="")

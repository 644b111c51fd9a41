"""Objects of S3 and of stores like it, read only. Credentials are AWS's own environment's and never looked at here."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from imgsearch.files.store import S3, Entry, ObjectStatus, StoreUnavailable
from imgsearch.writing import REMEDIES

INSTALL = "reading s3:// needs the package s3fs: pip install 'imgsearch-pgvector[s3]'"
#: Of waiting for a store that does not answer; botocore's own is a minute, five times.
CONNECT_TIMEOUT_S, READ_TIMEOUT_S, ATTEMPTS = 5, 60, 3
#: Objects that are listed in one request.
PAGE_OBJECTS = 1000
#: Bits of an ETag's digest: what a signed bigint holds.
FINGERPRINT_BITS = 62
REMEDY = "check the address (AWS_ENDPOINT_URL), the region and the credentials"
#: What a store answers that has too much to do, or a fault of its own.
PASSING = frozenset({"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "500", "503"})
#: What it answers for one object, while others can be read, by how the code begins.
OF_ONE = {
    "InvalidObjectState": "it is archived; restore it in the store, then load again",
    "KMS.": "the store may not use the key that it is encrypted with; let it, then load again",
}
T = TypeVar("T")


class ObjectEntry(NamedTuple):
    """An object, or a folder that keys make."""

    name: str
    path: str
    status: ObjectStatus

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.status.st_mode)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is an object."""
        return not self.is_dir()

    def is_symlink(self) -> bool:
        """Never."""
        return False

    def stat(self, *, follow_symlinks: bool = True) -> ObjectStatus:
        """As it was listed."""
        return self.status


class Objects:
    """A store of objects; slashes in keys make folders."""

    def __init__(self) -> None:
        """Connect with the first request.

        Raises:
            StoreUnavailable: the package s3fs is not installed.
        """
        try:
            from s3fs import S3FileSystem
        except ImportError:
            raise StoreUnavailable(INSTALL) from None
        self._files: Any = S3FileSystem(
            use_listings_cache=False,
            skip_instance_cache=True,
            max_concurrency=1,  # one request for an object of any size
            config_kwargs={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "read_timeout": READ_TIMEOUT_S,
                "retries": {"total_max_attempts": ATTEMPTS},
            },
        )
        self._files.retries = ATTEMPTS
        self._kept_in: Path | None = None

    def scan(self, folder: str) -> list[Entry]:
        """List what lies directly below a prefix; nothing does below one that no key has."""
        return list(self._list(folder))

    def stat(self, path: str) -> ObjectStatus:
        """Ask for an object's ETag and size."""
        bucket, _, key = path.removeprefix(S3).partition("/")
        found = self._call(bucket, "head_object", Key=key)
        return ObjectStatus(stat.S_IFREG, found["ContentLength"], _fingerprint(found["ETag"]))

    def open(self, path: str) -> BufferedReader:
        """Download an object to a private file, unless it is kept."""
        if self._kept_in is None:
            with tempfile.NamedTemporaryFile(prefix="imgsearch") as target:
                self._download(path, target.name)
                return open(target.name, "rb")  # its name goes now, and it when it is closed
        kept = self._kept_in / hashlib.sha256(path.encode()).hexdigest()
        if not kept.exists():
            part = kept.with_suffix(".part")
            self._download(path, str(part))
            part.rename(kept)
        return kept.open("rb")

    def is_folder(self, path: str) -> bool:
        """Whether the bucket is there, of which any prefix is a folder."""
        with suppress(PermissionError):
            self._list_page(path, 1)
        return True

    def find_existing(self, paths: list[str]) -> set[str]:
        """List the folders of many, ask for few; what may not be looked at may be there."""
        by_folder: dict[str, set[str]] = {}
        for path in paths:
            by_folder.setdefault(path.rpartition("/")[0], set()).add(path)
        if len(by_folder) < len(paths):
            return {path for folder, wanted in by_folder.items() for path in self._listed(folder, wanted)}
        return {path for path in paths if self._has(path)}

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep what is downloaded until drop() or the end, in a folder that only its owner can read."""
        with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
            self._kept_in = Path(folder)
            try:
                yield
            finally:
                self._kept_in = None

    def drop(self) -> None:
        """Remove what is kept."""
        for file in self._kept_in.iterdir() if self._kept_in is not None else ():
            file.unlink()

    def _has(self, path: str) -> bool:
        try:
            self.stat(path)
        except FileNotFoundError:
            return False
        except PermissionError:
            return True
        return True

    def _listed(self, folder: str, wanted: set[str]) -> set[str]:
        try:
            return {entry.path for entry in self._list(folder)} & wanted
        except PermissionError:
            return wanted

    def _list(self, folder: str) -> Iterator[Entry]:
        token: str | None = None
        while True:
            page = self._list_page(folder, PAGE_OBJECTS, token)
            for each in page.get("CommonPrefixes", ()):
                name = each["Prefix"].rstrip("/").rpartition("/")[2]
                if name not in ("", ".", "..") and not each["Prefix"].endswith("//"):
                    yield ObjectEntry(name, f"{folder}/{name}", ObjectStatus(stat.S_IFDIR, 0, 0))
            for each in page.get("Contents", ()):
                if name := each["Key"].rpartition("/")[2]:
                    status = ObjectStatus(stat.S_IFREG, each["Size"], _fingerprint(each["ETag"]))
                    yield ObjectEntry(name, f"{folder}/{name}", status)
            token = page.get("NextContinuationToken")
            if token is None:
                return

    def _list_page(self, folder: str, most: int, token: str | None = None) -> dict[str, Any]:
        bucket, _, prefix = folder.removeprefix(S3).partition("/")
        further = {} if token is None else {"ContinuationToken": token}
        asked = {"Prefix": f"{prefix}/" if prefix else "", "Delimiter": "/", "MaxKeys": most}
        found: dict[str, Any] = self._call(bucket, "list_objects_v2", **asked, **further)
        return found

    def _download(self, path: str, target: str) -> None:
        bucket = path.removeprefix(S3).partition("/")[0]
        _translate(bucket, lambda: _again_if_cut(lambda: self._files.get_file(path, target)))

    def _call(self, bucket: str, method: str, **asked: object) -> Any:  # noqa: ANN401 (the library's dictionaries)
        return _translate(bucket, lambda: self._files.call_s3(method, Bucket=bucket, **asked))


def _again_if_cut(fetch: Callable[[], T]) -> T:
    """Fetch what broke off again, which the library does for requests, and not for what answers them."""
    from aiohttp import ClientPayloadError

    for _ in range(ATTEMPTS - 1):
        with suppress(ClientPayloadError):
            return fetch()
    return fetch()


def _translate(bucket: str, ask: Callable[[], T]) -> T:
    """Tell an object that is not there from a store that does not answer.

    Raises:
        FileNotFoundError: there is no such object.
        PermissionError: it may not be read, or not now.
        StoreUnavailable: anything else; its message is one line, without what was signed.
    """
    from aiohttp import ClientError as ConnectionFault
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return ask()
    # The last of them is what the library makes of a store that leads to another region, and does not say to which.
    except (OSError, BotoCoreError, ClientError, ConnectionFault, RecursionError) as exc:
        said = exc.__cause__ if isinstance(exc.__cause__, ClientError) else exc
        code = said.response["Error"].get("Code", "") if isinstance(said, ClientError) else type(said).__name__
        if code == "NoSuchBucket":
            raise StoreUnavailable(f"there is no bucket {bucket}") from None
        if isinstance(exc, FileNotFoundError):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None
        if isinstance(exc, OSError) and exc.errno in REMEDIES:  # of this machine, where objects lie while they are read
            remedy = "free space there, or name another folder by TMPDIR"
            raise StoreUnavailable(f"{tempfile.gettempdir()}: {exc.strerror}; {remedy}") from None
        if (why := next((why for start, why in OF_ONE.items() if code.startswith(start)), None)) is not None:
            raise PermissionError(errno.EACCES, why) from None
        if isinstance(exc, PermissionError) and code in ("403", "AccessDenied"):
            raise PermissionError(13, f"the store refuses access to bucket {bucket}") from None
        is_passing = code in PASSING or isinstance(exc, ConnectionFault)
        remedy = "run the command again, it resumes" if is_passing else REMEDY
        raise StoreUnavailable(f"bucket {bucket} cannot be read ({code}); {remedy}") from None


def _fingerprint(etag: str) -> int:
    """A number that changes with the ETag."""
    digest = hashlib.sha256(etag.strip('"').encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 64 - FINGERPRINT_BITS

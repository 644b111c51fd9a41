"""Finding the picture files of a folder."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from imgsearch import file_kinds as kinds
from imgsearch.embedded.kindred import orphans
from imgsearch.embedded.sidecars import names_of_sidecars
from imgsearch.errors import BadInput
from imgsearch.files import Entry, Location, scan
from imgsearch.pictures.folders import LONGEST_NAME_BYTES, is_system_folder
from imgsearch.pictures.raw import find_developed
from loaders.archives import NOT_OPENED, UNPACK, is_archive_name, names_in
from loaders.report import LoadResult
from loaders.sources import LoadedSource
from loaders.strangers import find_strangers
from loaders.table_files import is_table_name, is_takeout_album, is_unread_list, notes_of_texts, unread_table

EXTENSIONS = kinds.ALL_EXTENSIONS
#: Pictures, but of formats whose decoders are not used; passing over them silently would surprise.
UNSUPPORTED_EXTENSIONS = frozenset(
    [".dcr", ".eps", ".exr", ".gpr", ".jp2", ".j2k", ".jpf", ".kdc", ".mos", ".sr2", ".srf", ".svg"]
)
TEXT_EXTENSIONS = (".csv", ".tsv", ".txt", ".json")
OF_TEXTS = "; load the folder that it lies in, or give it to `imgsearch load captions` or `imgsearch load metadata`"


class PictureFile(NamedTuple):
    """A file that looks like a picture from outside."""

    source: str
    source_path: str
    path: str
    file_bytes: int
    mtime_ns: int


def is_picture_name(name: str) -> bool:
    """Whether a file of this name is one that a load looks into."""
    extension = os.path.splitext(name)[1].lower()
    is_known = extension in EXTENSIONS or extension in UNSUPPORTED_EXTENSIONS or is_archive_name(name)
    return is_known and not name.startswith(".")


def _is_wanted(name: str) -> bool:
    return is_picture_name(name) or is_table_name(name) or unread_table(name) is not None


def is_folder_at_last(entry: Entry) -> bool:
    """Whether it is a folder or a link to one; a link in a circle, or to where nobody may look, is not."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_within(link: str, root: str) -> bool:
    """Whether a link leads to a folder or something in it; OSError where it leads nowhere, or in a circle."""
    return f"{os.path.realpath(link, strict=True)}/".startswith(root.rstrip("/") + "/")


def check_folder(root: Location) -> None:
    """Raise BadInput for what is not a folder."""
    if not root.is_dir():
        raise BadInput(f"{root} is not a folder{instead_of(root.name)}")


def instead_of(name: str) -> str:
    """What to do with a file that was given in the place of a folder."""
    if is_archive_name(name):
        return UNPACK
    return OF_TEXTS if os.path.splitext(name.lower())[1] in TEXT_EXTENSIONS else ""


def scan_folder(root: Location, result: LoadResult, sources: Sequence[LoadedSource]) -> Iterator[PictureFile]:
    """Find pictures below a folder in a fixed order.

    Args:
        root: absolute, without symbolic links in it.
        result: gets the files that cannot be loaded whatever is in them, and at the end a note of all the others that
            were passed over, by kind.
        sources: those to which the files belong, the innermost folder first; the last holds the folder itself.

    Raises:
        BadInput: the folder itself cannot be read.
    """
    check_folder(root)
    passed: Counter[str] = Counter()
    folders, alone, unread = [str(root)], list[str](), list[str]()
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(scan(folder), key=lambda entry: entry.name)
        except OSError as exc:
            if folder == str(root):
                raise BadInput(f"cannot read {root}: {exc.strerror or exc}") from exc
            result.refuse_image(folder, f"folder cannot be read: {exc.strerror or exc}")
            continue
        entries = _without_hidden(entries, passed)
        below = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        files = [entry for entry in entries if not entry.is_dir(follow_symlinks=False)]
        folders.extend(entry.path for entry in reversed(below))
        developed = find_developed(entry.name for entry in files)
        foreign = find_strangers(files)
        kinds_passed = [(entry, _passed_kind(entry, developed, foreign)) for entry in files]
        read = names_of_sidecars([entry.path for entry, kind in kinds_passed if kind is None])
        alone += (os.path.join(folder, name) for name in orphans([entry.name for entry in files], read))
        for entry, kind in kinds_passed:
            if kind is None:
                yield from _look_at(entry, root, result, sources)
            elif is_takeout_album(entry.path):
                passed["of Google Takeout's albums"] += 1
            elif entry.name not in read and not is_table_name(entry.name):
                passed[kind] += 1
                unread += [entry.path] if is_unread_list(entry) else []
    _note_passed(passed, result)
    result.notes += notes_of_texts(unread, alone)


def find_files(
    root: Location, paths: Collection[str], result: LoadResult, sources: Sequence[LoadedSource]
) -> Iterator[PictureFile]:
    """Find some of the pictures directly in a folder, by the rules of scan_folder(); those that are gone are refused.

    Raises:
        BadInput: the folder cannot be read.
    """
    passed: Counter[str] = Counter()
    try:
        entries = {entry.path: entry for entry in scan(str(root))}
    except OSError as exc:
        raise BadInput(f"cannot read {root}: {exc.strerror or exc}") from exc
    developed = find_developed(entry.name for entry in entries.values())
    for path in sorted(paths):
        if path not in entries:
            result.refuse_image(path, "there is no such file")
        elif (kind := _passed_kind(entries[path], developed)) is None:
            yield from _look_at(entries[path], root, result, sources)
        else:
            passed[kind] += 1
    _note_passed(passed, result)


def _note_passed(passed: Counter[str], result: LoadResult) -> None:
    counts = sorted((-count, kind) for kind, count in passed.items() if count)
    if counts:
        result.notes.append("passed over: " + ", ".join(f"{-count:,} {kind}" for count, kind in counts))


def _without_hidden(entries: Sequence[Entry], passed: Counter[str]) -> list[Entry]:
    """The entries that are looked at; the files in the others are counted."""
    shown = []
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and is_system_folder(entry.name):
            passed["in system folders"] += _count_files(entry.path)
        elif entry.name.startswith("."):
            passed["hidden"] += _count_files(entry.path) if is_folder else 1
        else:
            shown.append(entry)
    return shown


def _count_files(folder: str) -> int:
    """Without os.walk, which folders of a thousand levels end."""
    count, folders = 0, [folder]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            below = [entry.path if entry.is_dir(follow_symlinks=False) else None for entry in entries]
            count += below.count(None)
            folders += filter(None, below)
    return count


def _passed_kind(entry: Entry, developed: frozenset[str], foreign: frozenset[str] = frozenset()) -> str | None:
    """How a file that is passed over is counted; None for one that is looked at."""
    if entry.name in developed:
        return "RAW beside their JPEG or HEIC"
    if entry.name in foreign:
        return f"{entry.name} that names no picture"
    extension = os.path.splitext(entry.name)[1].lower()
    is_picture = extension in EXTENSIONS or extension in UNSUPPORTED_EXTENSIONS
    is_archive = is_archive_name(entry.name)
    # A backup of a catalog is nothing to unpack.
    if is_archive and (names := names_in(entry)) is not None and not any(map(_is_wanted, names)):
        return f"{extension} without pictures"
    is_looked_at = is_picture or is_archive or unread_table(entry.name) is not None
    if is_looked_at or (entry.is_symlink() and is_folder_at_last(entry)):
        return None
    return extension or "without an extension"


def _look_at(
    entry: Entry, root: Location, result: LoadResult, sources: Sequence[LoadedSource]
) -> Iterator[PictureFile]:
    extension = os.path.splitext(entry.name)[1].lower()
    if extension in UNSUPPORTED_EXTENSIONS:
        result.refuse_image(entry.path, f"{extension} files are not supported; convert it to JPEG or PNG")
        return
    if (reason := unread_table(entry.name)) is not None:
        result.refuse_image(entry.path, reason)
        return
    if is_archive_name(entry.name):
        result.refuse_image(entry.path, NOT_OPENED)
        return
    try:
        entry.path.encode()
    except UnicodeEncodeError:
        result.refuse_image(entry.path, "file name is not valid UTF-8; rename it")
        return
    source = next(source for source in sources if source.holds(entry.path))
    name = source.path_of(entry.path)
    if len(name.encode()) > LONGEST_NAME_BYTES:
        reason = f"the path below the folder has {len(name.encode())} bytes, {LONGEST_NAME_BYTES} are the most"
        result.refuse_image(entry.path, f"{reason}; load a folder further down")
        return
    try:
        # Of a folder in a source, so that a load of it alone finds what a load of the whole does.
        if entry.is_symlink() and not is_within(entry.path, sources[-1].root or str(root)):
            result.refuse_image(entry.path, "symbolic link that leaves the folder")
            return
        status = entry.stat()
    except OSError as exc:
        result.refuse_image(entry.path, f"cannot be opened: {exc.strerror or exc}")
        return
    if stat.S_ISDIR(status.st_mode):
        result.refuse_image(entry.path, "symbolic link to a folder, which is not followed")
    elif not stat.S_ISREG(status.st_mode):
        result.refuse_image(entry.path, "not a regular file")
    else:
        yield PictureFile(source.name, name, entry.path, status.st_size, status.st_mtime_ns)

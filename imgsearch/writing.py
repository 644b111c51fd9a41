"""Files that somebody asked for: their folders are made, and what cannot be written is said in one line."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import takewhile
from pathlib import Path

from imgsearch.errors import BadInput

REMEDY = "name another place"
#: Writing takes much less than ten seconds.
ALONE_ATTEMPTS, ALONE_PAUSE_SECONDS = 500, 0.02
_SPACE = "; free space, then run the command again"
REMEDIES = {errno.ENOSPC: _SPACE, errno.EDQUOT: _SPACE}
#: How formulas begin; spreadsheets pass over ends of lines before them, and those of East Asia read the wide signs too.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@contextmanager
def writing(target: Path, *, folder: bool = False) -> Iterator[None]:
    """Make the folder of a file that is to be written, or the folder itself.

    Raises:
        BadInput: something in it cannot be written.
    """
    try:
        with _made(target if folder else target.parent):
            yield
    except BrokenPipeError:  # nobody reads what is printed; the file has nothing to do with it
        raise
    except OSError as exc:
        named = exc.filename if folder and exc.filename else target
        reason = why_not(target, folder=folder) or f"cannot write {named}: {exc.strerror or exc}; {REMEDY}"
        raise BadInput(reason) from exc


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder; those that were made go again where nothing comes of it, unless something was written there."""
    missing = list(takewhile(lambda each: not each.exists(), (folder, *folder.parents)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


def write_whole(*files: tuple[Path, bytes]) -> None:
    """Write files so that what stood there stays until they are whole.

    Half a model in the place of a whole one would stop searches, and one with another's card mislead them: two
    processes that write in one folder do so one after the other. What is no file (/dev/stdout), or lies in a folder
    that takes no other file, is written as it stands.

    Raises:
        OSError: one of them cannot be written; then none has changed that could be written beside.
    """
    whole: list[tuple[Path, Path]] = []
    places = [Path(os.path.realpath(file)) for file, _ in files]  # a link stays, and what it leads to is written
    as_they_stand = {place for place in places if (place.exists() and not place.is_file()) or not _takes(place.parent)}
    with ExitStack() as alone, _removing(whole):
        for folder in sorted({place.parent for place in places if place not in as_they_stand}):
            alone.enter_context(_alone_in(folder))
        for place, (_, content) in zip(places, files, strict=True):
            if place in as_they_stand:
                place.write_bytes(content)
                continue
            beside = place.with_name(f".{place.name}.unfinished")
            whole.append((beside, place))
            with beside.open("wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            if place.exists():
                shutil.copymode(place, beside)
        for beside, place in whole:
            os.replace(beside, place)


def _takes(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait for another process that writes there; where no folder can be locked, as on some network disks, nobody."""
    with ExitStack() as held:
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            held.callback(os.close, descriptor)
            _lock(descriptor)
        yield


def _lock(descriptor: int) -> None:
    """Wait for a lock for a while and no longer: programs may hold one on a folder for their own reasons."""
    import fcntl

    for _ in range(ALONE_ATTEMPTS):
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(ALONE_PAUSE_SECONDS)


@contextmanager
def _removing(whole: Sequence[tuple[Path, Path]]) -> Iterator[None]:
    try:
        yield
    finally:
        for beside, _place in whole:
            with suppress(OSError):  # it has its name
                beside.unlink()


@contextmanager
def naming(what: object) -> Iterator[None]:
    """Have an error say what was being written: a disk that is full does not.

    Raises:
        OSError: of the block, with what as its file name where it has none.
    """
    try:
        yield
    except OSError as exc:
        if exc.filename is None and not isinstance(exc, BrokenPipeError):  # nobody reads on: no fault
            # NumPy's error of a full disk has neither number nor reason.
            number, reason = exc.errno or errno.ENOSPC, exc.strerror or str(exc)
            raise OSError(number, reason, str(what)) from exc
        raise


def say_error(error: OSError) -> str:
    """What could not be read or written, why, and what helps against a full disk."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}{REMEDIES.get(error.errno or 0, '')}"


def why_not(target: Path, *, folder: bool = False) -> str | None:
    """Why a file or folder cannot be written, before anything is computed for it; None where it seems that it can."""
    place = target.absolute()
    if not folder and place.is_dir():
        return f"{target} is a folder; name a file in it"
    there = next(each for each in (place, *place.parents) if each.exists())
    if there != place or folder:
        if not there.is_dir():
            return f"{there} is no folder; {REMEDY}"
        needed = os.W_OK | os.X_OK
    else:
        needed = os.W_OK
    return None if os.access(there, needed) else f"{there} cannot be written; {REMEDY}"


def check_room(target: Path, needed: int) -> None:
    """Refuse a place whose disk has less room than what will be written there takes, before that is computed.

    Args:
        target: a file or folder, which need not be there.
        needed: bytes.

    Raises:
        BadInput: there is less.
    """
    place = target.absolute()
    there = next(each for each in (place, *place.parents) if each.exists())
    if (free := shutil.disk_usage(there).free) < needed:
        needs, has = (f"{count / 1e6:.0f} MB" for count in (needed, free))
        raise BadInput(f"{target} takes {needs}, and its disk has {has}; free space, or {REMEDY}")


def harmless(value: object) -> object:
    """A cell that no spreadsheet runs as a formula: an apostrophe comes before one that it would."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value

"""Keeping a folder in step: loading what changes in it, as it changes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from imgsearch.extras import require
from imgsearch.files import Location
from imgsearch.pictures.folders import is_system_folder
from loaders.table_files import PICASA

#: Changes are gathered until none has come for so long: a file that is being copied changes all the while.
SETTLED_MS = 1000
#: A folder whose files never rest is loaded after so long.
LONGEST_MS = 10_000
#: How often it is looked whether to stop, to scan, or whether the folder is there again.
PULSE_MS = 500
#: Where more folders have changed, the whole is loaded.
MOST_FOLDERS = 20


def watch_folder(
    root: Path,
    load: Callable[[Path], None],
    *,
    every_s: float,
    stop: threading.Event,
    settled_ms: int = SETTLED_MS,
    tell_away: Callable[[Path], None] = lambda _: None,
) -> None:
    """Load a folder, then the folders in it in which something changes, until it is to stop.

    Watchers miss events, of network disks most of all, so the whole is loaded again now and then.

    Args:
        root: absolute, without symbolic links in it; while it is not there, it is waited for.
        load: is called with the root or a folder in it, which exists.
        every_s: seconds between two loads of the whole.
        stop: ends the watch once the load that is under way has ended.
        settled_ms: how long nothing may change before it is loaded.
        tell_away: is called with the root, once each time that it is waited for.

    Raises:
        MissingExtra: the package watchfiles is not installed.
    """
    require("watch")
    import watchfiles

    is_away = False
    while not stop.is_set():
        was_away, is_away = is_away, not root.is_dir()
        if is_away:
            if not was_away:
                tell_away(root)
            stop.wait(PULSE_MS / 1000)
            continue
        changes = watchfiles.watch(
            root,
            watch_filter=None,
            debounce=LONGEST_MS,
            step=settled_ms,
            rust_timeout=PULSE_MS,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        )
        _follow(root, ({path for _, path in found} for found in changes), load, every_s)


def poll_folder(root: Location, load: Callable[[Location], None], *, every_s: float, stop: threading.Event) -> None:
    """Load a folder of which nobody tells what changes, now and then, until it is to stop."""
    while not stop.is_set():
        load(root)
        stop.wait(every_s)


def _follow(root: Path, changes: Iterator[Collection[str]], load: Callable[[Path], None], every_s: float) -> None:
    """Load until there are no more changes, or the root is gone, whose watch is worth nothing from then on."""
    due = time.monotonic()
    for changed in changes:
        if not root.is_dir():
            return
        if time.monotonic() >= due:
            load(root)
            due = time.monotonic() + every_s
            continue
        for folder in changed_folders(root, changed):
            if folder.is_dir():
                load(folder)


def changed_folders(root: Path, changed: Collection[str]) -> list[Path]:
    """The folders to load when files and folders have changed: none lies in another.

    Args:
        root: that is watched.
        changed: paths of what was added, changed or deleted.
    """
    found = {folder for path in changed if (folder := _folder_of(root, path)) is not None}
    outermost = {folder for folder in found if found.isdisjoint(folder.parents)}
    return sorted(outermost) if len(outermost) <= MOST_FOLDERS else [root]


def _folder_of(root: Path, path: str) -> Path | None:
    """The folder itself or, of a file and of what is gone, the next one above that is there; None for hidden ones."""
    folder = Path(path)
    if not folder.is_relative_to(root):
        return None
    parts = folder.relative_to(root).parts
    # What Picasa says of a folder is hidden and heard.
    heard = parts[:-1] if parts and parts[-1].lower() in PICASA else parts
    if any(part.startswith(".") or is_system_folder(part) for part in heard):
        return None
    while folder != root and not (folder.is_dir() and not os.path.islink(folder)):
        folder = folder.parent
    return folder

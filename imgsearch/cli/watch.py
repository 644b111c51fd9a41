"""`imgsearch load DIR --watch`: loading again and again, until interrupted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType

from imgsearch.cli.echo import echo, printable
from imgsearch.errors import ImgsearchError
from imgsearch.files import Location


def watch(root: Location, load: Callable[[Location], None], *, every_s: float) -> None:
    """Load a folder and what changes in it; an error is said, and what it left over is loaded the next time.

    Args:
        root: of the source.
        load: is called with the root or a folder in it.
        every_s: seconds between two loads of the whole.
    """
    from loaders.watch import poll_folder, watch_folder

    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    def load_and_tell(folder: Location) -> None:
        echo(printable(f"{datetime.now():%Y-%m-%d %H:%M:%S} {folder}"))
        try:
            load(folder)
        except ImgsearchError as exc:
            echo(printable(f"Error: {exc}; it is tried again with the next change, or after {every_s:.0f} s"), err=True)

    def tell_away(folder: Path) -> None:
        echo(printable(f"{datetime.now():%Y-%m-%d %H:%M:%S} {folder} is not there; waiting for it"), err=True)

    # One by one: the watcher would swallow what is raised, and nohup leaves a signal ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
    if isinstance(root, Path):
        watch_folder(root.resolve(), load_and_tell, every_s=every_s, stop=stop, tell_away=tell_away)
    else:
        poll_folder(root, load_and_tell, every_s=every_s, stop=stop)

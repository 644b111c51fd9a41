"""Opening a file in the program that this machine has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from imgsearch.errors import BadInput

#: Programs with a window go on; what opens nothing ends sooner.
WAIT_SECONDS = 5


def open_in_program(file: Path) -> None:
    """Open a file as a click on it would.

    Raises:
        BadInput: nothing here opens it; the message names the file.
    """
    place = file.absolute()
    if (_by_xdg(place) if sys.platform.startswith("linux") else click.launch(str(place))) != 0:
        raise BadInput(f"no program on this machine opens {place}; open it yourself, or copy it to where there is one")


def _by_xdg(place: Path) -> int:
    """How the system's own opener ends; what it says of the programs that it tried would tell nobody more."""
    try:
        opener = subprocess.Popen(["xdg-open", str(place)], stderr=subprocess.DEVNULL)
    except OSError:
        return 127
    # Without a display a browser of texts may have taken the terminal.
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    try:
        return opener.wait(WAIT_SECONDS if has_display else None)
    except subprocess.TimeoutExpired:
        opener.returncode = 0  # it goes on without this process, and Python warns of no child that was left
        return 0

"""How pictures and texts are loaded."""

from __future__ import annotations

from typing import NamedTuple

from imgsearch.terminal import Progress


class Choices(NamedTuple):
    """How a folder is loaded."""

    source: str | None = None
    """What the pictures' source is called; see open_source()."""
    strict: bool = False
    """Raise at the first row or file that is refused."""
    renew: bool = False
    """Captions describe the files as they are now, see load_captions()."""
    prune: bool = False
    """Remove pictures whose files are gone; else they are not shown while that is so."""
    force: bool = False
    """Read every file again, and let it be encoded, copied and screened again, also where it is unchanged."""
    progress: Progress | None = None
    """Told how many files were read; how many there are is known when all were."""


NO_CHOICES = Choices()

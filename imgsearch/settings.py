"""What the environment decides; only the command line, the page and migrations/env.py read it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from imgsearch.errors import BadInput


@dataclass(frozen=True)
class Settings:
    """Where the database and the data directory are."""

    database_url: str | None = field(repr=False)
    """libpq or SQLAlchemy URL; None means the embedded server. Holds a password, so it is never printed."""
    data_dir: Path
    threads: int | None
    """Threads for encoding; None leaves the choice to the libraries."""
    max_pixels: int | None = None
    """Pixels of the largest picture that is decoded; None leaves the usual limit."""
    uploads: Path | None = None
    """Folder into which the page puts what editors upload; None takes no uploads."""


def read_settings() -> Settings:
    """Read IMGSEARCH_DATABASE_URL, IMGSEARCH_DATA_DIR, IMGSEARCH_THREADS, IMGSEARCH_MAX_PIXELS and IMGSEARCH_UPLOADS.

    Raises:
        BadInput: IMGSEARCH_MAX_PIXELS is no number of pixels.
    """
    data_dir = os.environ.get("IMGSEARCH_DATA_DIR") or platformdirs.user_data_dir("imgsearch", appauthor=False)
    threads = os.environ.get("IMGSEARCH_THREADS", "")
    uploads = os.environ.get("IMGSEARCH_UPLOADS")
    return Settings(
        database_url=os.environ.get("IMGSEARCH_DATABASE_URL") or None,
        data_dir=Path(data_dir).expanduser(),
        threads=int(threads) if threads.isdecimal() and int(threads) > 0 else None,
        max_pixels=_read_max_pixels(os.environ.get("IMGSEARCH_MAX_PIXELS", "")),
        uploads=Path(uploads).expanduser() if uploads else None,
    )


def _read_max_pixels(text: str) -> int | None:
    if not text:
        return None
    digits = text.replace("_", "")
    if not (digits.isascii() and digits.isdecimal() and 0 < int(digits) < 2**40):
        raise BadInput(f"IMGSEARCH_MAX_PIXELS is {text!r}; it is a whole number of pixels, such as 200000000")
    return int(digits)

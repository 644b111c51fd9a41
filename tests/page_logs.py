"""The page's log, set up as `imgsearch serve` does it, for as long as a test looks at it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from imgsearch.web.logs import set_up_logs


@contextmanager
def page_logs() -> Iterator[None]:
    """Log to what is stderr now."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    set_up_logs()
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)

"""How often the process looks for objects that only hold each other."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: Objects that are new before Python looks for cycles among them; usually it is 700.
NEW_OBJECTS = 50_000


@contextmanager
def seldom_looking_for_cycles() -> Iterator[None]:
    """Looking through rows that wait to be written, or models that are being read, takes time and finds nothing."""
    usual = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)

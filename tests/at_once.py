"""Several threads that do the same at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

THREADS = 4


def at_once(work: Callable[[int], object]) -> None:
    """Have threads work, each by its number, and wait for all of them."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

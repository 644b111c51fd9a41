"""What was worked out of vectors of pictures, kept for the searches that find the same pictures again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from imgsearch.encoders.protocol import FloatArray

#: Rows whose results are kept: with the rows themselves seven kilobytes each, some thirty megabytes.
REMEMBERED_PICTURES = 4_096
#: Rows that are worked out at once. The last bits of a product depend on how many rows it has, and a picture must
#: score the same beside whatever others. Of 16, OpenBLAS takes some in another way than others on processors with AVX2
#: but without AVX-512.
BLOCK = 8


class RowMemory:
    """A function of rows, which remembers what it said of the last ones.

    Several threads may use one at once.

    Args:
        function: (BLOCK, D) -> (BLOCK, W) float32, each row by itself.
        capacity: rows to remember.
    """

    def __init__(self, function: Callable[[FloatArray], FloatArray], capacity: int = REMEMBERED_PICTURES) -> None:
        self._function = function
        self._capacity = capacity
        self._kept: OrderedDict[bytes, FloatArray] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, rows: FloatArray) -> FloatArray:
        """(N, W) of (N, D) rows, N > 0."""
        width = rows.shape[1] * rows.itemsize
        lying = rows.tobytes()
        keys = [lying[start : start + width] for start in range(0, len(lying), width)]
        with self._lock:
            known = {key: self._look_up(key) for key in keys if key in self._kept}
        missing = {key: index for index, key in enumerate(keys) if key not in known}
        if missing:
            new = dict(zip(missing, self._work_out(rows[list(missing.values())]), strict=True))
            known |= new
            self._keep(new)
        return np.concatenate([known[key] for key in keys]).reshape(len(keys), -1)

    def _look_up(self, key: bytes) -> FloatArray:
        self._kept.move_to_end(key)
        return self._kept[key]

    def _work_out(self, rows: FloatArray) -> list[FloatArray]:
        padded = np.zeros((-(-len(rows) // BLOCK) * BLOCK, rows.shape[1]), dtype=rows.dtype)
        padded[: len(rows)] = rows
        blocks = [self._function(padded[start : start + BLOCK]) for start in range(0, len(padded), BLOCK)]
        # Copies: a row that is kept must not keep its whole block.
        return [row.copy() for block in blocks for row in block][: len(rows)]

    def _keep(self, results: dict[bytes, FloatArray]) -> None:
        with self._lock:
            self._kept.update(results)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)

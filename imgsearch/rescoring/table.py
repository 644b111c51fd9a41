"""Vectors that every query is compared with: what came of the last queries is kept.

So it can be worked out while a search waits for the database, and is there when candidates are scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray

#: Queries whose products are kept: of each table some kilobytes for each.
REMEMBERED_QUERIES = 32


class Table:
    """(B, D) vectors that queries are compared with.

    Several threads may use one at once.
    """

    def __init__(self, rows: FloatArray) -> None:
        self.rows = rows
        self._remembered = lru_cache(REMEMBERED_QUERIES)(self._multiply)

    def __call__(self, queries: FloatArray) -> FloatArray:
        """(N, B) products with (N, D) queries; those of a single one are kept, and may not be changed."""
        if len(queries) == 1 and queries.dtype == np.float32:
            return self._remembered(queries.tobytes())
        product: FloatArray = queries @ self.rows.T
        return product

    def of(self, query: FloatArray) -> FloatArray:
        """(B,) the same of one query, (D,)."""
        product: FloatArray = self(query[None])[0]
        return product

    def _multiply(self, query: bytes) -> FloatArray:
        product: FloatArray = np.frombuffer(query, np.float32)[None] @ self.rows.T
        product.flags.writeable = False
        return product


class Tables(dict[str, Table]):
    """Tables of a model's arrays by name, each made when it is asked for."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        super().__init__()
        self._arrays = arrays

    def __missing__(self, name: str) -> Table:
        return self.setdefault(name, Table(self._arrays[name]))

"""Vectors on their way out of the database."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


def vectors_from_bytes(values: Iterable[bytes]) -> npt.NDArray[np.float32]:
    """Bytes of halfvec_send (4 bytes of header, then big-endian half floats) as (N, D) float32.

    Parsing the text form of a hundred vectors takes longer than finding them.
    """
    rows = list(values)
    halves = np.frombuffer(b"".join(rows), dtype=">f2").reshape(len(rows), -1)
    return halves[:, 2:].astype(np.float32)  # the header is as wide as two half floats

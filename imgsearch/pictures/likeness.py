"""How alike two pictures look, told by 64 bits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

#: Neighbours in a row are compared: one more column than bits.
COLUMNS, ROWS = 9, 8
#: A hash with fewer bits of either kind tells nothing.
PLAIN_BITS = 8


def difference_hash(picture: Image.Image) -> int:
    """DHash (Neal Krawetz, "Kind of Like That", 2013): which of two neighbours is brighter, in a picture of 9 x 8.

    Survives other sizes, other compression and small changes of colour; not crops, not mirror images.

    Args:
        picture: of any mode and size.

    Returns:
        64 bits, the first row's first.
    """
    small = np.asarray(picture.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX), dtype=np.int16)
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def close_pairs(fresh: NDArray[np.uint64], known: NDArray[np.uint64], most_bits: int) -> NDArray[np.intp]:
    """Pairs whose hashes differ in few bits.

    Of ``most_bits`` bits that differ one of ``most_bits + 1`` pieces has none, so only hashes that share a piece are
    compared: among random ones a 65,536th part where there are four pieces.

    Args:
        fresh: (F,) hashes.
        known: (K,) hashes.
        most_bits: 0..7.

    Returns:
        (P, 2): places in ``fresh`` and in ``known``, each pair once.
    """
    pieces = most_bits + 1
    edges = [round(64 * piece / pieces) for piece in range(pieces + 1)]
    found: set[tuple[int, int]] = set()
    for low, high in pairwise(edges):
        mask = np.uint64((1 << (high - low)) - 1)
        fresh_piece, known_piece = (fresh >> np.uint64(low)) & mask, (known >> np.uint64(low)) & mask
        order = np.argsort(known_piece, kind="stable")
        begins = np.searchsorted(known_piece[order], fresh_piece, side="left")
        ends = np.searchsorted(known_piece[order], fresh_piece, side="right")
        for place in np.flatnonzero(ends > begins):
            others = order[begins[place] : ends[place]]
            near = others[np.bitwise_count(known[others] ^ fresh[place]) <= most_bits]
            found.update((int(place), int(other)) for other in near)
    return np.array(sorted(found), dtype=np.intp).reshape(-1, 2)

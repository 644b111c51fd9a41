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
#: And one whose rows differ from the next ones in fewer bits in all tells nothing in other positions: something bright
#: in the middle looks much the same from all sides.
TURNED_BITS = 8
_WAYS = (slice(None), slice(None, None, -1))


def difference_hash(picture: Image.Image) -> int:
    """DHash (Neal Krawetz, "Kind of Like That", 2013): which of two neighbours is brighter, in a picture of 9 x 8.

    Survives other sizes, other compression and small changes of colour; not crops.

    Args:
        picture: of any mode and size.

    Returns:
        64 bits, the first row's first.
    """
    return _hash(_shrink(picture.convert("L"), COLUMNS, ROWS))


def hash_positions(picture: Image.Image) -> tuple[int, ...]:
    """What difference_hash() gives of a picture, and of it mirrored and turned in the seven other ways."""
    grey = picture.convert("L")
    upright, lying = _shrink(grey, COLUMNS, ROWS), _shrink(grey, ROWS, COLUMNS).T
    return tuple(_hash(cells[rows, columns]) for cells in (upright, lying) for rows in _WAYS for columns in _WAYS)


def _shrink(grey: Image.Image, columns: int, rows: int) -> NDArray[np.int16]:
    return np.asarray(grey.resize((columns, rows), Image.Resampling.BOX), dtype=np.int16)


def _hash(cells: NDArray[np.int16]) -> int:
    return int.from_bytes(np.packbits(cells[:, 1:] > cells[:, :-1]).tobytes())


def are_telling(hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """(N,) whether hashes are not those of plain walls and clear skies, where nearly all bits are the same."""
    bits = np.bitwise_count(hashes)
    return (bits >= PLAIN_BITS) & (bits <= 64 - PLAIN_BITS)


def turn_hashes(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """What hashes would be, but for neighbours that are as bright, if their pictures were mirrored or upside down.

    Of pictures that lie on their side they do not tell.

    Args:
        hashes: (N,).

    Returns:
        (N, 4): as they are, upside down and mirrored, mirrored alone, turned by 180 degrees.
    """
    bits = _unpack(hashes)
    ways = (bits, bits[:, ::-1], 1 - bits[:, :, ::-1], 1 - bits[:, ::-1, ::-1])
    packed = np.packbits(np.stack(ways, axis=1).reshape(-1, 64), axis=1)
    return packed.view(">u8").astype(np.uint64).reshape(len(hashes), len(ways))


def _unpack(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    return np.unpackbits(hashes.astype(">u8").view(np.uint8)).reshape(-1, ROWS, COLUMNS - 1)


def alike_pairs(positions: NDArray[np.uint64], known: NDArray[np.uint64], most_bits: int) -> NDArray[np.intp]:
    """Pairs whose hashes differ in few bits where one picture may lie in another position.

    Args:
        positions: (F, P) of each fresh picture, the one in which it is first.
        known: (K,) hashes.
        most_bits: 0..7.

    Returns:
        (N, 2): places in ``positions`` and in ``known``, each pair once.
    """
    rows = _unpack(known)
    telling = np.flatnonzero((rows[:, 1:] != rows[:, :-1]).sum(axis=(1, 2)) >= TURNED_BITS)
    found = [close_pairs(positions[:, 0], known, most_bits)]
    for turned in positions.T[1:]:
        fresh, places = close_pairs(turned, known[telling], most_bits).T
        found.append(np.stack([fresh, telling[places]], axis=1))
    return np.unique(np.concatenate(found), axis=0)


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

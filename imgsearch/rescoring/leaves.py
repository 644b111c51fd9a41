"""Which leaf of each tree a row falls into, without walking down.

A walk looks up node, column, threshold and child for each row, tree and level, each at another place. Here every test
of a tree is made, which compares whole rows of numbers. A test that fails rules out the leaves to its left; of those
that no test rules out, the leftmost is where a walk would end (QuickScorer, Lucchese et al. 2015).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.rescoring.trees import TreeEnsemble, beside_leftward, round_down

#: A bit for each leaf of a tree, and for each set of leaves the leftmost: with more, trees are walked down.
MOST_LEAVES = 16
#: Rows at a time, so that what is known of them stays in the processor's cache.
BLOCK = 128


class Leaves(NamedTuple):
    """T trees of up to L leaves; what a tree has fewer of is filled up with tests that rule out nothing."""

    feature: npt.NDArray[np.intp]
    """(L - 1, T) column that each test looks at."""
    missing_left: npt.NDArray[np.bool_]
    """(L - 1, T) whether NaN passes."""
    threshold: npt.NDArray[np.float32]
    """(L - 1, T, 1) a number passes that is at most this."""
    kept: npt.NDArray[np.uint16]
    """(L - 1, T, 1) a bit for each leaf from the left: 0 where the test rules it out when it fails."""
    value: npt.NDArray[np.float32]
    """(T * L,) of each leaf."""
    leftmost: npt.NDArray[np.intp]
    """(2 ** L,) of a set of leaves."""
    baseline: float

    def predict(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """(N,) sums of the leaves that rows, (N, F), fall into: what the trees' own ``predict`` gives, to the bit."""
        blocks = [self._predict(rows[first : first + BLOCK]) for first in range(0, len(rows), BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros(0)

    def _predict(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        values, feature = beside_leftward(rows, self.feature, self.missing_left)
        values = np.ascontiguousarray(values.T)
        trees, everything = self.feature.shape[1], len(self.leftmost) - 1
        shape = (trees, len(rows))
        left = np.full(shape, everything, dtype=np.uint16)
        seen, passes, kept = np.empty(shape, np.float32), np.empty(shape, np.bool_), np.empty(shape, np.uint16)
        for columns, threshold, kept_by_failing in zip(feature, self.threshold, self.kept, strict=True):
            # Where to put it can be told only where no index is checked; all were when the model was read.
            values.take(columns, axis=0, out=seen, mode="clip")
            np.less_equal(seen, threshold, out=passes)
            np.multiply(passes, np.uint16(everything), out=kept)
            kept |= kept_by_failing
            left &= kept
        leaf = self.leftmost.take(left)
        leaf += np.arange(0, len(self.value), len(self.value) // trees)[:, None]
        # By rows, so that each sum is that of the same numbers in the same order.
        leaves = np.ascontiguousarray(self.value.take(leaf).T)
        total: npt.NDArray[np.float64] = leaves.sum(axis=1, dtype=np.float64) + self.baseline
        return total


def lay_out(trees: TreeEnsemble) -> Leaves | None:
    """The tests and leaves of trees; None where a tree has too many leaves, or shares nodes with another."""
    nodes = np.arange(len(trees.child))
    right, left = trees.child[:, 0].astype(np.intp), trees.child[:, 1].astype(np.intp)
    is_leaf = (right == nodes) & (left == nodes)
    known = np.concatenate([trees.root, right[~is_leaf], left[~is_leaf]])
    if len(trees.root) == 0 or np.bincount(known, minlength=len(nodes)).max() > 1:
        return None
    depth = range(int(trees.depth[0]))
    leaves = np.ones(len(nodes), dtype=np.int64)
    for _ in depth:
        # A count beyond what is possible here stays what it is: too many.
        leaves = np.where(is_leaf, 1, np.minimum(leaves[right] + leaves[left], MOST_LEAVES + 1))
    most = int(leaves[trees.root].max())
    if most > MOST_LEAVES:
        return None
    first, tree = np.zeros_like(leaves), np.full(len(nodes), -1)
    tree[trees.root] = np.arange(len(trees.root))
    inner = np.flatnonzero(~is_leaf)
    for _ in depth:
        tree[left[inner]] = tree[right[inner]] = tree[inner]
        first[left[inner]], first[right[inner]] = first[inner], first[inner] + leaves[left[inner]]
    return _place(
        trees, nodes[is_leaf & (tree >= 0)], inner[tree[inner] >= 0], _Places(tree, first, leaves[left], most)
    )


class _Places(NamedTuple):
    """Of M nodes."""

    tree: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    """The leftmost leaf below it."""
    leaves: npt.NDArray[np.int64]
    """How many leaves are below its left child."""
    most: int
    """Leaves of the largest tree."""


def _place(trees: TreeEnsemble, leaf: npt.NDArray[np.int64], inner: npt.NDArray[np.int64], places: _Places) -> Leaves:
    """Tests and leaves at their places, ``leaf`` and ``inner`` being the nodes that the trees have."""
    inner = inner[np.argsort(places.tree[inner], kind="stable")]
    tree, count, width = places.tree[inner], len(trees.root), places.most
    at = (np.arange(len(inner)) - np.searchsorted(tree, tree), tree)
    everything = (1 << width) - 1
    tests = (max(width - 1, 0), count)
    feature, missing_left = np.zeros(tests, np.intp), np.zeros(tests, np.bool_)
    threshold, kept = np.zeros(tests, np.float32), np.full(tests, everything, np.uint16)
    feature[at], missing_left[at] = trees.feature[inner], trees.missing_left[inner]
    threshold[at] = round_down(trees.threshold[inner], np.dtype(np.float32))
    ruled_out = ((1 << places.leaves[inner]) - 1) << places.first[inner]
    kept[at] = everything - ruled_out
    value = np.zeros((count, width), np.float32)
    value[places.tree[leaf], places.first[leaf]] = trees.value[leaf]
    sets = np.arange(1, 1 << width)
    leftmost = np.concatenate([[0], np.log2(sets & -sets).astype(np.intp)])
    return Leaves(
        feature, missing_left, threshold[..., None], kept[..., None], value.ravel(), leftmost, float(trees.baseline[0])
    )

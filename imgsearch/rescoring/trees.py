"""Boosted trees as plain arrays: predicted with numpy, stored as safetensors, so a query needs no scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt


class TreeEnsemble(NamedTuple):
    """Sum of regression trees, whose M nodes stand in one row of arrays.

    A leaf is its own child, so that every row can walk down the same number of levels.
    """

    root: npt.NDArray[np.int32]
    """(T,) first node of each tree."""
    feature: npt.NDArray[np.int32]
    """(M,) column that a node tests."""
    threshold: npt.NDArray[np.float64]
    """(M,) a row goes left when its value is at most this."""
    child: npt.NDArray[np.int32]
    """(M, 2) the next node: right, left."""
    missing_left: npt.NDArray[np.bool_]
    """(M,) where a NaN goes."""
    value: npt.NDArray[np.float32]
    """(M,) what a leaf adds to the sum."""
    depth: npt.NDArray[np.int32]
    """(1,) levels below the root of the deepest tree."""
    baseline: npt.NDArray[np.float64]
    """(1,) start of the sum."""

    def predict(self, rows: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Sum the leaves that each row falls into.

        Args:
            rows: (N, F); NaN stands for a missing value.

        Returns:
            (N,) float64.
        """
        count, width = rows.shape
        values = np.ascontiguousarray(rows, dtype=np.float64).ravel()
        missing = np.isnan(values) if np.isnan(values).any() else None
        start = np.repeat(np.arange(count, dtype=np.int32) * width, len(self.root))
        node = np.tile(self.root, count)
        children = self.child.ravel()
        for _ in range(int(self.depth[0])):
            cell = start + self.feature.take(node)
            goes_left = values.take(cell) <= self.threshold.take(node)
            if missing is not None:
                goes_left |= missing.take(cell) & self.missing_left.take(node)
            node = children.take(2 * node + goes_left)
        total: npt.NDArray[np.float64] = (
            self.value.take(node).reshape(count, len(self.root)).sum(axis=1, dtype=np.float64) + self.baseline[0]
        )
        return total

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[Any]]:
        """Name the arrays for a safetensors file."""
        return {f"{prefix}.{name}": array for name, array in self._asdict().items()}

    @classmethod
    def from_arrays(cls, arrays: dict[str, npt.NDArray[Any]], prefix: str) -> TreeEnsemble:
        """Read back what ``arrays`` named.

        Raises:
            KeyError: one is missing.
        """
        return cls(**{name: arrays[f"{prefix}.{name}"] for name in cls._fields})


def export_boosting(models: Sequence[Any], columns: npt.NDArray[np.int64]) -> TreeEnsemble:
    """Copy the trees out of fitted HistGradientBoostingRegressors, which are averaged.

    Args:
        models: without categorical features, all trained on the same columns.
        columns: which columns of the rows that ``predict`` gets those are.
    """
    trees = [iteration[0].nodes for model in models for iteration in model._predictors]
    root = np.cumsum([0, *(len(tree) for tree in trees[:-1])])
    nodes = np.concatenate(trees)
    first = np.repeat(root, [len(tree) for tree in trees])
    itself = np.arange(len(nodes))
    is_leaf = nodes["is_leaf"] != 0
    child = np.stack(
        [np.where(is_leaf, itself, first + nodes["right"]), np.where(is_leaf, itself, first + nodes["left"])], axis=1
    )
    baselines = [float(np.ravel(model._baseline_prediction)[0]) for model in models]
    return TreeEnsemble(
        root=root.astype(np.int32),
        feature=np.where(is_leaf, 0, columns[nodes["feature_idx"]]).astype(np.int32),
        threshold=np.where(is_leaf, 0.0, nodes["num_threshold"]),
        child=child.astype(np.int32),
        missing_left=nodes["missing_go_to_left"] != 0,
        value=(nodes["value"] / len(models)).astype(np.float32),
        depth=np.array([nodes["depth"].max()], dtype=np.int32),
        baseline=np.array([np.mean(baselines)]),
    )

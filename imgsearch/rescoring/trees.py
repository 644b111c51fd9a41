"""Boosted trees as plain arrays: predicted with numpy, stored as safetensors, so a query needs no scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        count = len(rows)
        values = rows if rows.dtype == np.float32 else np.asarray(rows, dtype=np.float64)
        threshold = round_down(self.threshold, values.dtype)
        values, feature = beside_leftward(values, self.feature.astype(np.intp), self.missing_left)
        # By columns and tree by tree: what one tree asks of all rows lies together.
        values = np.ascontiguousarray(values.T).ravel()
        feature = feature * count
        child = self.child.astype(np.intp).ravel()
        node = np.repeat(self.root.astype(np.intp), count)
        row = np.tile(np.arange(count), len(self.root))
        for _ in range(int(self.depth[0])):
            goes_left = values.take(feature.take(node) + row) <= threshold.take(node)
            node = child.take(2 * node + goes_left)
        leaves = np.ascontiguousarray(self.value.take(node).reshape(len(self.root), count).T)
        total: npt.NDArray[np.float64] = leaves.sum(axis=1, dtype=np.float64) + self.baseline[0]
        return total

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[Any]]:
        """Name the arrays for a safetensors file."""
        return {f"{prefix}.{name}": array for name, array in self._asdict().items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]], prefix: str) -> TreeEnsemble:
        """Read back what ``arrays`` named.

        Raises:
            KeyError: one is missing.
        """
        return cls(**{name: arrays[f"{prefix}.{name}"] for name in cls._fields})


def beside_leftward(
    values: npt.NDArray[Any], feature: npt.NDArray[np.intp], missing_left: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """Rows in which every missing value goes where it should, and the columns that nodes look at in them.

    Args:
        values: (N, F); NaN, which is at most nothing, goes right.
        feature: the columns that nodes look at.
        missing_left: whether a NaN goes left there.
    """
    missing = np.isnan(values)
    columns = np.flatnonzero(missing.any(axis=0))
    if not len(columns):
        return values, feature
    # Columns that miss something stand there once more at the end, where what is missing goes left.
    leftward = np.where(missing[:, columns], values.dtype.type(-np.inf), values[:, columns])
    place = np.arange(values.shape[1])
    place[columns] = values.shape[1] + np.arange(len(columns))
    return np.concatenate([values, leftward], axis=1), np.where(missing_left, place[feature], feature)


def round_down(threshold: npt.NDArray[np.float64], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """The largest numbers of a type that are at most these, so that its numbers are as small or large beside both."""
    rounded = threshold.astype(dtype)
    return np.where(rounded > threshold, np.nextafter(rounded, -np.inf, dtype=dtype), rounded)


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

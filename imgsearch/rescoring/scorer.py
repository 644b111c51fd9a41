"""What predicts the match score in one situation: two kinds of model that err differently, averaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.runtime import on_all_cores
from imgsearch.rescoring.kernel import KernelModel, Landmarks
from imgsearch.rescoring.leaves import Leaves, lay_out
from imgsearch.rescoring.trees import TreeEnsemble

Predict = Callable[[], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Scorer:
    """The mean of boosted trees and a kernel model."""

    trees: TreeEnsemble
    kernel: KernelModel

    def predict(self, rows: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Predict each row's rating, by both at once where there are two cores.

        Args:
            rows: (N, F) from ``pair_columns``.

        Returns:
            (N,) float64, not cut to 0..1.
        """
        trees = self._leaves if self._leaves is not None and rows.dtype == np.float32 else self.trees
        landmarks = self._landmarks
        both: list[Predict] = [lambda: self.kernel.predict(rows, landmarks), lambda: trees.predict(rows)]
        by_kernel, by_trees = on_all_cores(lambda predict: predict(), both)
        mean: npt.NDArray[np.float64] = (by_trees + by_kernel) / 2
        return mean

    @cached_property
    def _leaves(self) -> Leaves | None:
        return lay_out(self.trees)

    @cached_property
    def _landmarks(self) -> Landmarks:
        return self.kernel.prepare()

    def arrays(self, situation: str) -> dict[str, npt.NDArray[Any]]:
        """Name the arrays for a safetensors file."""
        return self.trees.arrays(f"trees.{situation}") | self.kernel.arrays(f"kernel.{situation}")

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]], situation: str) -> Scorer:
        """Read back what ``arrays`` named.

        Raises:
            KeyError: one is missing.
        """
        return cls(
            TreeEnsemble.from_arrays(arrays, f"trees.{situation}"),
            KernelModel.from_arrays(arrays, f"kernel.{situation}"),
        )

"""Ridge regression on radial basis functions around landmarks (Nyström), predicted with numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt


class Landmarks(NamedTuple):
    """What no row changes."""

    by_column: npt.NDArray[np.float32]
    """(F, L) the landmarks as a product reads them fastest."""
    squared: npt.NDArray[np.float32]
    """(L,) their squared lengths."""


class KernelModel(NamedTuple):
    """A smooth function of F columns: a sum of bells around L rows that it was trained on."""

    column: npt.NDArray[np.int32]
    """(F,) the columns that it sees."""
    centre: npt.NDArray[np.float32]
    """(F,) subtracted from each; a missing value counts as this."""
    scale: npt.NDArray[np.float32]
    """(F,) then multiplied with each."""
    landmark: npt.NDArray[np.floating[Any]]
    """(L, F) the middle of each bell, scaled, of single precision; as stored in half, which holds each value."""
    weight: npt.NDArray[np.float64]
    """(L,) the height of each bell."""
    gamma: npt.NDArray[np.float64]
    """(1,) how fast bells fall with the squared distance."""
    baseline: npt.NDArray[np.float64]
    """(1,) start of the sum."""

    def prepare(self) -> Landmarks:
        """What predict() needs of the landmarks, for who predicts often."""
        landmark = self.landmark.astype(np.float32)
        return Landmarks(np.ascontiguousarray(landmark.T), np.einsum("lf,lf->l", landmark, landmark))

    def predict(
        self, rows: npt.NDArray[np.floating[Any]], landmarks: Landmarks | None = None
    ) -> npt.NDArray[np.float64]:
        """Sum the bells at each row.

        Args:
            rows: (N, columns of the whole table); NaN stands for a missing value.
            landmarks: from prepare(); None makes them.

        Returns:
            (N,) float64.
        """
        scaled = scale_columns(rows[:, self.column], self.centre, self.scale)
        by_column, squared = self.prepare() if landmarks is None else landmarks
        lengths = np.einsum("nf,nf->n", scaled, scaled)[:, None] + squared
        distance = np.maximum(lengths - 2 * (scaled @ by_column), 0)
        # In single precision, in which numpy's exponential takes half as long.
        bells = np.exp(distance * -self.gamma.astype(np.float32))
        total: npt.NDArray[np.float64] = bells @ self.weight + self.baseline[0]
        return total

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[Any]]:
        """Name the arrays for a safetensors file."""
        stored = self._replace(landmark=self.landmark.astype(np.float16))
        return {f"{prefix}.{name}": array for name, array in stored._asdict().items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]], prefix: str) -> KernelModel:
        """Read back what ``arrays`` named.

        Raises:
            KeyError: one is missing.
        """
        return cls(**{name: arrays[f"{prefix}.{name}"] for name in cls._fields})


def scale_columns(
    rows: npt.NDArray[np.floating[Any]], centre: npt.NDArray[np.float32], scale: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """(N, F) columns as the kernel sees them."""
    scaled = np.asarray((rows - centre) * scale, dtype=np.float32)
    scaled[np.isnan(scaled)] = 0.0
    return scaled

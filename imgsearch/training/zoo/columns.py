"""The columns that compared models see."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.columns import column_names, pair_columns
from imgsearch.rescoring.likeness import look
from imgsearch.rescoring.situations import situation_columns
from imgsearch.training.regressor import sample_background
from imgsearch.training.situations import Rows
from imgsearch.training.zoo.data import Problem

#: raw: vectors side by side, as the client's first models; the others are the product's situations; none: no column.
FEATURES = ("none", "captions", "pixels", "raw")


class Table(NamedTuple):
    """Columns of some pairs."""

    names: list[str]
    """F names."""
    values: FloatArray
    """(N, F); NaN where nothing is known."""

    def column(self, name: str) -> FloatArray:
        """(N,) one column."""
        return self.values[:, self.names.index(name)]

    def take(self, rows: npt.NDArray[np.int64]) -> Table:
        """Some of the rows."""
        return Table(self.names, self.values[rows])


def make_table(problem: Problem, features: str, train: Rows, seed: int) -> Table:
    """Columns of all pairs.

    Args:
        problem: from read_problem.
        features: one of FEATURES.
        train: the pairs that may be learned from; the background sample comes from them alone, and columns that
            none of them has a value in are left out.
        seed: of the background sample.
    """
    if features == "none":
        return Table([], np.zeros((len(problem.target), 0), dtype=np.float32))
    if features == "raw":
        return Table([f"raw_{axis}" for axis in range(problem.raw.shape[1])], problem.raw)
    rated = problem.rated
    background = sample_background(rated, train, seed)
    every = pair_columns(rated.pairs, background, look(background, is_latin_query=True))
    dimension = rated.gallery.shape[1]
    columns = situation_columns(features, dimension)
    columns = columns[~np.isnan(every[np.ix_(train, columns)]).all(axis=0)]
    names = column_names(dimension)
    return Table([names[column] for column in columns], every[:, columns])

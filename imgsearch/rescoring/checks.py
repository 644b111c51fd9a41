"""What the arrays of a stored regressor must be; its file is not trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.errors import ModelUnavailable

Arrays = Mapping[str, npt.NDArray[Any]]
#: Far beyond what training gives, and small enough that no sum of them overflows.
LARGEST = 1e6
DEEPEST = 64


class _Rule(NamedTuple):
    """What one array must be; a letter in a shape stands for the same number wherever the model has it."""

    shape: str
    kind: str
    """Letter of numpy's kinds."""
    lowest: float = -LARGEST
    highest: float = LARGEST


_BACKGROUND = {
    "images": _Rule("BD", "f"),
    "texts": _Rule("CD", "f"),
}
_TREES = {
    "root": _Rule("T", "i"),
    "feature": _Rule("M", "i"),
    "threshold": _Rule("M", "f", -np.inf, np.inf),
    "child": _Rule("M2", "i"),
    "missing_left": _Rule("M", "b", 0, 1),
    "value": _Rule("M", "f"),
    "depth": _Rule("1", "i", 0, DEEPEST),
    "baseline": _Rule("1", "f"),
}
_KERNEL = {
    "column": _Rule("F", "i"),
    "centre": _Rule("F", "f"),
    "scale": _Rule("F", "f", 0),
    "landmark": _Rule("LF", "f"),
    "weight": _Rule("L", "f"),
    "gamma": _Rule("1", "f", 0),
    "baseline": _Rule("1", "f"),
}


def refuse(what: str) -> ModelUnavailable:
    """The error for a regressor that cannot be used, in one line."""
    return ModelUnavailable(
        f"the regressor cannot be used: {what}; run `imgsearch train regressor`, or until then "
        "`imgsearch models activate shipped`"
    )


def check_background(arrays: Arrays, encoders: tuple[str, ...]) -> None:
    """Refuse a background that cosines cannot be compared with.

    Raises:
        ModelUnavailable: an array is missing, has another shape or type, or holds what is no number.
    """
    _check(arrays, "background", _BACKGROUND)
    _check(arrays, "background.captions", {encoder: _Rule("CE", "f") for encoder in encoders}, apart=True)


def check_trees(arrays: Arrays, prefix: str, width: int) -> None:
    """Refuse trees whose walk leaves the arrays, the columns or the tree, or ends before a leaf.

    Args:
        arrays: of the whole file.
        prefix: of the names of these trees' arrays.
        width: columns of the features.

    Raises:
        ModelUnavailable: an array is missing, has another shape or type, or holds what cannot be.
    """
    _check(arrays, prefix, _TREES)
    root, child = arrays[f"{prefix}.root"], arrays[f"{prefix}.child"]
    _check_range(f"{prefix}.root", root, 0, len(child) - 1)
    _check_range(f"{prefix}.feature", arrays[f"{prefix}.feature"], 0, width - 1)
    _check_range(f"{prefix}.child", child, 0, len(child) - 1)
    itself, right, left = np.arange(len(child)), child[:, 0], child[:, 1]
    is_leaf = (right == itself) & (left == itself)
    if not (is_leaf | ((right > itself) & (left > itself))).all():
        raise refuse(f"{prefix}.child leads back to where it came from")
    reached = root
    for _ in range(int(arrays[f"{prefix}.depth"][0])):
        is_reached = np.zeros(len(child), dtype=bool)
        is_reached[child[reached]] = True
        reached = np.flatnonzero(is_reached)
    if not is_leaf[reached].all():
        raise refuse(f"{prefix}.depth ends above the leaves")


def check_kernel(arrays: Arrays, prefix: str, width: int) -> None:
    """Refuse a kernel model that looks at columns that there are not, or holds what is no number.

    Args:
        arrays: of the whole file.
        prefix: of the names of this model's arrays.
        width: columns of the features.

    Raises:
        ModelUnavailable: an array is missing, has another shape or type, or holds what cannot be.
    """
    _check(arrays, prefix, _KERNEL)
    _check_range(f"{prefix}.column", arrays[f"{prefix}.column"], 0, width - 1)


def check_thresholds(thresholds: object, situations: tuple[str, ...]) -> None:
    """Refuse thresholds that are none.

    Raises:
        ModelUnavailable: one is not in 0..1, or of a situation that there is not.
    """
    if not isinstance(thresholds, dict) or not thresholds:
        raise refuse("its card names no thresholds")
    for situation, threshold in thresholds.items():
        if situation not in situations:
            raise refuse(f"its card has a threshold for {str(situation)[:40]!r}, which is no situation")
        if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise refuse(f"its threshold for {situation} is {str(threshold)[:40]}, not in 0..1")


def _check(arrays: Arrays, prefix: str, rules: Mapping[str, _Rule], *, apart: bool = False) -> None:
    lengths: dict[str, int] = {}
    for name, rule in rules.items():
        if apart:
            lengths = {}
        full = f"{prefix}.{name}"
        if full not in arrays:
            raise refuse(f"{full} is missing")
        array = arrays[full]
        if array.dtype.kind != rule.kind:
            raise refuse(f"{full} holds {array.dtype}")
        expected = [int(axis) if axis.isdecimal() else lengths.get(axis) for axis in rule.shape]
        if len(expected) != array.ndim or any(
            length == 0 or wanted not in (None, length) for length, wanted in zip(array.shape, expected, strict=True)
        ):
            raise refuse(f"{full} has the shape {array.shape}")
        lengths |= {axis: length for axis, length in zip(rule.shape, array.shape, strict=True) if axis.isalpha()}
        if rule.kind != "i" or name == "depth":
            _check_range(full, array, rule.lowest, rule.highest)


def _check_range(name: str, array: npt.NDArray[Any], lowest: float, highest: float) -> None:
    if array.dtype == np.float16 and lowest == -LARGEST and (array.view(np.uint16) & 0x7FFF).max() < 0x7C00:
        return  # all finite, and so none large; half numbers themselves are compared ten times as slowly
    smallest, largest = array.min().item(), array.max().item()
    if not (smallest >= lowest and largest <= highest):  # NaN is neither
        wrong = largest if smallest >= lowest else smallest
        raise refuse(f"{name} holds {wrong}, which is not in {lowest:g}..{highest:g}")

"""How regressors lie in files: safetensors with a card in the header."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays

from imgsearch.encoders.arrays import pack_arrays, read_header
from imgsearch.rescoring.checks import Arrays, check_kernel, check_thresholds, check_trees
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.situations import NAMES

#: What reading a file of anything raises.
UNREADABLE = (SafetensorError, LookupError, ValueError, TypeError, AttributeError, RecursionError)


class StoredScorers(Mapping[str, Scorer]):
    """What ``name_arrays`` named, for each situation that the card has a threshold for; each is read when asked for.

    Raises:
        ModelUnavailable: a threshold or, once it is asked for, an array cannot be.
    """

    def __init__(self, arrays: Arrays, card: Mapping[str, Any]) -> None:
        check_thresholds(card["thresholds"], NAMES)
        self._arrays, self._situations, self._width = arrays, tuple(card["thresholds"]), len(card["features"])
        self._read: dict[str, Scorer] = {}

    def __getitem__(self, situation: str) -> Scorer:
        if situation not in self._read:
            if situation not in self._situations:
                raise KeyError(situation)
            check_trees(self._arrays, f"trees.{situation}", self._width)
            check_kernel(self._arrays, f"kernel.{situation}", self._width)
            self._read[situation] = Scorer.from_arrays(self._arrays, situation)
        return self._read[situation]

    def __contains__(self, situation: object) -> bool:
        return situation in self._situations

    def __iter__(self) -> Iterator[str]:
        return iter(self._situations)

    def __len__(self) -> int:
        return len(self._situations)


def name_arrays(scorers: Mapping[str, Scorer]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of all situations by their names in a file."""
    return {name: array for situation, scorer in scorers.items() for name, array in scorer.arrays(situation).items()}


def write_arrays(arrays: dict[str, npt.NDArray[Any]], format_: str, card: dict[str, Any]) -> bytes:
    """Serialise as safetensors with a card in the header; the same model always gives the same bytes."""
    header = {"format": format_, "card": json.dumps(card, ensure_ascii=False, sort_keys=True)}
    return _fix_order(pack_arrays(arrays, header), header)


def read_arrays(data: bytes) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any], str]:
    """Arrays, card and format of what ``write_arrays`` wrote.

    Raises:
        one of UNREADABLE: it is something else.
    """
    arrays = load_arrays(data)
    metadata = read_header(data)[0]["__metadata__"]
    return arrays, json.loads(metadata["card"]), metadata["format"]


def _fix_order(data: bytes, metadata: dict[str, str]) -> bytes:
    """The file with its metadata in this order: safetensors shuffles them at each call, and hashes name regressors."""
    described, end = read_header(data)
    described |= {"__metadata__": metadata}
    header = json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + data[end:]

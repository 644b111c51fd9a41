"""Arrays of a safetensors file that are read when they are asked for: who answers one query needs few of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.runtime import REINSTALL
from imgsearch.errors import ModelUnavailable

Model = TypeVar("Model")
#: How safetensors calls the kinds of numbers that are mapped.
TYPES = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "U8": "u1", "U32": "<u4", "I64": "<i8"}


class StoredArrays(Mapping[str, npt.NDArray[Any]]):
    """Arrays by their names in a file; each is read once.

    Raises:
        OSError: the file cannot be read.
        SafetensorError: it is not such a file.
    """

    #: Names that end so are parts of other arrays.
    parts: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        from safetensors import safe_open

        file: Any = safe_open(path, framework="numpy")  # whose functions have no types
        self._file = file
        self._stored = frozenset(file.keys())
        self._read: dict[str, npt.NDArray[Any]] = {}

    @property
    def metadata(self) -> dict[str, str]:
        """What the file's header says besides its arrays."""
        return dict(self._file.metadata() or {})

    @property
    def were_read(self) -> frozenset[str]:
        """Names of the arrays that were asked for."""
        return frozenset(self._read)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._read:
            if name not in self:
                raise KeyError(name)
            self._read[name] = self._make(name)
        return self._read[name]

    def _make(self, name: str) -> npt.NDArray[Any]:
        """What an array is to those who ask for it."""
        array: npt.NDArray[Any] = self._file.get_tensor(name)
        return array

    def __contains__(self, name: object) -> bool:
        # Mapping's own would read the array.
        return isinstance(name, str) and name in self._stored and not name.endswith(self.parts)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._stored if not name.endswith(self.parts))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class WideArrays(StoredArrays):
    """Tables of half precision become single."""

    def _make(self, name: str) -> npt.NDArray[Any]:
        array = super()._make(name)
        return array.astype(np.float32) if array.ndim == 2 else array


def read_stored(
    path: Path,
    form: str,
    make: Callable[[StoredArrays, dict[str, Any]], Model],
    kind: Callable[[Path], StoredArrays] = StoredArrays,
) -> Model:
    """A model that ships with imgsearch.

    Args:
        path: of its file.
        form: what its header names as its format.
        make: what makes it of its arrays and its card.
        kind: what makes arrays of the file.

    Raises:
        ModelUnavailable: it is something else.
    """
    from safetensors import SafetensorError

    try:
        arrays = kind(path)
        header = arrays.metadata
        if header["format"] != form:
            raise ValueError(header["format"])
        return make(arrays, json.loads(header["card"]))
    except (OSError, SafetensorError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as exc:
        raise ModelUnavailable(f"{path} cannot be read; {REINSTALL}") from exc


def pack_arrays(arrays: Mapping[str, npt.NDArray[Any]], metadata: dict[str, str] | None = None) -> bytes:
    """What a safetensors file holds, with a header that says `metadata` too.

    Arrays may lie in memory in any order, as what torch transposed does. safetensors takes their bytes as they lie, and
    so would mix up the numbers of those that do not go row by row.
    """
    from safetensors.numpy import save  # noqa: TID251

    return bytes(save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata))


def read_header(data: bytes | mmap) -> tuple[dict[str, Any], int]:
    """What a safetensors file says of its arrays, with its metadata, and where the arrays begin.

    What such a file is made of: https://huggingface.co/docs/safetensors

    Raises:
        ValueError: it is not such a file.
    """
    start = 8 + int.from_bytes(data[:8], "little")
    return json.loads(data[8:start]), start


def map_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Every array of a safetensors file, left where it is: a page of it is read when somebody computes with it.

    Raises:
        OSError: the file cannot be read.
        LookupError, TypeError, ValueError: it is not such a file, or has other numbers than TYPES.
    """
    with path.open("rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
    header, start = read_header(data)
    header.pop("__metadata__", None)
    arrays = {}
    for name, said in header.items():
        kind, (first, end) = np.dtype(TYPES[said["dtype"]]), said["data_offsets"]
        count = (end - first) // kind.itemsize
        arrays[name] = np.frombuffer(data, kind, count, start + first).reshape(said["shape"])
    return arrays

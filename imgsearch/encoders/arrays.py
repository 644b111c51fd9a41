"""Arrays of a safetensors file that are read when they are asked for: who answers one query needs few of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


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

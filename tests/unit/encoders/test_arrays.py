"""Arrays of a file are read when they are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file

from imgsearch.encoders.arrays import StoredArrays, WideArrays, map_arrays, pack_arrays
from imgsearch.encoders.heads import Arrays

HALVES = np.array([[1, 0.5]], dtype=np.float16)
NUMBERS = np.array([1.0, 2.0])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "stored.safetensors"
    arrays = {"table": HALVES, "numbers": NUMBERS, "bytes": np.array([[2, 4]], dtype=np.int8)}
    save_file(arrays | {"bytes:scale": np.array([0.5, 3], dtype=np.float32)}, path, {"card": "{}"})
    return path


def test_arrays_are_as_they_were_stored(file: Path) -> None:
    arrays = StoredArrays(file)
    assert set(arrays) == {"table", "numbers", "bytes", "bytes:scale"}
    assert len(arrays) == 4
    assert arrays.metadata == {"card": "{}"}
    np.testing.assert_array_equal(arrays["table"], HALVES)
    assert [str(arrays[name].dtype) for name in ("table", "bytes")] == ["float16", "int8"]


def test_numbers_stay_where_they_were_whatever_their_order_in_memory(tmp_path: Path) -> None:
    table = np.arange(6, dtype=np.int8).reshape(2, 3)
    path = tmp_path / "packed.safetensors"
    path.write_bytes(pack_arrays({"turned": table.T, "every other": table[:, ::2], "as it is": table}, {"card": "{}"}))
    arrays = StoredArrays(path)
    assert arrays.metadata == {"card": "{}"}
    assert {name: array.tolist() for name, array in arrays.items()} == {
        "turned": [[0, 3], [1, 4], [2, 5]],
        "every other": [[0, 2], [3, 5]],
        "as it is": [[0, 1, 2], [3, 4, 5]],
    }


def test_an_array_is_read_once_and_when_it_is_asked_for(file: Path) -> None:
    arrays = StoredArrays(file)
    assert "table" in arrays
    assert arrays.were_read == set()
    assert arrays["table"] is arrays["table"]
    assert arrays.were_read == {"table"}


def test_a_name_that_there_is_not_is_an_error_by_its_name(file: Path) -> None:
    assert "chairs" not in StoredArrays(file)
    with pytest.raises(KeyError, match="chairs"):
        StoredArrays(file)["chairs"]


def test_tables_become_single_precision_and_numbers_stay(file: Path) -> None:
    arrays = WideArrays(file)
    assert [str(arrays[name].dtype) for name in ("table", "numbers")] == ["float32", "float64"]
    np.testing.assert_array_equal(arrays["table"], HALVES)


def test_signed_bytes_are_multiplied_by_their_scale(file: Path) -> None:
    arrays = Arrays(file)
    assert set(arrays) == {"table", "numbers", "bytes"}
    assert len(arrays) == 3
    assert "bytes:scale" not in arrays
    np.testing.assert_array_equal(arrays["bytes"], [[1, 12]])
    assert {arrays[name].dtype for name in arrays} == {np.dtype(np.float32)}


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        StoredArrays(tmp_path / "nothing")
    (tmp_path / "text").write_text("nothing of the kind")
    with pytest.raises(SafetensorError):
        StoredArrays(tmp_path / "text")


def test_mapped_arrays_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "stored.safetensors"
    arrays: dict[str, NDArray[Any]] = {
        "table": np.arange(6, dtype=np.float32).reshape(2, 3),
        "halves": HALVES,
        "numbers": NUMBERS,
        "bytes": np.array([7], dtype=np.uint8),
        "units": np.array([2**31], dtype=np.uint32),
        "ids": np.array([-1], dtype=np.int64),
    }
    save_file(arrays, path, {"card": "{}"})
    mapped = map_arrays(path)
    assert mapped.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(mapped[name], array)
        assert mapped[name].dtype == array.dtype
    with pytest.raises(ValueError, match="read-only"):
        mapped["table"][0] = 1


@pytest.mark.parametrize("damage", [b"", b"nothing", b"\x02\0\0\0\0\0\0\0[]"])
def test_other_files_are_not_mapped(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "other").write_bytes(damage)
    with pytest.raises((LookupError, TypeError, ValueError, AttributeError)):
        map_arrays(tmp_path / "other")


def test_a_file_that_ends_too_soon_is_not_mapped(file: Path) -> None:
    save_file({"table": HALVES}, file)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ValueError, match="buffer"):
        map_arrays(file)

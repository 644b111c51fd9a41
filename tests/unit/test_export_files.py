"""Rows of every SQL type as CSV and as Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pgvector import HalfVector, Vector
from pyarrow import parquet

from imgsearch.exports.files import Write, open_csv, open_parquet

Open = Callable[[Path, Mapping[str, str]], AbstractContextManager[Write]]
MOMENT = datetime(2024, 5, 31, 12, 30, 15, 250_000, tzinfo=UTC)
#: SQL type -> value as the driver gives it, its cell in CSV, Arrow's type, and its value in Parquet.
TYPES: dict[str, tuple[Any, str, str, Any]] = {
    "bigint": (2**40, str(2**40), "int64", 2**40),
    "integer": (-7, "-7", "int32", -7),
    "smallint": (7, "7", "int16", 7),
    "boolean": (True, "true", "bool", True),
    "date": (date(2024, 5, 31), "2024-05-31", "date32[day]", date(2024, 5, 31)),
    "double precision": (0.1, "0.1", "double", 0.1),
    "real": (0.5, "0.5", "float", 0.5),
    "numeric": (Decimal("1.25"), "1.25", "double", 1.25),
    "timestamp with time zone": (MOMENT, "2024-05-31T12:30:15.250000+00:00", "timestamp[us, tz=UTC]", MOMENT),
    "timestamp without time zone": (
        MOMENT.replace(tzinfo=None), "2024-05-31T12:30:15.250000", "timestamp[us]", MOMENT.replace(tzinfo=None),
    ),
    "text": ('a "b",\nё', 'a "b",\nё', "string", 'a "b",\nё'),
    "text[]": (["a, b", "ё"], '["a, b", "ё"]', "list<element: string>", ["a, b", "ё"]),
    "smallint[]": ([1, 2], "[1, 2]", "list<element: int16>", [1, 2]),
    "jsonb": ({"Lens": "ё", "mm": 50}, '{"Lens": "ё", "mm": 50}', "string", '{"Lens": "ё", "mm": 50}'),
    "halfvec(2)": (HalfVector([0.5, -2]), "[0.5, -2.0]", "list<element: float>", [0.5, -2.0]),
    "vector(2)": (Vector([0.25, 3]), "[0.25, 3.0]", "list<element: float>", [0.25, 3.0]),
}  # fmt: skip
COLUMNS = {f"a {sql}": sql for sql in TYPES}
VALUES = tuple(value for value, *_ in TYPES.values())
NULLS = (None,) * len(TYPES)


def write(opened: Open, path: Path, *batches: Sequence[Sequence[Any]]) -> Path:
    with opened(path, COLUMNS) as add:
        for rows in batches:
            add(rows)
    return path


def test_csv_has_a_cell_of_every_type_and_nothing_for_null(tmp_path: Path) -> None:
    path = write(open_csv, tmp_path / "a.csv", [VALUES], [NULLS, [False, *NULLS[1:]]])
    with path.open(encoding="utf-8", newline="") as file:
        header, values, nulls, no = csv.reader(file)
    assert header == list(COLUMNS)
    assert dict(zip(TYPES, values, strict=True)) == {sql: cell for sql, (_, cell, *_) in TYPES.items()}
    assert (nulls, no[0]) == ([""] * len(TYPES), "false")
    assert path.read_bytes().startswith(b"a bigint,a integer,")
    assert path.read_bytes().count(b"\r\n") == 4


def test_parquet_keeps_every_type_and_null(tmp_path: Path) -> None:
    found = parquet.read_table(write(open_parquet, tmp_path / "a.parquet", [VALUES, NULLS], [VALUES]))
    assert found.schema.names == list(COLUMNS)
    kinds = {sql: str(kind).replace("item:", "element:") for sql, kind in zip(TYPES, found.schema.types, strict=True)}
    assert kinds == {sql: kind for sql, (_, _, kind, _) in TYPES.items()}
    rows = [list(row.values()) for row in found.to_pylist()]
    expected = [value for *_, value in TYPES.values()]
    assert rows == [expected, list(NULLS), expected]
    compressed = parquet.ParquetFile(tmp_path / "a.parquet").metadata.row_group(0).column(0).compression
    assert compressed == "ZSTD"


@pytest.mark.parametrize("opened", [open_csv, open_parquet])
def test_a_file_without_rows_has_its_columns(tmp_path: Path, opened: Open) -> None:
    path = write(opened, tmp_path / "a")
    if opened is open_csv:
        assert path.read_bytes().decode() == ",".join(COLUMNS) + "\r\n"
    else:
        table = parquet.read_table(path)
        assert (table.num_rows, table.schema.names) == (0, list(COLUMNS))

"""Writing rows of the database as CSV and as Parquet, a batch at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgvector import HalfVector, Vector

from imgsearch.extras import require
from imgsearch.writing import harmless

if TYPE_CHECKING:
    from pyarrow import DataType

Rows = Sequence[Sequence[Any]]
Write = Callable[[Rows], None]


@contextmanager
def open_csv(path: Path, types: Mapping[str, str]) -> Iterator[Write]:
    """A CSV file (RFC 4180) with a header: NULL is empty, lists, vectors and JSON are JSON, times are ISO 8601.

    Texts that a spreadsheet would run as formulas begin with an apostrophe.

    Args:
        path: of the file.
        types: the columns with their SQL types.

    Yields:
        What takes rows.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(types)
        yield lambda rows: writer.writerows([[_cell(value) for value in row] for row in rows])


def _cell(value: object) -> object:
    value = _plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else harmless(value)


@contextmanager
def open_parquet(path: Path, types: Mapping[str, str]) -> Iterator[Write]:
    """A Parquet file: numbers, times and lists keep their types, vectors are lists of float32, JSON is text.

    Args:
        path: of the file.
        types: the columns with their SQL types.

    Yields:
        What takes rows.

    Raises:
        MissingExtra: the extra ``parquet`` is not installed.
    """
    require("parquet")
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = pyarrow.schema([(name, _arrow_type(sql)) for name, sql in types.items()])

    def write(rows: Rows) -> None:
        columns = [[_typed(value) for value in column] for column in zip(*rows, strict=True)]
        writer.write_table(pyarrow.table(columns, schema=schema))

    with ParquetWriter(path, schema, compression="zstd") as writer:
        yield write


def _arrow_type(sql: str) -> DataType:
    import pyarrow

    if sql.endswith("[]"):
        return pyarrow.list_(_arrow_type(sql.removesuffix("[]")))
    if sql.startswith(("halfvec", "vector")):
        return pyarrow.list_(pyarrow.float32())
    found = {
        "bigint": pyarrow.int64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "double precision": pyarrow.float64(),
        "integer": pyarrow.int32(),
        "numeric": pyarrow.float64(),
        "real": pyarrow.float32(),
        "smallint": pyarrow.int16(),
        "timestamp with time zone": pyarrow.timestamp("us", tz="UTC"),
        "timestamp without time zone": pyarrow.timestamp("us"),
    }
    return found.get(sql, pyarrow.string())


def _typed(value: object) -> object:
    """As Arrow takes it: what it has no type for is text."""
    value = _plain(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, bool | int | float | str | list | date | None) else str(value)


def _plain(value: object) -> object:
    """Without the driver's types."""
    if isinstance(value, HalfVector | Vector):
        return [float(number) for number in value.to_list()]
    return float(value) if isinstance(value, Decimal) else value

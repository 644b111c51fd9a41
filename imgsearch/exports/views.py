"""The views of the schema analyst as CSV or Parquet files, all of one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from imgsearch.db.roles import ANALYST_ROLE, become
from imgsearch.errors import BadInput
from imgsearch.exports.files import open_csv, open_parquet
from imgsearch.queries.analyst_views import select_analyst_views, select_view

Format = Literal["csv", "parquet"]
#: Rows that are in memory at once.
BATCH = 2_000


class Column(NamedTuple):
    """A column of a view."""

    name: str
    type: str
    """As SQL writes it."""
    comment: str


class View(NamedTuple):
    """A view of the schema analyst."""

    name: str
    comment: str
    columns: Sequence[Column]


class Written(NamedTuple):
    """A file that was made."""

    path: Path
    rows: int


def read_views(session: Session) -> list[View]:
    """Every view, by name, as the database describes it."""
    rows = session.execute(select_analyst_views())
    return [
        View(name, comment, [Column(row.column, row.type, row.comment) for row in columns])
        for (name, comment), columns in groupby(rows, key=lambda row: (row.view, row.view_comment))
    ]


def write_views(session: Session, folder: Path, file_format: Format, names: Sequence[str] = ()) -> Iterator[Written]:
    """Write views into a folder, each into a file of its name; one that is there is replaced when it is complete.

    All are read in one transaction with an analyst's rights, so that they agree with one another and hold no picture
    that may not be shown.

    Args:
        session: outside a transaction, of a login that is an analyst or more.
        folder: exists.
        file_format: of the files.
        names: of views; empty for all.

    Yields:
        Each file when it is complete.

    Raises:
        BadInput: there is no such view, or the login is no analyst.
        OSError: a file cannot be written.
    """
    with (
        session.get_bind().engine.connect() as opened,
        Session(opened.execution_options(isolation_level="REPEATABLE READ")) as reading,
    ):
        known = {view.name: view for view in read_views(reading)}
        chosen = names or list(known)
        if unknown := [name for name in chosen if name not in known]:
            raise BadInput(f"there is no view {', '.join(unknown)} in the schema analyst; it has {', '.join(known)}")
        reading.execute(select(become(ANALYST_ROLE)))
        for name in dict.fromkeys(chosen):
            yield _write(reading.connection(), known[name], folder / f"{name}.{file_format}", file_format)


def _write(connection: Connection, view: View, path: Path, file_format: Format) -> Written:
    part = path.with_name(f".{path.name}.part")
    types = {column.name: column.type for column in view.columns}
    open_file: Callable[..., Any] = open_csv if file_format == "csv" else open_parquet
    count = 0
    try:
        statement = select_view(view.name, list(types)).execution_options(stream_results=True, max_row_buffer=BATCH)
        with open_file(part, types) as write, connection.execute(statement) as found:
            for rows in found.partitions(BATCH):
                write([tuple(row) for row in rows])
                count += len(rows)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Written(path, count)

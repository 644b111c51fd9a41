"""Loading the client's test queries, which are kept apart from captions."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.files import Location
from imgsearch.tables import TestQuery
from loaders.heard import Refused
from loaders.names import Names
from loaders.refused import settle_refused
from loaders.report import LoadResult, replace_rejects
from loaders.rows import RowFormat, read_rows
from loaders.texts import KeyedText, find_oversize, in_batches, stage_texts, write_texts

TEST_QUERIES_FORMAT = RowFormat(("query_id", "query_text", "image"), "|", header=True, named=2)


def load_queries(session: Session, file: Location, *, source: str | None = None, strict: bool = False) -> LoadResult:
    """Load test queries; commits every batch.

    Raises:
        BadInput: the file cannot be read or has another format, or whose pictures it asks for is unknown.
        BadRow: a row is bad and the load is strict.
    """
    result = LoadResult("test queries", strict)
    file = file.resolve()
    names = Names.of_file(session, file, source)
    for batch in in_batches(_read_queries(file, result)):
        known = names.expect(query.image_name for query in batch)
        for query in batch:
            if query.image_name not in known.pictures:
                result.refuse_row(file, query.row_number, known.why_not(query.image_name))
        batch = [q._replace(image_name=known.pictures[q.image_name]) for q in batch if q.image_name in known.pictures]
        begin_batch(session)
        staged = stage_texts(session, "staged_test_query", batch)
        written = write_texts(session, staged, TestQuery.__table__, "query_key")
        session.commit()
        result.count(written, len(batch))
    replace_rejects(session, file, result.rejects)
    settle_refused(session, file, "queries", names, result.said)
    return result


def _read_queries(file: Location, result: LoadResult) -> Iterator[KeyedText]:
    first_seen: dict[str, int] = {}
    for row in read_rows(file, TEST_QUERIES_FORMAT, result):
        key, text, image_name = row.values
        if empty := [name for name, value in zip(TEST_QUERIES_FORMAT.columns, row.values, strict=True) if not value]:
            result.refuse_row(file, row.number, f"{empty[0]} is empty", row.content)
        elif (oversize := find_oversize(key, text)) is not None:
            result.refuse_row(file, row.number, oversize, row.content, Refused(row.number, (image_name,), text))
        elif key in first_seen:
            reason = f"duplicate query_id {key}: see line {first_seen[key]}"
            result.refuse_row(file, row.number, reason, row.content, Refused(row.number, (image_name,), text))
        else:
            first_seen[key] = row.number
            yield KeyedText(row.number, key, image_name, text)

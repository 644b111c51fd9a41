"""Loading the client's test queries, which are kept apart from captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.tables import ImageName, TestQuery
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
        batch = _with_keys_of_their_own(session, names.sources, batch)
        staged = stage_texts(session, "staged_test_query", batch)
        written = write_texts(session, staged, TestQuery.__table__, "query_key")
        session.commit()
        result.count(written, len(batch))
    replace_rejects(session, file, result.rejects)
    settle_refused(session, file, "queries", names, result.said)
    return result


def _with_keys_of_their_own(session: Session, sources: Sequence[str], queries: Sequence[KeyedText]) -> list[KeyedText]:
    """Queries whose id another source's query has get their source in front of it, as pictures' names do.

    Else that one would be given to a picture of this source, and what it says of a minor forgotten.

    Args:
        session: holds the batch's lock.
        sources: those of the file, its own one last.
        queries: with the ids that the file has.
    """
    longer = {query.key: f"{sources[-1]}/{query.key}" for query in queries}
    for key in longer:
        while longer[key] in longer:  # somebody's own file has such ids already
            longer[key] = f"{sources[-1]}/{longer[key]}"
    named = select(TestQuery.query_key, ImageName.source).join(ImageName, ImageName.name == TestQuery.image_name)
    rows = session.execute(named.where(is_any(TestQuery.query_key, {*longer, *longer.values()}))).all()
    own = {row.query_key for row in rows if row.source in sources}
    others = {row.query_key for row in rows} - own
    taken = {key for key in longer if key in others or (key not in own and longer[key] in own)}
    return [query._replace(key=longer[query.key]) if query.key in taken else query for query in queries]


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

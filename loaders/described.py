"""Captions out of files of metadata: columns of sentences, beside dates and tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy.orm import Session

from imgsearch.files import Location
from loaders.captions import write_batch
from loaders.heard import Refused
from loaders.metadata_file import read_metadata
from loaders.metadata_row import Record
from loaders.names import Names
from loaders.refused import settle_refused
from loaders.report import LoadResult
from loaders.texts import KeyedText, find_oversize, in_batches
from loaders.vanished import delete_unsaid

#: Keys of captions out of metadata files; those of caption files end in a number alone.
CAPTION_KEY = "{name}#metadata{number}"
#: A regular expression of these keys' ends.
DESCRIBED_KEYS = "#metadata[0-9]+$"


def load_described(
    session: Session, file: Location, *, source: str | None = None, but: str | None = None, renew: bool = False
) -> LoadResult:
    """Load the sentences in a file of metadata as captions; commits every batch. load_metadata() says what is wrong.

    Args:
        session: commits.
        file: see load_metadata().
        source: see load_metadata().
        but: a column that load_captions() has loaded.
        renew: see load_captions().

    Raises:
        BadInput: the file cannot be read or has another format, or whose pictures it describes is unknown.
    """
    file = file.resolve()
    result = LoadResult(f"captions, {file.name}")
    told = LoadResult("")
    fields, records = read_metadata(file, told)
    said: set[str] = set()
    names = Names.of_file(session, file, source)
    if columns := [column for column in fields.captions if column != but]:
        numbers = {column: fields.captions.index(column) for column in columns}
        for batch in in_batches(_captions(records, numbers, names, file, result)):
            fresh = [caption for caption in batch if caption.key not in said]
            said.update(caption.key for caption in fresh)
            write_batch(session, file, fresh, result, renew=renew)
    settle_refused(session, file, "described", names, result.said)
    if not told.unread + result.unread:
        result.deleted += delete_unsaid(session, file, said, DESCRIBED_KEYS)
    return result


def _captions(
    records: Iterable[Record], numbers: Mapping[str, int], names: Names, file: Location, result: LoadResult
) -> Iterator[KeyedText]:
    for batch in in_batches(records):
        found = names.follow(record.image_name for record in batch)[0]
        pictures = found.pictures
        result.unread += sum(record.image_name in found.ambiguous for record in batch)
        for record in batch:
            for column, text in record.captions.items():
                if column not in numbers or record.image_name not in pictures:
                    continue
                name = pictures[record.image_name]
                key = CAPTION_KEY.format(name=name, number=numbers[column])
                if (oversize := find_oversize(key, text)) is not None:
                    said = Refused(record.row_number, (record.image_name,), text)
                    result.refuse_unread(file, record.row_number, oversize, record.content, said)
                else:
                    yield KeyedText(record.row_number, key, name, text)

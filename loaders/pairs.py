"""Loading a list of texts and pictures that raters are asked about on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Integer, String, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, lock_images, stage
from imgsearch.files import Location
from imgsearch.minors import mentions_minors
from imgsearch.tables import LONGEST_TEXT, Image, RatingTask
from loaders.names import Names
from loaders.report import LoadResult, replace_rejects
from loaders.rows import RowFormat, read_rows
from loaders.texts import in_batches

PAIRS_FORMAT = RowFormat(("image", "text"), ",", header=True)


class _Pair(NamedTuple):
    row_number: int
    image_name: str
    text: str
    content: str


def load_pairs(session: Session, file: Location, *, source: str | None = None, strict: bool = False) -> LoadResult:
    """Load pairs to rate, in the order of the file; commits every batch. What was asked before stays asked.

    Raises:
        BadInput: the file cannot be read or has another format, or whose pictures it names is unknown.
        BadRow: a row is bad and the load is strict.
    """
    result = LoadResult("pairs to rate", strict)
    file = file.resolve()
    names = Names.of_file(session, file, source)
    for read in in_batches(_read_pairs(file, result)):
        loaded, _ = names.follow(pair.image_name for pair in read)
        for pair in read:
            if pair.image_name not in loaded.pictures:
                result.refuse_row(file, pair.row_number, loaded.why_not(pair.image_name), pair.content)
        pictures = loaded.pictures
        batch = [p._replace(image_name=pictures[p.image_name]) for p in read if p.image_name in pictures]
        begin_batch(session)
        columns = {"row_number": Integer, "image_name": String, "text": String}
        staged = stage(session, "staged_rating_task", columns, (pair[:3] for pair in batch))
        lock_images(session, select(staged.c.image_name))
        fresh = (
            select(Image.id, Image.is_hidden, staged.c.text)
            .join(staged, Image.name == staged.c.image_name)
            .order_by(staged.c.row_number)
        )
        statement = insert(RatingTask).from_select(["image_id", "is_hidden", "text"], fresh)
        added = len(session.scalars(statement.on_conflict_do_nothing().returning(RatingTask.id)).all())
        session.commit()
        result.inserted += added
        result.unchanged += len(batch) - added
    replace_rejects(session, file, result.rejects)
    return result


def _read_pairs(file: Location, result: LoadResult) -> Iterator[_Pair]:
    first_seen: dict[tuple[str, str], int] = {}
    for row in read_rows(file, PAIRS_FORMAT, result):
        image_name, text = row.values
        if not image_name or not text:
            result.refuse_row(file, row.number, "image or text is empty", row.content)
        elif len(text) > LONGEST_TEXT:
            reason = f"the text has {len(text)} characters; {LONGEST_TEXT} are the most"
            result.refuse_row(file, row.number, reason, row.content)
        elif mentions_minors(text):
            result.refuse_row(file, row.number, "the text mentions minors, and no search shows them", row.content)
        elif (seen := first_seen.setdefault((image_name, text), row.number)) != row.number:
            result.refuse_row(file, row.number, f"duplicate pair: see line {seen}", row.content)
        else:
            yield _Pair(row.number, image_name, text, row.content)

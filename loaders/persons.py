"""Names of people in pictures that were loaded before there was a column for them."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from imgsearch.db.staging import BATCH_ROWS, begin_batch
from imgsearch.tables import Image
from loaders.texts import in_batches


def read_persons(session: Session) -> int:
    """Have the database read who is in the pictures of which it has not, from their metadata; commits in batches.

    Returns:
        How many pictures were read.
    """
    ids = list(session.scalars(select(Image.id).where(Image.persons.is_(None)).order_by(Image.id)))
    session.rollback()
    for batch in in_batches(ids, BATCH_ROWS):
        begin_batch(session)
        session.execute(
            update(Image)
            .where(Image.id.in_(batch), Image.persons.is_(None))
            # A trigger puts the names in the place of whatever is written.
            .values(persons=[])
            .execution_options(synchronize_session=False)
        )
        session.commit()
    return len(ids)

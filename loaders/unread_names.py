"""Names of pictures that were loaded before there were columns for them: people, and what filters compare."""

from __future__ import annotations

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from imgsearch.db.staging import BATCH_ROWS, begin_batch
from imgsearch.tables import Image
from loaders.texts import in_batches


def read_names(session: Session) -> int:
    """Have the database read the names of the pictures of which it has not; commits in batches.

    Those are who is in them, from their metadata, and all names as filters compare them.

    Returns:
        How many pictures were read.
    """
    is_unread = or_(Image.persons.is_(None), Image.name_keys.is_(None))
    ids = list(session.scalars(select(Image.id).where(is_unread).order_by(Image.id)))
    session.rollback()
    for batch in in_batches(ids, BATCH_ROWS):
        begin_batch(session)
        session.execute(
            update(Image)
            .where(Image.id.in_(batch), is_unread)
            # A trigger puts the names in the place of whatever is written.
            .values(persons=[])
            .execution_options(synchronize_session=False)
        )
        session.commit()
    return len(ids)

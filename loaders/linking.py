"""Tying texts that came before their pictures to them."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from imgsearch.db.staging import begin_batch, lock_images, stage
from imgsearch.tables import (
    NOT_LOADED,
    Caption,
    CaptionEmbedding,
    CrowdAnnotation,
    ExpertAnnotation,
    Image,
    ImageName,
    MatchRating,
    TestQuery,
)
from loaders.names import Names
from loaders.sources import read_sources
from loaders.texts import came_with_other_bytes


def link_texts(session: Session) -> None:
    """Tie captions and test queries that came before their pictures to them; commits.

    Rows are copied to their picture and deleted where they were, since the column that a table can be distributed by is
    never updated. A caption that once came with other bytes goes on waiting for those.
    """
    begin_batch(session)
    _rename_waiting(session)
    for table in (Caption, TestQuery):
        waiting = table.image_id == NOT_LOADED
        lock_images(session, select(table.image_name).where(waiting))
        linked = {"image_id": Image.id, "is_hidden": Image.is_hidden}
        kept = [c for c in table.__table__.c if c.name not in linked and c.computed is None]
        is_its = and_(Image.name == table.image_name, waiting)
        if table is Caption:
            is_its = and_(is_its, ~came_with_other_bytes(Caption.caption_key, Caption.text))
        copies = select(*kept, *linked.values()).join(Image, is_its)
        session.execute(insert(table).from_select([*(c.name for c in kept), *linked], copies))
        if table is Caption:
            _move_vectors(session)
        session.execute(delete(table).where(is_its).execution_options(synchronize_session=False))
    session.commit()


def _move_vectors(session: Session) -> None:
    """Copy the vectors of captions that have a copy at their picture; the old ones go with the old captions."""
    vector = CaptionEmbedding
    source = (
        select(vector.encoder_id, vector.caption_id, Caption.image_id, Caption.is_hidden, vector.embedding)
        .join(Caption, Caption.id == vector.caption_id)
        .where(vector.image_id == NOT_LOADED, Caption.image_id != NOT_LOADED)
    )
    columns = ["encoder_id", "caption_id", "image_id", "is_hidden", "embedding"]
    session.execute(insert(vector).from_select(columns, source))


def _rename_waiting(session: Session) -> None:
    """Give texts that wait under a file name the name of the only picture in their source that has it."""
    rows = session.execute(
        select(ImageName.name, ImageName.source, ImageName.source_path).where(ImageName.image_id == NOT_LOADED)
    ).all()
    renamed: list[tuple[str, str]] = []
    for source in read_sources(session) if rows else []:
        awaited = {row.source_path: row.name for row in rows if row.source == source.name}
        found = Names(session, None, source).find(awaited).pictures if awaited else {}
        renamed += [(awaited[path], name) for path, name in found.items()]
    if not renamed:
        return
    staged = stage(session, "staged_name", {"old": String, "new": String}, renamed)
    for table in (Caption, TestQuery):
        # Where both names have a text of one number, the picture's own stays.
        is_its = and_(table.image_name == staged.c.old, table.image_id == NOT_LOADED)
        values: dict[str, ColumnElement[str]] = {"image_name": staged.c.new}
        if table is Caption:
            other, key = aliased(Caption), _renamed(Caption.caption_key, staged)
            session.execute(
                delete(Caption)
                .where(is_its, exists().where(other.caption_key == key))
                .execution_options(synchronize_session=False)
            )
            values["caption_key"] = key
        session.execute(update(table).where(is_its).values(values).execution_options(synchronize_session=False))
    for rated in (CrowdAnnotation, ExpertAnnotation, MatchRating):
        key = _renamed(rated.caption_key, staged)
        session.execute(
            update(rated)
            .where(func.regexp_replace(rated.caption_key, "#[0-9]+$", "") == staged.c.old)
            .values(caption_key=key)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        delete(ImageName)
        .where(ImageName.name == staged.c.old, ImageName.image_id == NOT_LOADED)
        .execution_options(synchronize_session=False)
    )


def _renamed(key: SQLColumnExpression[str], staged: Table) -> ColumnElement[str]:
    """A caption's key with its picture's new name before the number."""
    return staged.c.new + func.substr(key, func.length(staged.c.old) + 1)

"""Copies of a small gallery for other machines, in the place of which the same server has tables of its own.

Citus's catalog, and the function that hands a table over to machines, have stand-ins.
"""

from __future__ import annotations

from pgvector import HalfVector
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels
from imgsearch.tables import Caption, CaptionEmbedding, Image
from imgsearch.vectors.copies import make_copies
from tests.builders import fill, random_vectors

PICTURES = 30
_STAND_INS = """
    SET LOCAL allow_system_table_mods = on;
    CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, shards text);
    CREATE FUNCTION create_distributed_table(copy regclass, by text) RETURNS void LANGUAGE sql AS
        $$ INSERT INTO pg_dist_partition VALUES (copy, by || ' ' || current_setting('citus.shard_count')) $$;
"""


def fill_with_captions(session: Session, models: SearchModels) -> list[int]:
    """Pictures as builders.fill makes them, every third with a caption; returns their ids."""
    fill(session, models, PICTURES)
    ids = list(session.scalars(select(Image.id).order_by(Image.id)))
    ((encoder_id, _),) = models.caption_encoders.values()
    for image_id, vector in list(zip(ids, random_vectors(PICTURES), strict=True))[::3]:
        caption = Caption(caption_key=f"{image_id}#0", image_name=f"p{image_id}", image_id=image_id, text="A dog")
        session.add(caption)
        session.flush()
        values = {"encoder_id": encoder_id, "caption_id": caption.id, "image_id": image_id}
        session.add(CaptionEmbedding(**values, embedding=HalfVector(vector)))
    session.commit()
    return ids


def stand_in_for_citus(session: Session) -> None:
    """What a database needs that knows nothing of Citus."""
    session.connection().exec_driver_sql(_STAND_INS)


def make_first_copies(session: Session) -> list[str]:
    """What a database that knows nothing of Citus yet gets; commits."""
    stand_in_for_citus(session)
    made = make_copies(session.connection(), shards=6)
    session.commit()
    return made

"""Copies of what a search looks for in vector indexes, whose rows stand on other machines: `imgsearch db distribute`.

They are no part of what migrations make, and hold pictures that may be shown and no others. The tables that they are
copied from stay where they are: row security, keys and triggers hold there.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, MetaData, Table

from imgsearch.tables import CaptionEmbedding, ImageEmbedding

SCHEMA: Final = "spread"
METADATA: Final = MetaData(schema=SCHEMA)


def copy_of(original: Any, keys: tuple[str, ...], *others: str) -> Table:  # noqa: ANN401 (a mapped class)
    """A table of some columns of another, of the same name and types, in the schema of copies."""
    columns = original.__table__.c
    copied = [
        Column(name, columns[name].type, primary_key=name in keys, nullable=columns[name].nullable, autoincrement=False)
        for name in (*keys, *others)
    ]
    return Table(original.__tablename__, METADATA, *copied)


#: The picture comes first in the keys: its rows are taken out by it.
SpreadImageEmbedding: Final = copy_of(ImageEmbedding, ("image_id", "encoder_id"), "embedding")
SpreadCaptionEmbedding: Final = copy_of(CaptionEmbedding, ("image_id", "encoder_id", "caption_id"), "embedding")

"""The server, its extension, the schema, and what is stored."""

from __future__ import annotations

import os

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from imgsearch.counted import counted, every
from imgsearch.db import check_schema
from imgsearch.db.pgvector_version import check_pgvector
from imgsearch.db.refusals import MINIMUM_POSTGRESQL, OTHER_DATABASE, WANTED_ENCODING, what_texts_lack
from imgsearch.doctor.check import Check
from imgsearch.files import StoreUnavailable, find_existing, is_remote
from imgsearch.tables import CaptionEmbedding, Encoder, Image, ImageEmbedding
from imgsearch.vectors.index import select_index_validity, vector_index_name

#: Files that are looked for.
SAMPLE = 1000
BUILD = "run `imgsearch load embeddings`"


def check_postgresql(session: Session) -> Check:
    """The server's version."""
    number = int(session.scalar(select(func.current_setting("server_version_num"))) or 0)
    found = f"{number // 10_000}.{number % 10_000}"
    enough = number >= MINIMUM_POSTGRESQL * 10_000
    return Check("PostgreSQL", found, None if enough else f"install PostgreSQL {MINIMUM_POSTGRESQL} or newer")


def check_encoding(session: Session) -> Check:
    """How the database keeps and compares texts."""
    unfit = what_texts_lack(session.connection())
    if unfit is None:
        return Check("encoding", f"{WANTED_ENCODING}, with capital letters of every script")
    remedy = f"{OTHER_DATABASE}; `imgsearch db backup` and `imgsearch db restore` take the pictures there"
    return Check("encoding", f"the database {unfit}", remedy)


def check_extension(session: Session) -> Check:
    """The version of pgvector.

    Raises:
        SchemaOutdated: it is missing or too old.
    """
    extension = table("pg_extension", column("extname"), column("extversion"))
    version = session.scalar(select(extension.c.extversion).where(extension.c.extname == "vector"))
    check_pgvector(version)
    return Check("pgvector", str(version))


def check_revision(session: Session) -> Check:
    """The revision of the schema.

    Raises:
        SchemaOutdated: it is another one than this version of imgsearch needs.
    """
    check_schema(session.connection())
    revision = session.scalar(select(table("alembic_version", column("version_num")).c.version_num))
    return Check("schema", f"revision {revision}")


def check_vectors(session: Session) -> Check:
    """How many pictures the active encoder has not encoded."""
    active = select(Encoder.id).where(Encoder.is_active).scalar_subquery()
    vectors = select(ImageEmbedding.image_id).where(ImageEmbedding.encoder_id == active)
    total, missing = session.execute(
        select(func.count(), func.count().filter(Image.id.not_in(vectors))).select_from(Image)
    ).one()
    if not total:
        return Check("vectors", "there are no pictures", "run `imgsearch load DIR`")
    found = f"{missing:,} of {counted(total, 'picture')} {'has' if missing == 1 else 'have'} none"
    return Check(
        "vectors",
        found if missing else every(total, "picture has one", "pictures have one"),
        BUILD if missing else None,
    )


def check_indexes(session: Session) -> Check:
    """The vector index of each encoder that has vectors of pictures or captions."""
    wrong, count, invalid = [], 0, False
    for embedding in (ImageEmbedding, CaptionEmbedding):
        for encoder_id in session.scalars(
            select(Encoder.id)
            .where(select(embedding.encoder_id).where(embedding.encoder_id == Encoder.id).exists())
            .order_by(Encoder.id)
        ):
            name = vector_index_name(embedding, encoder_id)
            valid = session.scalar(select_index_validity(name))
            count += 1
            if not valid:
                wrong.append(f"{name} is {'missing' if valid is None else 'invalid'}")
                invalid = invalid or valid is not None
    if not wrong:
        return Check("vector indexes", f"{count} there and valid")
    drop = "drop the invalid ones (`imgsearch db psql`, DROP INDEX) and " if invalid else ""
    return Check("vector indexes", ", ".join(wrong), drop + BUILD)


def check_files(session: Session) -> Check:
    """Pictures whose files have gone, in a sample; no names, since flagged pictures are among them."""
    paths = session.scalars(select(Image.path).order_by(func.random()).limit(SAMPLE)).all()
    try:
        there = find_existing(paths) & set(paths)
    except StoreUnavailable as exc:
        return Check("files", f"not checked: {exc}", "mend that, or run this where the store can be read")
    gone = len(paths) - len(there)
    if not gone and (closed := [path for path in there if not is_remote(path) and not os.access(path, os.R_OK)]):
        remedy = "give this user the right to read them, and to enter their folders"
        return Check("files", f"{len(closed):,} of {len(paths):,} checked cannot be read by this user", remedy)
    if not gone:
        return Check("files", f"{len(paths):,} checked, none missing")
    remedy = (
        "put them back, or run `imgsearch load DIR` on their new folder; `imgsearch load DIR --prune` removes "
        "pictures whose files are gone for good"
    )
    return Check("files", f"{gone:,} of {len(paths):,} checked are missing", remedy)

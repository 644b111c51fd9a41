"""A database with the product's schema, filled with any number of pictures."""

from __future__ import annotations

import numpy as np
from sqlalchemy import URL, Engine, column, select, table
from sqlalchemy.orm import Session

from benchmarks.scaling.synthetic import make_vectors
from benchmarks.scaling.table import Filled, fill, fill_plainly, read_filled
from benchmarks.unscreened import forgo_screening
from imgsearch.db import make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.encoders import Encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.store import register_encoder


def load(
    url: URL, encoder: Encoder, pictures: FloatArray, count: int, *, plainly: bool = False
) -> tuple[Engine, int, FloatArray, Filled]:
    """Fill a database of so many pictures, or use that of an earlier run.

    Args:
        url: of the server, as a role that may create databases and roles.
        encoder: whose vectors they are.
        pictures: (N, D) of real ones, near which the others lie.
        count: how many.
        plainly: past the product's checks, as a superuser.

    Returns:
        The database, the encoder's id there, (count, D) vectors and what was filled.
    """
    vectors = np.empty((count, encoder.dimension), dtype=np.float32)
    start = 0
    for block in make_vectors(pictures, count):
        vectors[start : start + len(block)] = block
        start += len(block)
    is_new = make_database(url, f"scale{count}")
    engine = make_engine(url.set(database=f"scale{count}"))
    with Session(engine) as session:
        encoder_id = register_encoder(session, encoder)
        make = fill_plainly if plainly else fill
        filled = make(session, encoder_id, vectors) if is_new else read_filled(session, count)
    return engine, encoder_id, vectors, filled


def make_database(url: URL, name: str) -> bool:
    """Make an empty database with the product's schema; False when an earlier run has kept it."""
    admin = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    databases = table("pg_database", column("datname"))
    with admin.connect() as connection:
        is_new = connection.scalar(select(databases.c.datname).where(databases.c.datname == name)) is None
        if is_new:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    if is_new:
        engine = make_engine(url.set(database=name))
        with engine.begin() as connection:
            upgrade(connection)
            forgo_screening(connection)
        engine.dispose()
    return is_new

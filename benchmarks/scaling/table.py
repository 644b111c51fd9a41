"""The product's tables, filled through its own staging code and COPY."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, Integer, LargeBinary, Row, String, func, insert, select
from sqlalchemy.orm import Session

from imgsearch.db.staging import BATCH_ROWS, analyze, begin_batch, stage
from imgsearch.encoders.protocol import FloatArray
from imgsearch.tables import Image, ImageEmbedding, MinorEvidence
from imgsearch.vectors.write import write_image_vectors

FLAGGED_SHARE = 0.05
#: Of a picture that may be shown, and of one that is flagged.
STATES = ("clear", "hidden")
COLUMNS = {
    "name": String, "path": String, "gallery": String, "sha256": LargeBinary, "file_bytes": BigInteger,
    "mtime_ns": BigInteger, "width": Integer, "height": Integer,
}  # fmt: skip


class Filled(NamedTuple):
    """A table of many pictures, and how fast it was filled."""

    ids: npt.NDArray[np.int64]
    """image.id of each vector."""
    flagged: npt.NDArray[np.bool_]
    copy_rows: float | None
    """Vectors a second by COPY alone, into the staging table."""
    load_rows: float | None
    """Vectors a second from numpy to committed rows: conversion, COPY, join, insert, keys."""


def flag(count: int, *, seed: int = 1) -> npt.NDArray[np.bool_]:
    """Which pictures are flagged."""
    return np.random.default_rng(seed).random(count) < FLAGGED_SHARE


def read_filled(session: Session, count: int) -> Filled:
    """What an earlier run has filled.

    Raises:
        SystemExit: it was stopped before it had filled everything.
    """
    ids = np.array(session.scalars(select(Image.id).order_by(Image.name)).all())
    stored = session.scalar(select(func.count()).select_from(ImageEmbedding))
    session.rollback()
    if (len(ids), stored) != (count, count):
        raise SystemExit(f"{stored} of {count} vectors are there, from a run that was stopped; delete its folder")
    return Filled(ids, flag(count), None, None)


def fill(session: Session, encoder_id: int, vectors: FloatArray) -> Filled:
    """Add a picture for each vector; every twentieth, by chance, is flagged; commits batch by batch."""
    flagged = flag(len(vectors))
    copying, loading = 0.0, 0.0
    ids = []
    for start in range(0, len(vectors), BATCH_ROWS):
        rows = list(_pictures(start, min(BATCH_ROWS, len(vectors) - start)))
        begin_batch(session)
        staged = stage(session, "staged_image", COLUMNS, rows)
        session.execute(insert(Image).from_select([c.name for c in staged.c], select(*staged.c)))
        found = select(Image.id, Image.sha256).join(staged, staged.c.name == Image.name).order_by(Image.id)
        batch = session.execute(found).all()
        _hide(session, batch, rows, flagged[start : start + BATCH_ROWS])
        session.commit()
        order = {sha256: position for position, (_, _, _, sha256, *_) in enumerate(rows)}
        positions = [order[row.sha256] for row in batch]
        ids.append(np.array([row.id for row in batch])[np.argsort(positions)])
        started = time.perf_counter()
        block = vectors[start : start + BATCH_ROWS]
        halves = [
            (int(image_id), row[3], HalfVector(vector))
            for image_id, row, vector in zip(ids[-1], rows, block, strict=True)
        ]
        write_image_vectors(session, encoder_id, halves)
        session.commit()
        loading += time.perf_counter() - started
        begin = time.perf_counter()
        stage(session, "only_copied", {"image_id": BigInteger, "embedding": HALFVEC}, ((i, v) for i, _, v in halves))
        copying += time.perf_counter() - begin
        session.rollback()
    analyze(session, Image.__table__, ImageEmbedding.__table__)
    session.commit()
    return Filled(np.concatenate(ids), flagged, len(vectors) / copying, len(vectors) / loading)


def fill_plainly(session: Session, encoder_id: int, vectors: FloatArray) -> Filled:
    """Fill the same columns past all triggers and checks, many times faster; only a superuser can; commits."""
    flagged = flag(len(vectors))
    session.execute(select(func.set_config("session_replication_role", "replica", True)))
    columns = [*COLUMNS, "is_hidden", "state"]
    types = ["text", "text", "text", "bytea", "int8", "int8", "int4", "int4", "bool", "text"]
    pictures = _pictures(0, len(vectors))
    rows = ((*picture, hidden, STATES[hidden]) for picture, hidden in zip(pictures, flagged.tolist(), strict=True))
    copy_rows(session, f"image ({', '.join(columns)})", types, rows)
    ids = np.array(session.scalars(select(Image.id).order_by(Image.name)).all())
    halves = map(HalfVector, vectors)
    embeddings = zip([encoder_id] * len(ids), ids.tolist(), flagged.tolist(), halves, strict=True)
    into = "image_embedding (encoder_id, image_id, is_hidden, embedding)"
    copy_rows(session, into, ["int4", "int8", "bool", "halfvec"], embeddings)
    session.commit()
    analyze(session, Image.__table__, ImageEmbedding.__table__)
    session.commit()
    return Filled(ids, flagged, None, None)


def copy_rows(session: Session, into: str, types: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Copy rows into a table, or columns of one, of these types."""
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _hide(
    session: Session, batch: Sequence[Row[int, bytes]], rows: Sequence[tuple[Any, ...]], flagged: npt.NDArray[np.bool_]
) -> None:
    """Find a minor on the flagged ones."""
    hashes = {row[3] for row, is_flagged in zip(rows, flagged.tolist(), strict=True) if is_flagged}
    found = [
        {"image_id": row.id, "source": "metadata", "term": "child", "probability": 1}
        for row in batch
        if row.sha256 in hashes
    ]
    if found:
        session.execute(insert(MinorEvidence), found)


def _pictures(start: int, count: int) -> Iterator[tuple[str, str, str, bytes, int, int, int, int]]:
    for number in range(start, start + count):
        name = f"{number:08}.jpg"
        yield (
            name,
            f"/pictures/{name}",
            "pictures",
            hashlib.sha256(name.encode()).digest(),
            100_000,
            0,
            640,
            480,
        )

"""Time the vector index against comparing every picture, on tables of many synthetic pictures.

    python benchmarks/large_table.py PICTURES 20000 100000

The vectors are mixtures of three real ones, of the pictures in a folder, with a little noise. The choice between the
index and comparing all (EXACT_UP_TO) and how far the index looks (EF_SEARCH) rest on these figures. The database is an
embedded one in a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, func, insert, literal, select, text
from sqlalchemy.orm import Session

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from benchmarks.unscreened import forgo_screening
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.db.staging import stage
from imgsearch.encoders import Encoder, load_encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.store import register_encoder
from imgsearch.pictures.decode import read_picture
from imgsearch.queries.candidates import CandidateShape, Scan, select_candidates
from imgsearch.queries.filters import Filters
from imgsearch.queries.session import EF_SEARCH, select_search_settings
from imgsearch.tables import Image, ImageEmbedding
from imgsearch.vectors.index import create_vector_index

QUERIES = ("two dogs running in the snow", "a man climbing a rock", "a red race car", "a bird in flight", "a crowd")
SHARES = (50, 25, 10, 5, 2, 1)
EVERYTHING = Filters()
CANDIDATES = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("counts", type=int, nargs="+")
    add_record_option(parser)
    arguments = parser.parse_args()
    encoder = load_encoder("small")
    files = sorted(arguments.pictures.iterdir())[:800]
    real = np.concatenate(
        [
            encoder.encode_images([read_picture(file) for file in files[first : first + 32]])
            for first in range(0, len(files), 32)
        ]
    )
    with (
        recording("large-table", arguments.record) as record,
        tempfile.TemporaryDirectory(prefix="imgsearch") as folder,
    ):
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        server = EmbeddedServer(Path(folder))
        try:
            admin = make_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
            for count in arguments.counts:
                with admin.connect() as connection:
                    connection.exec_driver_sql(f"CREATE DATABASE bench{count}")
                measure(record, make_session(server, count), encoder, real, count)
            admin.dispose()
        finally:
            server.stop()


def make_session(server: EmbeddedServer, count: int) -> Session:
    """A session on an empty database."""
    engine = make_engine(server.url().set(database=f"bench{count}"))
    with engine.begin() as connection:
        upgrade(connection)
        forgo_screening(connection)
    engine.dispose()
    return Session(engine)


def mixtures(real: FloatArray, count: int) -> Iterator[FloatArray]:
    """Unit vectors like the real ones."""
    generator = np.random.default_rng(0)
    for _ in range(count):
        weights = generator.dirichlet([0.5] * 3).astype(np.float32)
        vector = weights @ real[generator.integers(0, len(real), 3)]
        vector = vector + generator.normal(size=len(vector)).astype(np.float32) * 0.012
        yield np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def fill(session: Session, encoder: Encoder, real: FloatArray, count: int) -> int:
    """Pictures of which 50, 25, 10, 5, 2 and 1 % have the tag of that name; returns the encoder's id."""
    encoder_id = register_encoder(session, encoder)
    session.execute(
        text(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height, tags) "
            "SELECT 'p' || n, '/p' || n, 'g', sha256(n::text::bytea), 1, 1, 4, 3, "
            "array(SELECT share::text FROM unnest(CAST(:shares AS integer[])) share WHERE n % 100 < share) "
            "FROM generate_series(1, :count) n"
        ),
        {"count": count, "shares": list(SHARES)},
    )
    ids = session.scalars(select(Image.id).order_by(Image.id)).all()
    rows = ((image_id, HalfVector(vector)) for image_id, vector in zip(ids, mixtures(real, count), strict=True))
    staged = stage(session, "staged", {"image_id": BigInteger, "embedding": HALFVEC}, rows)
    source = select(literal(encoder_id), staged.c.image_id, staged.c.embedding)
    session.execute(insert(ImageEmbedding).from_select(["encoder_id", "image_id", "embedding"], source))
    session.commit()
    create_vector_index(session, ImageEmbedding, encoder_id, encoder.dimension)
    session.execute(text("ANALYZE"))
    session.commit()
    return encoder_id


def measure(record: Record, session: Session, encoder: Encoder, real: FloatArray, count: int) -> None:
    """Keep recall and time by how far the index looks, and time by how many pictures pass a filter."""
    started = time.perf_counter()
    encoder_id = fill(session, encoder, real, count)
    print(f"\n{count} pictures, filled and indexed in {time.perf_counter() - started:.0f} s")
    run = partial(ask, session, Asked(encoder_id, encoder.dimension, encoder.encode_texts(list(QUERIES))))
    size = f"{count:,} pictures"
    looks = record.grid(
        "ef_search",
        (Column(size, "ms"), Column(f"{size}: recall of 100 candidates", "", 3, "higher")),
        "how far the index looks (`hnsw.ef_search`)",
    )
    for ef_search in (100, 200, 400, 1000):
        looks.row(f"{ef_search:,}", *run("index", ef_search=ef_search))
    looks.row("all compared", run("exact")[0], None)
    columns = (Column(f"{size}: index", "ms"), Column(f"{size}: all compared", "ms"))
    passing = record.grid("filters", columns, "pictures that pass a filter")
    for share in SHARES:
        filters = Filters(tags=(str(share),))
        passing.row(f"{share} %", run("index", filters)[0], run("exact", filters)[0])


class Asked(NamedTuple):
    """What is looked for, by whose vectors."""

    encoder_id: int
    dimension: int
    vectors: FloatArray


def ask(
    session: Session, asked: Asked, scan: Scan, filters: Filters = EVERYTHING, ef_search: int = EF_SEARCH
) -> tuple[float, float]:
    """Median ms of a search for 100 candidates, and recall against comparing all."""
    statements: dict[Scan, object] = {}
    for each in ("exact", scan):
        statements[each] = select_candidates(
            CandidateShape(asked.encoder_id, asked.dimension, CANDIDATES, scan=each, filters=filters.names)
        )
    spent, recalls = [], []
    for vector in asked.vectors:
        parameters = {"query_vector": HalfVector(vector), **filters.parameters}
        found = {}
        for each, statement in statements.items():
            with session.begin():
                session.execute(select_search_settings(filters.names), filters.parameters)
                if each == "index":
                    settings = {"hnsw.ef_search": str(ef_search), "enable_sort": "off"}
                    settings["enable_presorted_aggregate"] = "off"
                    session.execute(select(*(func.set_config(*item, True) for item in settings.items())))
                session.execute(statement, parameters).all()  # type: ignore[call-overload]
                start = time.perf_counter()
                rows = session.execute(statement, parameters).all()  # type: ignore[call-overload]
                if each == scan:
                    spent.append((time.perf_counter() - start) * 1000)
            found[each] = {row.image_id for row in rows}
        recalls.append(len(found["exact"] & found[scan]) / len(found["exact"]))
    return statistics.median(spent), statistics.mean(recalls)


if __name__ == "__main__":
    main()

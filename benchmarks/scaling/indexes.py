"""Vector indexes in PostgreSQL: the product's own, and those that it might have had."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psutil
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex

from imgsearch.tables import ImageEmbedding
from imgsearch.vectors.index import Graph, create_vector_index, define_index, set_build_memory, vector_index_name

NAME = "ix_scale"
KINDS = {
    "fp32": "((embedding::vector({d})) vector_cosine_ops)",
    "binary": "((binary_quantize(embedding)::bit({d})) bit_hamming_ops)",
}


class Built(NamedTuple):
    """An index and what it took."""

    seconds: float
    memory_bytes: int
    """The most that the builders held at a time, apart from the server's buffers; 0 where nobody could look."""
    index_bytes: int


class Setting(NamedTuple):
    """One way to build an index."""

    kind: str
    """halfvec, fp32 or binary."""
    m: int
    ef_construction: int


def build_default(session: Session, encoder_id: int, dimension: int) -> Built:
    """The product's index, by the product's code."""
    return watched(
        session,
        vector_index_name(ImageEmbedding, encoder_id),
        lambda: create_vector_index(session, ImageEmbedding, encoder_id, dimension),
    )


@contextmanager
def built(engine: Engine, encoder_id: int, dimension: int, count: int, setting: Setting) -> Iterator[Built]:
    """An index of another setting in the place of the others, which come back unbuilt: the planner sees only this."""
    with Session(engine) as session:
        session.execute(set_build_memory(count, dimension * (2 if setting.kind == "fp32" else 1), setting.m))

        def build() -> None:
            if setting.kind == "halfvec":
                session.execute(
                    CreateIndex(
                        define_index(
                            NAME,
                            ImageEmbedding,
                            encoder_id,
                            dimension,
                            concurrently=False,
                            graph=Graph(setting.m, setting.ef_construction),
                        )
                    )
                )
            else:
                session.execute(
                    text(
                        f"CREATE INDEX {NAME} ON image_embedding USING hnsw {KINDS[setting.kind].format(d=dimension)} "
                        f"WITH (m = {setting.m}, ef_construction = {setting.ef_construction}) "
                        f"WHERE encoder_id = {encoder_id} AND NOT is_hidden"
                    )
                )
            session.commit()

        result = watched(session, NAME, build)
        yield result
        session.execute(text(f"DROP INDEX {NAME}"))
        session.commit()


def drop(session: Session, name: str) -> None:
    """Drop an index."""
    session.execute(text(f"DROP INDEX IF EXISTS {name}"))
    session.commit()


def select_neighbours(kind: str, encoder_id: int, dimension: int, count: int, ranked: int) -> str:
    """The bare nearest neighbours by an index of a kind; takes ``query_vector`` as text.

    Args:
        kind: halfvec, fp32 or binary.
        encoder_id: whose vectors.
        dimension: their width.
        count: how many.
        ranked: binary only: how many of the nearest by Hamming distance are compared by their vectors.
    """
    where = f"FROM image_embedding WHERE encoder_id = {encoder_id} AND NOT is_hidden"
    if kind == "binary":
        return (
            f"SELECT image_id FROM (SELECT image_id, embedding {where} "
            f"ORDER BY binary_quantize(embedding)::bit({dimension}) "
            f"<~> binary_quantize(CAST(:query_vector AS halfvec({dimension}))) "
            f"LIMIT {ranked}) near ORDER BY embedding <=> CAST(:query_vector AS halfvec({dimension})) LIMIT {count}"
        )
    of = {"halfvec": f"halfvec({dimension})", "fp32": f"vector({dimension})"}[kind]
    return f"SELECT image_id {where} ORDER BY embedding::{of} <=> CAST(:query_vector AS {of}) LIMIT {count}"


def watched(session: Session, name: str, build: Callable[[], object]) -> Built:
    """Build an index of a name and tell what it took."""
    database = session.get_bind().engine.url.database or ""
    stop = threading.Event()
    most = 0

    def watch() -> None:
        nonlocal most
        while not stop.wait(1.0):
            most = max(most, _building_bytes(database))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    started = time.perf_counter()
    build()
    seconds = time.perf_counter() - started
    stop.set()
    watcher.join()
    size = session.scalar(select(func.pg_relation_size(func.to_regclass(name)))) or 0
    session.rollback()
    return Built(seconds, most, size)


def _building_bytes(database: str) -> int:
    """Memory of its own, and shared with its workers, of the server process that builds an index."""
    held = 0
    for process in psutil.process_iter(["name", "cmdline"]):
        try:
            title = " ".join(process.info["cmdline"] or ())
            if "CREATE INDEX" not in title or f" {database} " not in title:
                continue
            shared = sum(m.rss for m in process.memory_maps() if m.path.startswith("/dev/shm/PostgreSQL"))
            own = process.memory_info()
            held = max(held, own.rss - own.shared + shared)
        except psutil.Error:
            continue
    return held

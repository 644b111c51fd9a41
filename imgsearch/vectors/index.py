"""The HNSW index that each encoder's vectors of pictures or captions have."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    cast,
    column,
    func,
    not_,
    select,
    table,
)
from sqlalchemy import Index as IndexDefinition
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, DropIndex

from imgsearch.queries.session import stay_idle
from imgsearch.queries.spread import is_spread
from imgsearch.tables import CaptionEmbedding, ImageEmbedding
from imgsearch.tables.spread import SCHEMA

EmbeddingTable = type[ImageEmbedding] | type[CaptionEmbedding]
#: Neighbours of each vector in the graph, and how many are weighed when one is added: docs/benchmarks.md.
M = 16
EF_CONSTRUCTION = 64
#: While it is built a graph holds, for each vector, the vector, 2 * M neighbours of 16 bytes and so much besides.
ELEMENT_BYTES = 320
#: The least that a build may take.
MINIMUM_BUILD_KB = 64 * 1024
#: What the server says when /dev/shm has no room for the memory that the workers of a build share.
NO_SHARED_MEMORY = frozenset({"53100", "53200"})
#: Any number will do.
BUILD_LOCK = 7_236_105_320
#: How often a process looks whether another one has finished building.
POLL_SECONDS = 0.2
PG_CLASS = table("pg_class", column("oid"), column("relowner"), column("relname"), column("relnamespace"))
PG_SETTINGS = table("pg_settings", column("name"), column("setting"))
PG_INDEX = table("pg_index", column("indexrelid"), column("indisvalid"))
#: The schema whose vectors searches look for: that of the copies where other machines have them.
SEARCHED = func.coalesce(func.to_regnamespace(SCHEMA), func.to_regnamespace("public"))


class Graph(NamedTuple):
    """How dense an HNSW graph is."""

    m: int
    """Neighbours of each vector."""
    ef_construction: int
    """Neighbours that are weighed when a vector is added."""


PRODUCT_GRAPH = Graph(M, EF_CONSTRUCTION)


def vector_index_name(embedding: EmbeddingTable, encoder_id: int) -> str:
    """Name of the index of one encoder's vectors of pictures or of captions."""
    return f"ix_{embedding.__tablename__}_hnsw_{encoder_id}"


def create_vector_index(session: Session, embedding: EmbeddingTable, encoder_id: int, dimension: int) -> bool:
    """Build an encoder's index of pictures or of captions when it is missing or was left half built; commits.

    Where there are vectors it is built concurrently: nobody who searches, loads or reviews has to wait, but the build
    waits for transactions that began before it. Of several processes that want to build one does, the others wait.

    Returns:
        Whether the index is there; only the table's owner may build it.
    """
    name = vector_index_name(embedding, encoder_id)
    if is_index_valid(session, name):
        session.rollback()
        return True
    owner = select(func.pg_has_role(PG_CLASS.c.relowner, "USAGE")).where(
        PG_CLASS.c.relname == embedding.__tablename__, PG_CLASS.c.relnamespace == SEARCHED
    )
    is_owner = session.scalar(owner)
    # A transaction of our own that is open would be one that the build waits for, for ever.
    session.commit()
    if is_owner:
        with _builder(session) as connection:
            _build(connection, name, embedding, encoder_id, dimension)
    return bool(is_owner)


def drop_vector_index(session: Session, embedding: EmbeddingTable, encoder_id: int) -> None:
    """Drop an encoder's index of pictures or of captions, half built or whole; commits. Searches go on meanwhile."""
    is_copy = session.scalar(select(is_spread()))
    session.commit()
    name = vector_index_name(embedding, encoder_id)
    index = IndexDefinition(
        name, _vectors(embedding, SCHEMA if is_copy else None).c.encoder_id, postgresql_concurrently=not is_copy
    )
    with _builder(session) as connection:
        connection.execute(DropIndex(index, if_exists=True))


def vector_index_bytes(session: Session, embedding: EmbeddingTable, encoder_id: int) -> int:
    """How much an encoder's index takes on this machine's disk."""
    size = select(func.pg_relation_size(PG_CLASS.c.oid)).where(
        PG_CLASS.c.relname == vector_index_name(embedding, encoder_id), PG_CLASS.c.relnamespace == SEARCHED
    )
    return session.scalar(size) or 0


def is_index_valid(session: Session | Connection, name: str) -> bool:
    """Whether an index is there and complete; what is left of a build that was killed is not."""
    return bool(session.scalar(select_index_validity(name)))


def select_index_validity(name: str) -> Select[tuple[bool]]:
    """Whether an index is complete; no row where there is none."""
    return (
        select(PG_INDEX.c.indisvalid)
        .join(PG_CLASS, PG_CLASS.c.oid == PG_INDEX.c.indexrelid)
        .where(PG_CLASS.c.relname == name, PG_CLASS.c.relnamespace == SEARCHED)
    )


@contextmanager
def _builder(session: Session) -> Iterator[Connection]:
    """The only connection that builds indexes, outside any transaction; its settings end with it.

    The lock ends with a transaction beside it: one of a connection would stay with the server's where a pooler keeps
    that. A build waits for none that is idle.
    """
    engine = session.get_bind().engine
    with engine.connect() as waiting, engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        # Polling, since the build would wait for a statement that waits for the lock.
        while not waiting.scalar(select(func.pg_try_advisory_xact_lock(BUILD_LOCK))):
            waiting.rollback()
            time.sleep(POLL_SECONDS)
        waiting.execute(stay_idle())
        yield connection


def _build(connection: Connection, name: str, embedding: EmbeddingTable, encoder_id: int, dimension: int) -> None:
    if is_index_valid(connection, name):  # another process has built it meanwhile
        return
    rows = select(func.count()).select_from(embedding).where(embedding.encoder_id == encoder_id)
    count = connection.scalar(rows) or 0
    if connection.scalar(select(is_spread())):
        definition = define_copy_index(name, embedding, encoder_id, dimension)
    else:
        definition = define_index(name, embedding, encoder_id, dimension, concurrently=count > 0)
    connection.execute(set_build_memory(count, dimension, M))
    connection.execute(DropIndex(definition, if_exists=True))
    try:
        connection.execute(CreateIndex(definition))
    except OperationalError as exc:
        # Workers share the build's memory through /dev/shm, of which a container has 64 MB unless it is told otherwise.
        if getattr(exc.orig, "sqlstate", None) not in NO_SHARED_MEMORY:
            raise
        connection.execute(select(func.set_config("max_parallel_maintenance_workers", "0", False)))
        connection.execute(DropIndex(definition, if_exists=True))
        connection.execute(CreateIndex(definition))


def set_build_memory(count: int, dimension: int, m: int) -> Select[tuple[str]]:
    """Let the session's next build hold its whole graph, as long as that is half of the memory for caches at most.

    A build whose graph does not fit continues in the index's pages, many times slower. A server does not tell how much
    memory it has; effective_cache_size is its administrator's figure. A larger maintenance_work_mem stays.

    Args:
        count: vectors, flagged ones too.
        dimension: their width.
        m: neighbours of each.
    """
    needed_kb = count * (2 * dimension + 2 * m * 16 + ELEMENT_BYTES) // 1024
    most_kb = _setting("effective_cache_size") * 8 / 2  # counted in pages of 8 kB
    kilobytes = func.greatest(func.least(needed_kb, most_kb), MINIMUM_BUILD_KB, _setting("maintenance_work_mem"))
    return select(func.set_config("maintenance_work_mem", func.concat(cast(kilobytes, BigInteger), "kB"), False))


def _setting(name: str) -> ColumnElement[int]:
    setting = select(PG_SETTINGS.c.setting).where(PG_SETTINGS.c.name == name).scalar_subquery()
    return cast(setting, BigInteger)


def define_index(
    name: str,
    embedding: EmbeddingTable,
    encoder_id: int,
    dimension: int,
    *,
    concurrently: bool,
    graph: Graph = PRODUCT_GRAPH,
) -> IndexDefinition:
    """The HNSW index of an encoder's vectors that are not flagged, in half precision, by cosine."""
    vectors = _vectors(embedding, None)
    definition = _define(name, vectors, dimension, (vectors.c.encoder_id == encoder_id) & not_(vectors.c.is_hidden))
    definition.dialect_options["postgresql"].update({"concurrently": concurrently, "with": graph._asdict()})
    return definition


def define_copy_index(name: str, embedding: EmbeddingTable, encoder_id: int, dimension: int) -> IndexDefinition:
    """The same of an encoder's copies on other machines, where there are no flagged ones."""
    vectors = _vectors(embedding, SCHEMA)
    return _define(name, vectors, dimension, vectors.c.encoder_id == encoder_id)


def _vectors(embedding: EmbeddingTable, schema: str | None) -> Table:
    # A table object of its own, so that the index does not become part of the schema's metadata.
    return Table(
        embedding.__tablename__,
        MetaData(schema=schema),
        Column("encoder_id", Integer),
        Column("is_hidden", Boolean),
        Column("embedding", HALFVEC),
    )


def _define(name: str, vectors: Table, dimension: int, whose: ColumnElement[bool]) -> IndexDefinition:
    return IndexDefinition(
        name,
        cast(vectors.c.embedding, HALFVEC(dimension)).label("embedding"),
        postgresql_using="hnsw",
        postgresql_concurrently=True,
        postgresql_ops={"embedding": "halfvec_cosine_ops"},
        postgresql_with=PRODUCT_GRAPH._asdict(),
        postgresql_where=whose,
    )

"""Kinds of indexes of pictures' vectors: HNSW of the whole vector, of its first numbers and of its bits; IVFFlat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from pgvector import HalfVector
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from benchmarks.scaling.exact import IntArray
from benchmarks.scaling.indexes import NAME, Built, drop, watched
from benchmarks.scaling.table import copy_rows
from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.encoders.protocol import FloatArray
from imgsearch.vectors.index import set_build_memory

#: Vectors turned so that their first numbers carry most of what tells them apart.
TURNED = "turned"
#: How far the index looks, and how many of what it finds are compared by their whole vectors.
EFS = (100, 150, 200, 300, 400, 500, 600, 700, 800, 900, 1000)
RERANKED = {"first": (200, 400, 600, 800), "bits": (400, 1000, 2000)}
#: Lists that are looked through.
PROBES = (8, 16, 24, 32, 40, 48, 64, 96)
#: Vectors that pgvector finds the middles of lists by, for each list; it remembers how far each is from each middle.
SAMPLED = 50
#: The furthest that pgvector looks at once; it goes on from there for more.
FURTHEST = 1000


class Kind(NamedTuple):
    """What is indexed, and how dense the graph is."""

    name: str
    """halfvec; bits, of what is left when the mean picture is taken away; first128 or any other number; and with
    "turned-" before it, the same of turned vectors. The first numbers are always those of turned ones. Or lists."""
    m: int
    """Of lists how many."""
    ef_construction: int
    """0 of lists."""

    @property
    def is_turned(self) -> bool:
        """Whether it needs turned vectors."""
        return self.name.startswith(("first", "turned-"))

    @property
    def base(self) -> str:
        """halfvec, first, bits or lists."""
        return self.name.removeprefix("turned-").rstrip("0123456789")

    def looks(self) -> list[tuple[int, int]]:
        """How far the index looks, or in how many lists, and how many it has compared by whole vectors; 0 for none."""
        if self.base == "halfvec":
            return [(ef, 0) for ef in EFS]
        if self.base == "lists":
            return [(probes, 0) for probes in PROBES if probes < self.m]
        if self.base == "bits":
            return [(min(count, FURTHEST), count) for count in RERANKED["bits"]]
        return [(ef, count) for count in RERANKED["first"] for ef in (200, 400, 600, 800, FURTHEST) if ef >= count]

    def settings(self, far: int) -> dict[str, str]:
        """What makes it look so far."""
        if self.base == "lists":
            return {"ivfflat.probes": str(far), "ivfflat.iterative_scan": "relaxed_order"}
        return {"hnsw.ef_search": str(far)}

    def method(self) -> str:
        """How it is built."""
        return "hnsw" if self.base != "lists" else "ivfflat"

    def options(self) -> str:
        """With what."""
        if self.base == "lists":
            return f"lists = {self.m}"
        return f"m = {self.m}, ef_construction = {self.ef_construction}"


class Space(NamedTuple):
    """The vectors of a database and what turns and centres them."""

    encoder_id: int
    rotation: FloatArray
    """(D, D), orthogonal: ``vector @ rotation`` is turned."""
    mean: FloatArray
    """(D,) of the real pictures, as they are."""

    @property
    def dimension(self) -> int:
        """Width of the vectors."""
        return len(self.mean)


def find_rotation(pictures: FloatArray) -> FloatArray:
    """(D, D): the principal axes of pictures' vectors, about the origin as cosines are, the largest first."""
    _, axes = np.linalg.eigh(pictures.T @ pictures)
    return np.ascontiguousarray(axes[:, ::-1], dtype=np.float32)


def parse_kind(value: str) -> Kind:
    """Read ``first128/24/128``.

    Raises:
        ValueError: it is not a kind, two numbers and slashes between them.
    """
    name, m, ef_construction = value.split("/")
    kind = Kind(name, int(m), int(ef_construction))
    if kind.base not in ("halfvec", "first", "bits", "lists") or (kind.base == "first") != name[-1].isdigit():
        raise ValueError(f"{name} is no kind of index")
    return kind


def add_turned(engine: Engine, space: Space, ids: IntArray, vectors: FloatArray) -> None:
    """A table of the turned vectors of pictures that may be shown, unless it is there."""
    with Session(engine) as session:
        if session.scalar(select(func.to_regclass(TURNED))) is None:
            session.execute(text(f"CREATE TABLE {TURNED} (image_id bigint PRIMARY KEY, embedding halfvec NOT NULL)"))
            session.execute(text(f"GRANT SELECT ON {TURNED} TO {SEARCHER_ROLE}"))
            turned = (HalfVector(vector @ space.rotation) for vector in vectors)
            copy_rows(session, TURNED, ["int8", "halfvec"], zip(ids.tolist(), turned, strict=True))
            session.commit()
            session.execute(text(f"ANALYZE {TURNED}"))
        session.commit()


@contextmanager
def built(engine: Engine, space: Space, kind: Kind, count: int, workers: int) -> Iterator[Built]:
    """An index of a kind, the only one while it is there.

    Args:
        engine: of the database.
        space: its vectors.
        kind: which.
        count: of vectors.
        workers: as many as the server lets it have, beside the process that leads them.
    """
    source, where = _source(space, kind)
    operators = "bit_hamming_ops" if kind.base == "bits" else "halfvec_cosine_ops"
    with Session(engine) as session:
        drop(session, NAME)
        session.execute(set_build_memory(*_memory_as_of(count, space.dimension, kind)))
        session.execute(select(func.set_config("max_parallel_maintenance_workers", str(workers), False)))
        # Else the size of the table decides.
        session.execute(text(f"ALTER TABLE {source} SET (parallel_workers = {workers})"))

        def build() -> None:
            session.execute(
                text(
                    f"CREATE INDEX {NAME} ON {source} USING {kind.method()} "
                    f"(({_indexed(space, kind, 'embedding')}) {operators}) WITH ({kind.options()}){where}"
                )
            )
            session.commit()

        yield watched(session, NAME, build)
        session.execute(text(f"ALTER TABLE {source} RESET (parallel_workers)"))
        drop(session, NAME)


def select_nearest(space: Space, kind: Kind, count: int, reranked: int) -> str:
    """The bare nearest neighbours by an index of a kind; takes ``query_vector`` as text.

    Args:
        space: the vectors.
        kind: of the index.
        count: how many.
        reranked: how many of the index's nearest are compared by their whole vectors; 0 for none.
    """
    source, where = _source(space, kind)
    query = f"CAST(:query_vector AS halfvec({space.dimension}))"
    operator = "<~>" if kind.base == "bits" else "<=>"
    order = f"{_indexed(space, kind, 'embedding')} {operator} {_indexed(space, kind, query)}"
    if not reranked:
        return f"SELECT image_id FROM {source}{where} ORDER BY {order} LIMIT {count}"
    near = f"SELECT image_id, embedding FROM {source}{where} ORDER BY {order} LIMIT {reranked}"
    return f"SELECT image_id FROM ({near}) near ORDER BY embedding <=> {query} LIMIT {count}"


def uses_index(engine: Engine, statement: str, query: str) -> bool:
    """Whether a statement is answered by the index that is being measured."""
    with Session(engine) as session:
        session.execute(select(func.set_config("enable_seqscan", "off", True)))
        plan = session.scalars(text(f"EXPLAIN {statement}"), {"query_vector": query}).all()
    return any(NAME in line for line in plan)


def _memory_as_of(count: int, dimension: int, kind: Kind) -> tuple[int, int, int]:
    """Vectors, their width and neighbours of each, of a graph that takes as much memory to build."""
    if kind.base != "lists":
        return count, dimension, kind.m
    return max(kind.m * SAMPLED, 10_000), 2 * dimension + 2 * kind.m, 0


def _source(space: Space, kind: Kind) -> tuple[str, str]:
    if kind.is_turned:
        return TURNED, ""
    return "image_embedding", f" WHERE encoder_id = {space.encoder_id} AND NOT is_hidden"


def _indexed(space: Space, kind: Kind, vector: str) -> str:
    """What is indexed of a column, and compared of a query."""
    if kind.base == "bits":
        mean = space.mean @ space.rotation if kind.is_turned else space.mean
        centre = "[" + ",".join(f"{value:.4g}" for value in mean) + "]"
        # A sentence lies apart from all pictures, so the mean picture is not taken away from it: that finds more.
        rest = f"{vector} - '{centre}'::halfvec" if vector == "embedding" else vector
        return f"binary_quantize({rest})::bit({space.dimension})"
    if kind.base == "first":
        width = kind.name.removeprefix("turned-").removeprefix("first")
        return f"subvector({vector}, 1, {width})::halfvec({width})"
    return f"{vector}::halfvec({space.dimension})"

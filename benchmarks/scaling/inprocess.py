"""The yardstick: FAISS and hnswlib, in memory, in the process that asks, without a database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from benchmarks.scaling.exact import IntArray
from imgsearch.encoders.protocol import FloatArray

#: Neighbours of a query, (count,) positions.
Search = Callable[[FloatArray, int], IntArray]


class InProcess(NamedTuple):
    """An index in memory."""

    name: str
    search: Search
    set_ef: Callable[[int], None] | None
    """How far it looks; None where it looks at everything."""
    build_seconds: float
    index_bytes: int


def build_flat(vectors: FloatArray) -> InProcess:
    """FAISS's exact search."""
    import faiss

    faiss.omp_set_num_threads(1)
    started = time.perf_counter()
    index: Any = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return InProcess("FAISS flat", _faiss_search(index), None, time.perf_counter() - started, vectors.nbytes)


def build_faiss_hnsw(vectors: FloatArray, m: int, ef_construction: int, threads: int) -> InProcess:
    """FAISS's HNSW of unit vectors by inner product."""
    import faiss

    faiss.omp_set_num_threads(threads)
    started = time.perf_counter()
    index: Any = faiss.IndexHNSWFlat(vectors.shape[1], m, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = ef_construction
    index.add(vectors)
    seconds = time.perf_counter() - started
    faiss.omp_set_num_threads(1)

    def set_ef(ef: int) -> None:
        index.hnsw.efSearch = ef

    links = faiss.vector_to_array(index.hnsw.neighbors).nbytes
    return InProcess("FAISS HNSW", _faiss_search(index), set_ef, seconds, vectors.nbytes + links)


def build_hnswlib(vectors: FloatArray, m: int, ef_construction: int, threads: int) -> InProcess:
    """The library hnswlib, of unit vectors by inner product."""
    import hnswlib

    index: Any = hnswlib.Index(space="ip", dim=vectors.shape[1])
    index.init_index(max_elements=len(vectors), ef_construction=ef_construction, M=m, random_seed=0)
    started = time.perf_counter()
    index.add_items(vectors, num_threads=threads)
    seconds = time.perf_counter() - started

    def search(query: FloatArray, count: int) -> IntArray:
        labels, _ = index.knn_query(query, k=count, num_threads=1)
        return np.asarray(labels[0], dtype=np.int64)

    return InProcess("hnswlib", search, index.set_ef, seconds, index.index_file_size())


def _faiss_search(index: Any) -> Search:  # noqa: ANN401
    def search(query: FloatArray, count: int) -> IntArray:
        _, labels = index.search(query[None], count)
        return np.asarray(labels[0], dtype=np.int64)

    return search

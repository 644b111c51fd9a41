from __future__ import annotations

from threading import Thread

import numpy  # noqa: F401  its library must be there to be found
from threadpoolctl import ThreadpoolController

from imgsearch.search.threads import one_thread


def blas_threads() -> int:
    return max(int(library["num_threads"]) for library in ThreadpoolController().select(user_api="blas").info())


def search_beside(seen: list[int]) -> None:
    with one_thread():
        seen.append(blas_threads())


def test_one_thread_holds_until_the_outermost_block_ends() -> None:
    before = blas_threads()
    seen: list[int] = []
    with one_thread():
        for _ in range(2):
            other = Thread(target=search_beside, args=(seen,))
            other.start()
            other.join()
        seen.append(blas_threads())
    assert seen == [1, 1, 1]
    assert blas_threads() == before

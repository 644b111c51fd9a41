"""Work that the thread does which waits for the server, once the server has what it needs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from sqlalchemy import Connection

Work = Callable[[], object]


def open_connection(*args: Any, **options: Any) -> Any:  # noqa: ANN401 (the driver's)
    """A driver's connection as psycopg opens it, for meanwhile()."""
    return _kind().connect(*args, **options)


@contextmanager
def meanwhile(connection: Connection, work: Work) -> Iterator[None]:
    """While the block's first statement is run, do work whose result is kept: else the thread has nothing to do.

    It takes no time as long as the server takes longer. It is not done where the connection is none of make_engine's.
    What goes wrong goes wrong again where the result is needed.
    """
    driver: Any = connection.connection.driver_connection
    driver.imgsearch_work = work
    try:
        yield
    finally:
        driver.imgsearch_work = None


@cache
def _kind() -> Any:  # noqa: ANN401 (made here, as importing the driver takes as long as a small query)
    from psycopg import Connection as Driver

    class Waiting(Driver[Any]):
        """A connection that works while it waits."""

        imgsearch_work: Work | None = None

        def wait(self, gen: Generator[Any, Any, Any], *args: Any, **options: Any) -> Any:  # noqa: ANN401
            work, self.imgsearch_work = self.imgsearch_work, None
            return super().wait(gen if work is None else _working(gen, work), *args, **options)

    return Waiting


def _working(waiting: Generator[Any, Any, Any], work: Work) -> Generator[Any, Any, Any]:
    """The driver's steps, with the work before the first that has nothing more to send."""
    from psycopg.waiting import Wait

    ready, is_done = None, False
    while True:
        try:
            wanted = waiting.send(ready)
        except StopIteration as done:
            return done.value
        if wanted == Wait.R and not is_done:
            is_done = True
            with suppress(Exception):
                work()
        ready = yield wanted

"""In which order pictures are locked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from imgsearch.tables import Image

_BLOCKED = text("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE application_name = 'waiting'")


def lie_out_of_order(session: Session, image_ids: list[int]) -> None:
    """Put the row of the first picture behind all others: who reads the table as it lies finds it last; commits."""
    session.execute(update(Image).where(Image.id == image_ids[0]).values(mtime_ns=Image.mtime_ns + 1))
    session.commit()


def free_while_waiting(engine: Engine, held: int, act: Callable[[Session], object]) -> list[int]:
    """Pictures that are free while something waits for one that is held; it is let go on and ends then."""

    def wait() -> None:
        with engine.connect() as connection, Session(connection) as waiting:
            waiting.execute(text("SET application_name = 'waiting'"))
            waiting.commit()
            act(waiting)
            waiting.rollback()

    with Session(engine) as holding, Session(engine) as looking, ThreadPoolExecutor(1) as pool:
        holding.execute(select(Image.id).where(Image.id == held).with_for_update())
        done = pool.submit(wait)
        try:
            while not looking.scalar(_BLOCKED):
                assert not done.done(), done.result()
                looking.rollback()
            return sorted(looking.scalars(select(Image.id).with_for_update(skip_locked=True)))
        finally:
            looking.rollback()
            holding.rollback()
            done.result()

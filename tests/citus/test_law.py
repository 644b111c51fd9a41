"""What is hidden is hidden on every machine, and nobody sees or does more than on one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.db.machines import Machine
from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.queries.spread import BY, SpreadImage
from imgsearch.tables import Image, MinorEvidence, MinorReview
from tests.builders import hide

from .conftest import Pair, on_worker
from .galleries import add_picture, ask, told


@pytest.mark.usefixtures("by_index")
def test_a_flag_hides_in_every_answer_and_takes_the_picture_from_the_machines(
    pair: Pair, coordinator: URL, workers: list[Machine]
) -> None:
    def names(session: Session) -> list[str]:
        return [hit.name for hit in ask(session, pair.models).hits]

    before = pair.same(names)
    ids = pair.same(lambda s: sorted(s.scalars(select(Image.id).where(Image.name.in_(before[:3])))))
    for session in (pair.alone, pair.spread):
        session.rollback()
        hide(session, Image.name.in_(before[:3]))
        session.commit()
    assert pair.same(names)[:7] == before[3:]
    database = pair.spread.get_bind().engine.url.database
    for table, column in (("image", "id"), ("image_embedding", "image_id"), ("caption_embedding", "image_id")):
        assert not set(ids) & set(shard_rows(coordinator, database, workers[:2], table, column))
    # And a verdict brings them back.
    for session in (pair.alone, pair.spread):
        rows = session.execute(select(Image.id, Image.sha256).where(Image.id.in_(ids)).order_by(Image.id)).all()
        session.execute(
            insert(MinorReview),
            [{"image_id": i, "sha256": b, "verdict": "clear", "reviewer": "test", "is_hidden": True} for i, b in rows],
        )
        session.commit()
    assert pair.same(names) == before


@pytest.mark.usefixtures("by_index")
def test_what_a_machine_should_not_have_said_is_left_out(pair: Pair) -> None:
    session = pair.spread
    best = ask(session, pair.models).hits[0]
    verdict = text("INSERT INTO minor_review (image_id, verdict) VALUES (:id, :verdict)")
    session.execute(verdict, {"id": best.image_id, "verdict": "flag"})
    session.commit()
    # As if the machine had missed it.
    session.execute(
        text(
            "INSERT INTO spread.image_embedding (image_id, encoder_id, embedding) "
            "SELECT image_id, encoder_id, embedding FROM image_embedding WHERE image_id = :id"
        ),
        {"id": best.image_id},
    )
    session.commit()
    try:
        assert best.image_id not in [hit.image_id for hit in ask(session, pair.models).hits]
    finally:
        session.rollback()
        session.execute(text("DELETE FROM spread.image_embedding WHERE image_id = :id"), {"id": best.image_id})
        session.commit()
        session.execute(verdict, {"id": best.image_id, "verdict": "clear"})
        session.commit()
    pair.same(lambda s: told(ask(s, pair.models)))


def test_roles_see_no_more_than_on_one_machine(
    pair: Pair, coordinator: URL, workers: list[Machine], connect_as: Callable[[str], Engine]
) -> None:
    with Session(connect_as("searcher")) as session:
        assert len(told(ask(session, pair.models))[-1]) == 10
        for copy in BY:
            # Machines do not know the login itself; a search acts as the searcher.
            with pytest.raises(DBAPIError, match="does not exist"):
                session.execute(select(copy).limit(1))
            session.rollback()
            session.execute(select(become(SEARCHER_ROLE)))
            assert session.execute(select(copy).limit(1)).all()
            with pytest.raises(DBAPIError, match="permission denied"):
                session.execute(delete(copy))
            session.rollback()
    for role in ("analyst", "editor", "web", "loader"):
        with Session(connect_as(role)) as session:
            for copy in BY:
                with pytest.raises(DBAPIError, match="permission denied"):
                    session.execute(select(copy))
                session.rollback()
            with pytest.raises(DBAPIError, match="permission denied"):
                session.execute(select(func.spread.settle("image", [1], [1])))
    url = pair.spread.get_bind().engine.url
    with pytest.raises(DBAPIError, match="not permitted to log in"), connected(url.set(username="imgsearch_searcher")):
        pass
    # A machine has what may be shown, in three tables; nothing else of ours is there.
    there = on_worker(coordinator, workers[0]).set(database=url.database, username="imgsearch_searcher")
    with connected(there) as connection:
        assert connection.scalar(select(func.to_regclass("public.image"))) is None
        assert connection.scalar(select(func.count()).select_from(SpreadImage))
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(delete(SpreadImage))


class connected:
    """A connection of its own."""

    def __init__(self, url: URL) -> None:
        self.engine = make_engine(url)

    def __enter__(self) -> Connection:
        self.connection = self.engine.connect()
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.engine.dispose()


def test_loads_and_reviews_by_their_own_roles_reach_the_machines(
    pair: Pair, connect_as: Callable[[str], Engine]
) -> None:
    def rows() -> int:
        count = pair.spread.scalar(select(func.count()).select_from(SpreadImage)) or 0
        pair.spread.rollback()
        return count

    before = rows()
    with Session(connect_as("loader")) as session:
        picture = add_picture(session, pair.models, "loaded.jpg", "a cat")
        assert rows() == before + 1
        evidence = {"image_id": picture, "is_hidden": False, "source": "caption", "term": "child", "probability": 1.0}
        session.execute(insert(MinorEvidence).values(evidence))
        session.commit()
    assert rows() == before
    with Session(connect_as("editor")) as session:
        session.execute(text("INSERT INTO minor_review (image_id, verdict) VALUES (:id, 'clear')"), {"id": picture})
        session.commit()
    assert rows() == before + 1
    pair.spread.execute(delete(Image).where(Image.id == picture))
    pair.spread.commit()
    assert rows() == before


def shard_rows(coordinator: URL, database: str | None, workers: list[Machine], table: str, column: str) -> list[int]:
    """What the workers themselves have, without asking the coordinator."""
    rows: list[int] = []
    for worker in workers:
        engine = make_engine(on_worker(coordinator, worker).set(database=database))
        with engine.connect() as connection:
            connection.execute(text("SET citus.override_table_visibility = off"))
            shards = connection.scalars(
                text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ :pattern"),
                {"pattern": f"^{table}_[0-9]+$"},
            ).all()
            assert shards
            for shard in shards:
                rows += connection.scalars(text(f"SELECT {column} FROM spread.{shard}"))
        engine.dispose()
    return rows

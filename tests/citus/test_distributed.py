"""A database whose vector indexes are on other machines answers and does what one machine does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.db.backup import back_up, restore
from imgsearch.db.machines import Machine
from imgsearch.db.migrate import downgrade, upgrade
from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.doctor.database import check_indexes
from imgsearch.doctor.machines import check_machines
from imgsearch.doctor.recall import measure_recall
from imgsearch.errors import ImgsearchError
from imgsearch.queries import session as settings
from imgsearch.queries.spread import BY, SpreadImage
from imgsearch.search import Filters, SearchModels, SearchResult
from imgsearch.search import find as finding
from imgsearch.tables import CaptionEmbedding, Image, MinorEvidence, MinorReview
from imgsearch.vectors.distribute import distribute, gather
from imgsearch.vectors.index import create_vector_index
from tests.asking import search
from tests.builders import hide
from tests.fakes import DIMENSION

from .conftest import Pair, new_database, on_worker
from .galleries import PICTURES, add_picture

FILTERS: list[dict[str, Any]] = [
    {},
    {"gallery": "half"},
    {"photographer": "anna"},
    {"tags": ("x",), "orientation": "portrait"},
    {"taken_from": "2020-01-01 05:00", "taken_to": "2020-01-01 20:00"},
]


@pytest.fixture
def by_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "EXACT_UP_TO", 0)
    monkeypatch.setattr(finding, "EXACT_UP_TO", 0)
    settings.select_search_settings.cache_clear()
    yield
    settings.select_search_settings.cache_clear()


def ask(session: Session, models: SearchModels, said: str = "a dog near a tree", **options: Any) -> SearchResult:  # noqa: ANN401
    return search(session, models, said, min_score=0.0, **options)


def told(result: SearchResult) -> tuple[Any, ...]:
    """What must not depend on where indexes are."""
    hits = [(hit.rank, hit.name, hit.score, hit.caption, hit.distance) for hit in result.hits]
    return result.scan, result.passing, result.total, result.next_offset, hits


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


def test_the_command_says_what_it_did(said: list[str], workers: list[Machine]) -> None:
    assert said[0].startswith("PostgreSQL ")
    assert said[1:6] == [
        f"{workers[0]}: database made",
        f"{workers[1]}: database made",
        "2 of 2 machines joined",
        "made on them: image, image_embedding, caption_embedding",
        f"image: {PICTURES:,} rows on machines",
    ]
    assert said[-1] == "ix_caption_embedding_hnsw_2: on machines"


@pytest.mark.parametrize("filters", FILTERS, ids=lambda given: "-".join(given) or "all")
@pytest.mark.usefixtures("by_index")
def test_searches_by_index_find_the_same_on_every_page(pair: Pair, filters: dict[str, Any]) -> None:
    given = Filters(**filters) if "taken_from" not in filters else Filters(**between(filters))
    for offset in (0, 10, 40):
        result = pair.same(lambda s, at=offset: told(ask(s, pair.models, filters=given, offset=at, limit=10)))  # type: ignore[misc]
        assert result[0] in ("index", "index, then exact")
        assert len(result[-1]) == 10 or "photographer" in filters


def between(filters: dict[str, str]) -> dict[str, Any]:
    from imgsearch.moment import parse_moment

    return {name: parse_moment(value).start for name, value in filters.items()}


def test_searches_that_compare_all_find_the_same(pair: Pair) -> None:
    for filters in ({}, {"photographer": "anna"}):
        assert pair.same(lambda s, f=filters: told(ask(s, pair.models, filters=Filters(**f))))[0] == "exact"  # type: ignore[misc]


@pytest.mark.usefixtures("by_index")
def test_machines_are_asked_by_their_index_with_the_searchs_settings(pair: Pair) -> None:
    session = pair.spread
    with session.begin():
        session.execute(settings.select_search_settings())
        session.execute(settings.settings_elsewhere(by_index=True), execution_options={"no_parameters": True})
        # Of a row, so that no shard's answer is known before.
        asked = text(
            "SELECT DISTINCT current_setting(CASE WHEN id > 0 THEN 'hnsw.ef_search' END) || ' ' || "
            "current_setting(CASE WHEN id > 0 THEN 'enable_sort' END) || ' ' || "
            "current_setting(CASE WHEN id > 0 THEN 'hnsw.iterative_scan' END) FROM spread.image"
        )
        assert session.scalars(asked).all() == [f"{settings.EF_SEARCH} off strict_order"]
    session.execute(settings.settings_elsewhere(by_index=True), execution_options={"no_parameters": True})
    near = f"ORDER BY embedding::halfvec({DIMENSION}) <=> '{[1.0] * DIMENSION}'::halfvec({DIMENSION}) LIMIT 10"
    plan = session.scalars(
        text(f"EXPLAIN SELECT image_id FROM spread.image_embedding WHERE encoder_id = 1 {near}")
    ).all()
    session.rollback()
    assert any("Index Scan using ix_image_embedding_hnsw_1_" in line for line in plan), plan
    assert measure_recall(session, pair.models.encoder_id, DIMENSION, sample=5) > 0.99


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
def test_what_is_loaded_changed_and_removed_is_found_as_on_one_machine(pair: Pair) -> None:
    def first(session: Session, **filters: Any) -> list[tuple[int, str]]:  # noqa: ANN401
        hits = ask(session, pair.models, "a bird beach cat", filters=Filters(**filters), limit=3).hits
        return [(hit.rank, hit.name) for hit in hits]

    for session in (pair.alone, pair.spread):
        add_picture(session, pair.models, "bird.jpg", "a bird beach cat")
    assert pair.same(first)[0] == (1, "bird.jpg")
    for session in (pair.alone, pair.spread):
        session.execute(update(Image).where(Image.name == "bird.jpg").values(tags=["feathers"]))
        session.commit()
    assert pair.same(lambda s: first(s, tags=("feathers",))) == [(1, "bird.jpg")]
    # A caption that goes takes its vector along; the picture's others stay.
    for session in (pair.alone, pair.spread):
        of_bird = select(Image.id).where(Image.name == "bird.jpg").scalar_subquery()
        session.execute(delete(CaptionEmbedding).where(CaptionEmbedding.image_id == of_bird))
        session.commit()
    assert pair.same(first)[0] == (1, "bird.jpg")
    for session in (pair.alone, pair.spread):
        session.execute(delete(Image).where(Image.name == "bird.jpg"))
        session.commit()
    assert "bird.jpg" not in [name for _, name in pair.same(first)]
    assert pair.spread.scalar(select(func.count()).select_from(SpreadImage).where(SpreadImage.c.gallery == "new")) == 0


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


def test_a_second_run_finishes_what_is_missing(pair: Pair, workers: list[Machine]) -> None:
    session = pair.spread
    session.execute(text("DELETE FROM spread.image_embedding WHERE image_id % 3 = 0"))
    session.execute(text("INSERT INTO spread.waiting VALUES ('image', 5)"))
    session.execute(text("DELETE FROM spread.image WHERE id = 5"))
    session.commit()
    session.execute(text("DROP INDEX spread.ix_image_embedding_hnsw_1"))
    session.commit()
    check = check_machines(session)
    assert not check.is_ok
    assert "image has 1,499 rows of 1,500" in check.found
    lines = list(distribute(session.get_bind().engine))
    assert check_machines(session).is_ok
    assert "1 pictures brought to machines that had missed them" in lines
    assert f"image_embedding: {PICTURES:,} rows on machines" in lines
    assert check_indexes(session).is_ok
    assert session.scalar(text("SELECT count(*) FROM spread.waiting")) == 0


def test_a_migration_back_and_forth_leaves_machines_as_they_are(pair: Pair) -> None:
    with pair.spread.get_bind().engine.connect() as connection:
        downgrade(connection, "0023")
        connection.commit()
        upgrade(connection)
        connection.commit()
    pair.same(lambda s: told(ask(s, pair.models)))


@pytest.mark.usefixtures("by_index")
def test_a_backup_is_that_of_one_machine(pair: Pair, coordinator: URL, workers: list[Machine], tmp_path: Path) -> None:
    for session in (pair.alone, pair.spread):
        session.rollback()
    back_up(pair.spread.get_bind().engine, tmp_path / "photos.dump")
    with new_database(coordinator, workers) as url:
        engine = make_engine(url)
        assert restore(engine, tmp_path / "photos.dump").pictures == PICTURES
        with Session(engine) as session:
            assert session.scalar(text("SELECT to_regnamespace('spread')")) is None
            triggers = text("SELECT count(*) FROM pg_trigger WHERE tgname ~ '^spread_'")
            assert session.scalar(triggers) == 0
            create_vector_index(session, *index_of(pair))
            assert told(ask(session, pair.models)) == told(ask(pair.alone, pair.models))
        engine.dispose()


def index_of(pair: Pair) -> tuple[Any, int, int]:
    from imgsearch.tables import ImageEmbedding

    return ImageEmbedding, pair.models.encoder_id, DIMENSION


def test_it_goes_back_to_one_machine(pair: Pair, coordinator: URL, workers: list[Machine]) -> None:
    engine = pair.spread.get_bind().engine
    assert "ix_image_embedding_hnsw_1: here" in list(gather(engine))
    with Session(engine) as session:
        assert check_indexes(session).is_ok
        session.rollback()
        assert told(ask(session, pair.models)) == told(ask(pair.alone, pair.models))
    with pytest.raises(ImgsearchError, match="on this machine already"):
        list(gather(engine))
    # And once more to the machines, which know one another by now.
    assert f"image: {PICTURES:,} rows on machines" in list(distribute(engine))

"""`imgsearch db distribute` and the way back, with the same server in the place of the machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.db.backup import back_up, restore
from imgsearch.db.machines import Machine, Versions
from imgsearch.doctor.database import check_indexes
from imgsearch.errors import BadInput, ImgsearchError
from imgsearch.search import SearchModels
from imgsearch.tables import CaptionEmbedding
from imgsearch.vectors import distribute as distributing
from imgsearch.vectors.copies import make_copies
from imgsearch.vectors.distribute import distribute, gather
from imgsearch.vectors.index import create_vector_index
from tests.fakes import DIMENSION
from tests.integration.search.copies_in_place import PICTURES, fill_with_captions, stand_in_for_citus

HERE = Machine("localhost", 5432)
INDEXES = ("ix_image_embedding_hnsw_1", "ix_caption_embedding_hnsw_2")


@pytest.fixture
def gallery(session: Session, models: SearchModels) -> Engine:
    fill_with_captions(session, models)
    create_vector_index(session, CaptionEmbedding, 2, DIMENSION)
    session.commit()
    stand_in_for_citus(session)
    session.commit()
    return session.get_bind().engine


@pytest.fixture(autouse=True)
def machines(monkeypatch: pytest.MonkeyPatch) -> list[Machine]:
    """Those that are known; nobody is asked which version of what they have."""
    known: list[Machine] = []

    def join(engine: Engine, coordinator: Machine | None, wanted: list[Machine], versions: Versions) -> Iterator[str]:
        new = [machine for machine in wanted if machine not in known]
        known.extend(new)
        yield f"{len(new)} joined"

    monkeypatch.setattr(distributing, "check_coordinator", lambda _: "Citus")
    monkeypatch.setattr(distributing, "read_machines", lambda _: list(known))
    monkeypatch.setattr(distributing, "own_machine", lambda _: HERE)
    monkeypatch.setattr(distributing, "_join", join)
    return known


@pytest.fixture
def coordinators(machines: list[Machine], monkeypatch: pytest.MonkeyPatch) -> list[Machine | None]:
    """How machines are told to reach this one, in each run."""
    told: list[Machine | None] = []
    join = distributing._join

    def remember(
        engine: Engine, coordinator: Machine | None, wanted: list[Machine], versions: Versions
    ) -> Iterator[str]:
        told.append(coordinator)
        return join(engine, coordinator, wanted, versions)

    monkeypatch.setattr(distributing, "_join", remember)
    return told


def indexes(session: Session) -> list[tuple[str, str]]:
    said = text("SELECT schemaname, indexname FROM pg_indexes WHERE indexname LIKE '%hnsw%' ORDER BY 2")
    found = [(row.schemaname, row.indexname) for row in session.execute(said)]
    session.rollback()
    return found


def test_copies_and_indexes_are_made_there_and_indexes_here_go(session: Session, gallery: Engine) -> None:
    assert [schema for schema, _ in indexes(session)] == ["public", "public"]
    told: list[tuple[int, int]] = []
    lines = list(distribute(gallery, [HERE], progress=lambda done, of: told.append((done, of))))
    assert lines == [
        "Citus, here and on every machine",
        "1 joined",
        "made on them: image, image_embedding, caption_embedding",
        "image: 30 rows on machines",
        "image_embedding: 30 rows on machines",
        "caption_embedding: 10 rows on machines",
        *(f"{name}: on machines" for name in INDEXES),
    ]
    assert told == [(1, 1)]
    assert indexes(session) == [("spread", name) for name in sorted(INDEXES)]
    assert check_indexes(session).is_ok


def test_a_second_run_finds_everything_there_and_finishes_what_is_missing(session: Session, gallery: Engine) -> None:
    list(distribute(gallery, [HERE]))
    session.execute(text("DELETE FROM spread.image WHERE id = 5"))
    session.execute(text("INSERT INTO spread.waiting VALUES ('image', 5)"))
    session.execute(text("UPDATE spread.image_embedding SET image_id = 1000000 WHERE image_id = 7"))
    session.execute(text(f"DROP INDEX spread.{INDEXES[0]}"))
    session.commit()
    lines = list(distribute(gallery))
    assert lines[1:5] == [
        "0 joined",
        "their tables are there",
        "1 picture brought to machines that had missed them",
        "image_embedding: 1 picture taken out, 0 put right",
    ]
    assert indexes(session) == [("spread", name) for name in sorted(INDEXES)]


def test_indexes_there_are_built_as_those_here_for_one_encoder_each(session: Session, gallery: Engine) -> None:
    said = text("SELECT indexdef FROM pg_indexes WHERE indexname = :name")
    here = [session.execute(said, {"name": name}).scalar_one().partition(" USING ")[2] for name in INDEXES]
    session.rollback()
    list(distribute(gallery, [HERE]))
    there = [session.execute(said, {"name": name}).scalar_one().partition(" USING ")[2] for name in INDEXES]
    assert [definition.partition(" WHERE ")[2] for definition in there] == ["(encoder_id = 1)", "(encoder_id = 2)"]
    assert all("WITH (m=" in definition for definition in here)
    assert [definition.partition(" WHERE ")[0] for definition in there] == [
        each.partition(" WHERE ")[0] for each in here
    ]


def test_machines_reach_this_one_as_it_is_said_or_as_the_program_does(
    gallery: Engine, coordinators: list[Machine | None]
) -> None:
    list(distribute(gallery, [HERE]))
    list(distribute(gallery))  # they know already
    list(distribute(gallery, coordinator=Machine("photos.example", 6543)))
    assert coordinators == [HERE, None, Machine("photos.example", 6543)]


def test_machines_have_to_be_named_once(gallery: Engine) -> None:
    with pytest.raises(BadInput, match="--workers HOST:PORT"):
        list(distribute(gallery))


def test_a_copy_that_stays_wrong_is_named(session: Session, gallery: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributing, "mend_copies", lambda *_: {})
    with pytest.raises(
        ImgsearchError, match=r"^image lacks pictures 1, 2, 3, 4, 5 and 25 more; a load may be under way"
    ):
        list(distribute(gallery, [HERE]))


def test_the_way_back_builds_indexes_here_and_leaves_no_copy(session: Session, gallery: Engine) -> None:
    list(distribute(gallery, [HERE]))
    assert list(gather(gallery)) == ["spread dropped on all machines", *(f"{name}: here" for name in INDEXES)]
    assert indexes(session) == [("public", name) for name in sorted(INDEXES)]
    assert session.scalar(text("SELECT count(*) FROM pg_trigger WHERE tgname ~ '^spread_'")) == 0
    session.rollback()
    with pytest.raises(BadInput, match="on this machine already"):
        list(gather(gallery))


def test_a_backup_is_that_of_one_machine(
    session: Session, gallery: Engine, clone_database: Callable[[], URL], tmp_path: Path
) -> None:
    make_copies(session.connection(), shards=6)
    session.commit()
    back_up(gallery, tmp_path / "photos.dump")
    other = make_engine(clone_database())
    assert restore(other, tmp_path / "photos.dump").pictures == PICTURES
    with other.connect() as connection:
        assert connection.scalar(text("SELECT to_regnamespace('spread')")) is None
        assert connection.scalar(text("SELECT count(*) FROM pg_trigger WHERE tgname ~ '^spread_'")) == 0
    other.dispose()

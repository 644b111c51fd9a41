"""Who restores a dump, and what others do meanwhile; what else an owner does who is no superuser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from benchmarks.unscreened import forgo_screening
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.backup import back_up, restore
from imgsearch.db.migrate import upgrade
from imgsearch.db.owners import settle_owners
from imgsearch.db.roles import ANALYST_ROLE, EDITOR_ROLE, SEARCHER_ROLE, transaction_as
from imgsearch.doctor.memory import check_memory
from imgsearch.errors import BadInput, SchemaOutdated
from imgsearch.minors.review import review
from imgsearch.tables import Image
from loaders.removing import find_pictures, remove_pictures
from tests.builders import add_pictures

#: Who may do what, and on whose behalf.
RIGHTS = text("""
    SELECT oid::regprocedure::text, proowner::regrole::text, array(SELECT unnest(proacl)::text ORDER BY 1) FROM pg_proc
    WHERE pronamespace IN ('public'::regnamespace, 'analyst'::regnamespace)
    UNION ALL
    SELECT oid::regclass::text, relowner::regrole::text || relrowsecurity,
        array(SELECT unnest(relacl)::text ORDER BY 1) FROM pg_class
    WHERE relnamespace IN ('public'::regnamespace, 'analyst'::regnamespace) AND relkind <> 'i'
    UNION ALL
    SELECT polrelid::regclass::text || polname, polcmd::text, array(SELECT unnest(polroles)::regrole::text ORDER BY 1)
    FROM pg_policy
    UNION ALL
    SELECT tgrelid::regclass::text || tgname, tgfoid::regproc::text, ARRAY[tgenabled::text] FROM pg_trigger
    WHERE NOT tgisinternal
    UNION ALL
    SELECT nspname, nspowner::regrole::text, array(SELECT unnest(nspacl)::text ORDER BY 1) FROM pg_namespace
    WHERE nspname IN ('public', 'analyst', 'optuna')
    ORDER BY 1, 2
""")


@pytest.fixture
def hosted(make_server: Callable[[], EmbeddedServer]) -> Iterator[Engine]:
    """A database whose owner may make roles and is no superuser; the extension is the provider's."""
    url = make_server().url()
    admin = make_engine(url)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE ROLE hosted LOGIN CREATEROLE")
        connection.exec_driver_sql("CREATE DATABASE hosted OWNER hosted")
    admin.dispose()
    admin = make_engine(url.set(database="hosted"))
    with admin.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION vector")
    admin.dispose()
    owner = make_engine(url.set(database="hosted", username="hosted"))
    with owner.begin() as connection:
        upgrade(connection)
        settle_owners(connection)
        forgo_screening(connection)
    yield owner
    owner.dispose()


def hidden(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Image.name).where(Image.is_hidden).order_by(Image.name)))


def test_an_owner_who_is_no_superuser_restores_and_nothing_that_was_taken_back_returns(
    hosted: Engine, tmp_path: Path
) -> None:
    with Session(hosted) as session:
        add_pictures(session, 0, 3)
        session.commit()
        rights = session.execute(RIGHTS).all()
    back_up(hosted, tmp_path / "old.dump")
    with Session(hosted) as session:
        review(session, ["0.jpg"], "flag", "eve")
        remove_pictures(session, find_pictures(session, ["1.jpg"]), by="eve", reason="asked", stays_out=True)
        session.commit()
    assert restore(hosted, tmp_path / "old.dump", replace=True).pictures == 2
    assert hidden(hosted) == ["0.jpg"]
    with Session(hosted) as session:
        assert session.execute(RIGHTS).all() == rights


@pytest.mark.parametrize("role", [SEARCHER_ROLE, ANALYST_ROLE, EDITOR_ROLE])
def test_an_owner_who_is_no_superuser_acts_as_commands_do(hosted: Engine, role: str) -> None:
    with Session(hosted) as session:
        with transaction_as(session, role):
            assert session.scalar(text("SELECT current_user")) == role
        assert check_memory(session).found.endswith("perhaps filled after a start, which this login may not see")


@pytest.mark.parametrize("role", ["loader", "owner"])
def test_whoever_does_not_own_the_tables_is_told_so_by_a_backup_and_a_restore(
    engine: Engine, connect_as: Callable[[str], Engine], tmp_path: Path, role: str
) -> None:
    back_up(engine, tmp_path / "old.dump")
    other = connect_as(role)
    told = f"only the owner of the tables backs up and restores; connect as {engine.url.username}"
    with pytest.raises(BadInput, match=told):
        back_up(other, tmp_path / "new.dump")
    with pytest.raises(BadInput, match=told):
        restore(other, tmp_path / "old.dump", replace=True)
    assert [file.name for file in tmp_path.iterdir()] == ["old.dump"]


def test_a_database_can_be_backed_up_before_it_is_upgraded(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
    assert back_up(engine, tmp_path / "before.dump") > 0
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaOutdated, match="newer than this imgsearch knows"):
        back_up(engine, tmp_path / "newer.dump")


def test_what_is_flagged_while_a_restore_begins_stays_hidden(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        add_pictures(session, 0, 2)
        session.commit()
    back_up(engine, tmp_path / "old.dump")
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    others = make_engine(engine.url)
    with ThreadPoolExecutor(1) as threads, Session(others) as session, others.connect() as observer:
        review(session, ["0.jpg"], "flag", "eve")
        restoring = threads.submit(restore, engine, tmp_path / "old.dump", replace=True)
        while not observer.scalar(waiting):
            observer.rollback()
            time.sleep(0.05)
        session.commit()
        restoring.result()
    others.dispose()
    assert hidden(engine) == ["0.jpg"]


@pytest.mark.parametrize("way", range(4))
def test_a_copy_in_the_dump_is_hidden_however_it_lies(engine: Engine, tmp_path: Path, way: int) -> None:
    """A copy of what has come since and was flagged; the copy itself is gone."""
    look = "SELECT t FROM turn_look((2 ^ 62 / 5)::bigint::bit(64)) WITH ORDINALITY t (t, way) WHERE way = {}"
    with Session(engine) as session:
        add_pictures(session, 0, 2)
        session.execute(text(f"UPDATE image SET phash = ({look.format(way + 1)}) WHERE name = '0.jpg'"))
        session.commit()
    back_up(engine, tmp_path / "old.dump")
    with Session(engine) as session:
        session.execute(text("DELETE FROM image WHERE name = '0.jpg'"))
        add_pictures(session, 2, 1)
        session.execute(text(f"UPDATE image SET phash = ({look.format(1)}) WHERE name = '2.jpg'"))
        review(session, ["2.jpg"], "flag", "eve")
        session.commit()
    restore(engine, tmp_path / "old.dump", replace=True)
    assert hidden(engine) == ["0.jpg"]

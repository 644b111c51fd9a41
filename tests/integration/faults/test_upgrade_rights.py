"""What an owner lacks the rights for, or a database is not fit for, is told by the upgrade, with what helps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import EmbeddedServer, make_engine, map_errors
from imgsearch.db.migrate import upgrade_beside_searches
from imgsearch.db.refusals import check_server
from imgsearch.doctor.database import check_encoding, check_postgresql
from imgsearch.errors import DatabaseUnavailable, ImgsearchError, SchemaOutdated


@pytest.fixture
def shared(make_server: Callable[[], EmbeddedServer]) -> URL:
    """A server on which a superuser has one database of imgsearch, and somebody who may make roles an empty one."""
    url = make_server().url()
    admin = make_engine(url)
    upgrade_beside_searches(admin, pytest.fail)
    run(admin, "CREATE ROLE hosted LOGIN CREATEROLE", "CREATE ROLE other LOGIN", "CREATE DATABASE hosted OWNER hosted")
    admin.dispose()
    return url.set(database="hosted")


def run(engine: Engine, *statements: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def upgrade_as(url: URL, login: str) -> list[str]:
    engine, said = make_engine(url.set(username=login)), list[str]()
    try:
        upgrade_beside_searches(engine, said.append)
    finally:
        engine.dispose()
    return said


def test_an_owner_to_whom_others_roles_are_not_given_is_told_what_a_superuser_has_to_run(shared: URL) -> None:
    admin = make_engine(shared)
    with pytest.raises(ImgsearchError, match=r'extension "vector"; a superuser, .* runs CREATE EXTENSION vector'):
        upgrade_as(shared, "hosted")
    run(admin, "CREATE EXTENSION vector")
    with pytest.raises(ImgsearchError, match=r"ADMIN option on role .*; only the owner .* may make roles") as caught:
        upgrade_as(shared, "hosted")
    told = re.search(r"GRANT [a-z_, ]+ TO that owner WITH ADMIN OPTION", str(caught.value))
    assert told is not None
    granted = told[0].replace("that owner", "hosted")
    run(admin, granted.replace(", imgsearch_definer", ""))
    assert upgrade_as(shared, "hosted")[0].startswith("Warning: functions keep the rights of hosted")
    run(admin, granted)
    assert [each.partition("(")[0] for each in upgrade_as(shared, "hosted")] == [
        "Warning: logins can find hidden names by their order "
    ]
    with pytest.raises(ImgsearchError, match=r"permission denied .* only the owner of the database upgrades it"):
        upgrade_as(shared, "other")
    assert upgrade_as(shared, str(shared.username)) == []
    admin.dispose()


def test_a_server_without_pgvector_is_told_of(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def create(*_arguments: object) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS nosuch")

    monkeypatch.setattr("imgsearch.db.migrate.command.upgrade", create)
    with pytest.raises(ImgsearchError, match=r"is not available; install pgvector 0\.8\.4 or newer on the server"):
        upgrade_beside_searches(engine, pytest.fail)


def test_an_old_server_is_refused_before_anything_is_made(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with Session(engine) as session:
        assert check_postgresql(session).remedy is None
        monkeypatch.setattr("imgsearch.db.refusals.MINIMUM_POSTGRESQL", 99)
        with pytest.raises(ImgsearchError, match=r"the server is PostgreSQL \d+; imgsearch needs 99 or newer"):
            check_server(session.connection())


def test_an_old_pgvector_is_refused_before_anything_is_made(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.db.pgvector_version.MINIMUM_PGVECTOR", (99,))
    with engine.connect() as connection:
        with pytest.raises(SchemaOutdated, match=r"install .* then run `ALTER EXTENSION vector UPDATE`"):
            check_server(connection)
        connection.exec_driver_sql("DROP EXTENSION vector CASCADE")
        with pytest.raises(ImgsearchError, match=r"the server has pgvector .*; install .* then run the command again"):
            check_server(connection)


@pytest.mark.parametrize(
    ("encoding", "locale", "told"),
    [
        ("LATIN1", "C", "has the encoding LATIN1, not UTF8"),
        ("SQL_ASCII", "C", "has the encoding SQL_ASCII, not UTF8"),
        # Where a search for a photographer in small letters finds nobody who is written in capitals.
        ("UTF8", "C", "has a locale .* capital letters are not those of English and Russian"),
    ],
)
def test_a_database_that_cannot_keep_or_compare_every_letter_is_refused_before_anything_is_made(
    make_server: Callable[[], EmbeddedServer], encoding: str, locale: str, told: str
) -> None:
    url = make_server().url()
    admin = make_engine(url)
    run(
        admin,
        f"CREATE DATABASE other ENCODING '{encoding}' LC_COLLATE '{locale}' LC_CTYPE '{locale}' TEMPLATE template0",
        "CREATE DATABASE fit ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0",
    )
    admin.dispose()
    with pytest.raises(ImgsearchError, match=f"the database {told}; make another one by CREATE DATABASE NAME ENCODING"):
        upgrade_as(url.set(database="other"), str(url.username))
    for name, is_fit in (("other", False), ("fit", True)):
        engine = make_engine(url.set(database=name))
        with Session(engine) as session:
            assert (check_encoding(session).remedy is None) == is_fit
        engine.dispose()


@pytest.mark.parametrize("taken", ["SCHEMA analyst", "TABLE image (id int)", "TYPE encoder AS (id int)"])
def test_a_database_in_which_somebody_else_has_our_names_is_told_of(
    make_server: Callable[[], EmbeddedServer], taken: str
) -> None:
    url = make_server().url()
    engine = make_engine(url)
    run(engine, f"CREATE {taken}")
    engine.dispose()
    with pytest.raises(ImgsearchError, match="already exists, which is not imgsearch's; give imgsearch a database of"):
        upgrade_as(url, str(url.username))


def test_a_server_that_lets_nobody_in_any_more_is_not_called_away(make_server: Callable[[], EmbeddedServer]) -> None:
    url = make_server().url()
    admin = make_engine(url)
    run(admin, "CREATE ROLE narrow LOGIN CONNECTION LIMIT 1")
    engine = make_engine(url.set(username="narrow"))
    told = r"too many connections for role \"narrow\"; all connections that there may be are in use; try again later"
    with engine.connect(), pytest.raises(DatabaseUnavailable, match=told) as caught, map_errors(), engine.connect():
        pass
    assert "db start" not in str(caught.value)
    engine.dispose()
    admin.dispose()

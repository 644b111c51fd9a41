"""What a connection says of itself, how long it acts as a role, and which schemas it refuses."""

from __future__ import annotations

import pytest
from psycopg.pq import Format
from sqlalchemy import Engine, func, literal, select, text
from sqlalchemy.orm import Session

from imgsearch.db import check_schema, make_engine
from imgsearch.db.driver import BINARY
from imgsearch.db.rights import check_may_store
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.errors import ImgsearchError, SchemaOutdated

USER = text("SELECT current_user")


def test_the_server_lists_connections_under_the_program_s_name(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW application_name")) == "imgsearch"


def test_texts_are_utf_8_whatever_the_client_s_encoding_is_set_to(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "SQL_ASCII")
    other = make_engine(engine.url)
    with other.connect() as connection:
        assert connection.scalar(select(literal("собака"))) == "собака"
    other.dispose()


def test_a_statement_may_ask_for_its_answer_in_binary_which_says_the_same(engine: Engine) -> None:
    values = text(
        "SELECT 0.1::float8, ARRAY[0.1, NULL, 1e-300]::float8[], ARRAY['ё', NULL], '\\x00ff'::bytea, 7::bigint, "
        "7::integer, '1969-07-20 20:17:40.5'::timestamp, true, NULL::text"
    )
    with engine.connect() as connection:
        as_text = connection.execute(values)
        in_binary = connection.execute(values, execution_options={BINARY: True})
        formats = [each.cursor.format for each in (as_text, in_binary)]
        assert formats == [Format.TEXT, Format.BINARY]
        assert as_text.one() == in_binary.one()


def test_a_role_s_rights_end_with_the_transaction(session: Session) -> None:
    before = session.scalar(USER)
    session.rollback()
    with transaction_as(session, SEARCHER_ROLE):
        assert session.scalar(USER) == SEARCHER_ROLE == "imgsearch_searcher"
    assert session.scalar(USER) == before != SEARCHER_ROLE


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("0011", "at revision 0011, from before the first release; run `imgsearch db upgrade` with the development"),
        ("0000", "at revision 0000, this imgsearch needs"),
        ("9999", "at revision 9999, newer than this imgsearch knows"),
    ],
)
def test_a_schema_of_another_version_is_refused_with_the_way_out(engine: Engine, revision: str, said: str) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        with pytest.raises(SchemaOutdated, match=said):
            check_schema(connection)


def test_a_connection_that_ended_while_nobody_used_it_is_replaced(engine: Engine) -> None:
    own_pid = text("SELECT pg_backend_pid()")
    with engine.connect() as connection:
        before = connection.scalar(own_pid)
    other = make_engine(engine.url)
    with other.connect() as connection:
        assert connection.scalar(select(func.pg_terminate_backend(before, 5_000)))
    other.dispose()
    with engine.connect() as connection:
        assert connection.scalar(own_pid) != before


def test_a_server_that_writes_nothing_is_refused_before_the_work_and_not_after_it(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(ImgsearchError, match=r"stored in the table regressor, but this server is a read-only stan"):
            check_may_store(session, "regressor")
        check_may_store(session, "regressor")

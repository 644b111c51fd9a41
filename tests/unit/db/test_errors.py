"""The driver's errors as ours, and addresses that are refused or shown."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import lookup
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from imgsearch.db import connect_url, map_errors
from imgsearch.db.connect import public_address, without_password
from imgsearch.errors import BadInput, DatabaseUnavailable, ImgsearchError


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize(
    ("state", "kind", "remedy"),
    [
        ("23503", ImgsearchError, "what this belongs to was removed meanwhile; nothing of this batch was stored; run "
                                  "the command again"),
        ("23514", ImgsearchError, "the data breaks a rule of the schema; nothing of this batch was stored"),
        ("25006", ImgsearchError, "this server is a read-only standby, or default_transaction_read_only is on for this "
                                  "login; name the primary's host in IMGSEARCH_DATABASE_URL, with "
                                  "target_session_attrs=read-write, or turn that off"),
        ("25P03", ImgsearchError, "the server ends transactions that wait for so long: raise "
                                  "idle_in_transaction_session_timeout for this login, then run the command again, it "
                                  "resumes"),
        ("25P04", ImgsearchError, "the server ends transactions that take so long: raise transaction_timeout for this "
                                  "login, then run the command again, it resumes"),
        ("40001", ImgsearchError, "run the command again"),
        ("40P01", ImgsearchError, "two transactions blocked each other; run the command again, it resumes"),
        ("42501", ImgsearchError, "this database role lacks a right; ask the owner to run `imgsearch db grant`"),
        ("42P01", ImgsearchError, "the schema is missing; run `imgsearch db upgrade`"),
        ("42703", ImgsearchError, "the schema is behind; run `imgsearch db upgrade`"),
        ("54000", ImgsearchError, "a text is longer than the database can index; nothing of this batch was stored"),
        ("53200", ImgsearchError, "the database server has run out of a resource; see its log, then run the command "
                                  "again"),
        ("53100", ImgsearchError, "the database server's disk is full; free space and run the command again, it "
                                  "resumes"),
        ("53300", ImgsearchError, "all connections that there may be are in use; try again later, or raise "
                                  "max_connections or the limit of the login or database"),
        ("55P03", ImgsearchError, "another session held a lock for too long; run the command again when nothing else "
                                  "runs"),
        ("57014", ImgsearchError, "the statement exceeded its time limit; try again or raise statement_timeout"),
        ("58030", ImgsearchError, "the database server cannot read or write its files; see its log"),
        ("XX000", ImgsearchError, "the database server reports an internal error; see its log"),
        ("08006", DatabaseUnavailable, "the connection was lost; run the command again, it resumes"),
        ("57P01", DatabaseUnavailable, "the database server was stopped; start it and run the command again, it "
                                       "resumes"),
        ("57P02", DatabaseUnavailable, "the database server crashed and is restarting; run the command again in a "
                                       "moment"),
        ("57P03", DatabaseUnavailable, "the database server is starting or recovering; try again in a moment"),
    ],
)  # fmt: skip
def test_each_state_has_its_kind_and_remedy(state: str, kind: type[ImgsearchError], remedy: str, wrapped: bool) -> None:
    error: Exception = lookup(state)("said\nDETAIL: a row")
    if wrapped:
        error = DBAPIError("SELECT secret", {"password": "hidden"}, error)
    with pytest.raises(ImgsearchError) as caught, map_errors():
        raise error
    assert (type(caught.value), str(caught.value)) == (kind, f"said; {remedy}")
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("state", ["22003", "22P02"])
def test_a_number_that_no_row_can_have_is_bad_input(state: str) -> None:
    said = "a number is none that the database could have given: bigint out of range; see what is there"
    with pytest.raises(BadInput, match=said), map_errors():
        raise DBAPIError("SELECT", {}, lookup(state)("bigint out of range"))


@pytest.mark.parametrize("error", [lookup("42601")("syntax"), lookup("23505")("twice"), psycopg.DataError("bad")])
def test_mistakes_of_the_program_stay_as_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, map_errors():
        raise error
    assert caught.value is error
    wrapped = DBAPIError("SELECT", None, error)
    with pytest.raises(DBAPIError) as caught_wrapped, map_errors():
        raise wrapped
    assert caught_wrapped.value is wrapped


@pytest.mark.parametrize("kind", [psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ConnectionTimeout])
def test_a_server_that_does_not_answer_is_unavailable(kind: type[Exception]) -> None:
    said = r"does not answer \(refused\); start that server, an embedded one with `imgsearch db start`, or"
    with pytest.raises(DatabaseUnavailable, match=said), map_errors():
        raise kind("refused\nIs the server running?")
    with pytest.raises(DatabaseUnavailable, match=kind.__name__), map_errors():
        raise kind("")


def test_a_server_that_refuses_a_password_is_not_to_be_started() -> None:
    said = 'connection failed: FATAL:  password authentication failed for user "ann"'
    with pytest.raises(DatabaseUnavailable) as caught, map_errors():
        raise psycopg.OperationalError(said)
    assert str(caught.value).startswith(f"{said}; check name and password in IMGSEARCH_DATABASE_URL")


def test_a_lost_connection_is_unavailable_whatever_was_raised() -> None:
    with pytest.raises(DatabaseUnavailable, match="does not answer"), map_errors():
        raise DBAPIError("SELECT", None, psycopg.DataError("odd"), connection_invalidated=True)


def test_other_errors_of_the_outside_are_named() -> None:
    with pytest.raises(DatabaseUnavailable, match="search with fewer threads"), map_errors():
        raise PoolTimeout
    with pytest.raises(BadInput, match="not valid UTF-8"), map_errors():
        "\ud800".encode()
    with pytest.raises(BadInput, match=r"^IMGSEARCH_DATABASE_URL: invalid connection option"), map_errors():
        raise psycopg.ProgrammingError('invalid connection option "nonsense"')
    with pytest.raises(KeyError), map_errors():
        raise KeyError


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://ann:p@ss@db/photos@x", "more than one @"),
        ("mysql://ann:hidden@db/photos", "names mysql"),
        ("nonsense", "is not a database URL"),
        ("postgresql://ann:hidden@db:port/photos", "is not a database URL"),
        ("postgresql://ann:hidden@a:1,b:port/photos", "is not a database URL"),
    ],
)
def test_addresses_are_refused_without_their_password(url: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        connect_url(url)
    assert "hidden" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_password_among_the_options_moves_to_its_place() -> None:
    url = connect_url("postgres://ann@db/photos?password=one&sslmode=require")
    assert (url.drivername, url.password, dict(url.query)) == ("postgresql+psycopg", "one", {"sslmode": "require"})
    assert connect_url("postgresql://ann@db/photos?password=one&password=two").password == "two"
    assert connect_url("postgresql://ann:first@db/photos?password=one").password == "first"


def test_what_is_shown_of_an_address_has_no_secret() -> None:
    url = connect_url("postgresql://ann:hidden@db:5433/photos?sslpassword=hidden&sslmode=require")
    assert public_address(url) == "postgresql://ann@db:5433/photos"
    assert without_password(url).password is None
    several = URL.create("postgresql+psycopg", query={"host": "a,b", "port": "1,2", "options": "-c x=y"})
    assert public_address(several) == "postgresql://?host=a%2Cb&port=1%2C2"

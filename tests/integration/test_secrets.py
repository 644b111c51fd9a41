"""The database's password, accounts' passwords and tokens: in no output, no error, no log and no list of processes."""

from __future__ import annotations

import secrets
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.cli import main
from imgsearch.db import connect_url, make_engine
from imgsearch.db.backup import back_up, restore
from imgsearch.db.connect import without_password
from imgsearch.db.programs import client_address
from imgsearch.errors import BadInput
from imgsearch.settings import read_settings
from imgsearch.web.accounts import add_account, make_token
from imgsearch.web.app import create_app
from imgsearch.web.config import WebConfig
from tests.page_logs import page_logs

PASSWORD = f"hush{secrets.token_hex(8)}"
DEADLINE_SECONDS = 30


@pytest.fixture
def owner_url(engine: Engine, database_url: URL) -> Iterator[URL]:
    """Of a login with this password, which may do everything."""
    name = f"imgsearch_test_owner_{secrets.token_hex(6)}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD '{PASSWORD}'"))
    yield database_url.set(username=name, password=PASSWORD)
    with engine.begin() as connection:
        connection.execute(text(f"REASSIGN OWNED BY {name} TO CURRENT_USER"))
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))


def command_lines() -> list[str]:
    """Of every process on the machine, as `ps` shows them to everybody."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # it has ended
            continue
    return found


def watch(engine: Engine, work: Callable[[], object], program: str) -> list[str]:
    """All command lines while the work waits for a lock and the program runs."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as exc:
            failures.append(exc)

    worker = threading.Thread(target=run)
    deadline = time.monotonic() + DEADLINE_SECONDS
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE thumbnail IN ACCESS EXCLUSIVE MODE"))
        worker.start()
        while True:
            lines = command_lines()
            ours = [line.split(" ")[0] for line in lines if str(engine.url.database) in line]
            running = program in [Path(started).name for started in ours]
            if running or failures or time.monotonic() > deadline:
                break
            time.sleep(0.02)
    worker.join(DEADLINE_SECONDS)
    assert failures == []
    assert running
    return lines


@pytest.mark.parametrize("place", ["before the host", "behind the question mark"])
def test_no_list_of_processes_shows_the_password(engine: Engine, owner_url: URL, tmp_path: Path, place: str) -> None:
    if place != "before the host":
        bare = without_password(owner_url).update_query_dict({"password": PASSWORD})
        owner_url = connect_url(bare.render_as_string(hide_password=False))
    owner = make_engine(owner_url)
    dump = tmp_path / "a.dump"
    lines = watch(engine, lambda: back_up(owner, dump), "pg_dump")
    lines += watch(engine, lambda: restore(owner, dump, replace=True), "psql")
    owner.dispose()
    assert [line for line in lines if PASSWORD in line] == []


def test_other_secrets_of_an_address_are_refused_where_they_would_be_listed() -> None:
    url = connect_url(f"postgresql://u@h/d?sslkey=/k&sslpassword={PASSWORD}")
    with pytest.raises(BadInput, match="option sslpassword, which would stand in the list of processes") as caught:
        client_address(url)
    assert PASSWORD not in str(caught.value)


def addresses(url: URL) -> list[str]:
    """Of servers that are not there, of this one with what is wrong, and of none."""
    wrong = url.set(password=PASSWORD)
    return [
        f"postgresql://u:{PASSWORD}@127.0.0.1:1/x",
        f"postgresql://u@127.0.0.1:1/x?password={PASSWORD}",
        f"postgresql://u:{PASSWORD}@host.invalid/x",
        f"postgresql://u:a@{PASSWORD}@host.invalid/x",
        f"postgresql://u:{PASSWORD}@127.0.0.1:{PASSWORD}/x",
        f"postgresql://u:{PASSWORD}@a:1,b:{PASSWORD}/x",
        f"postgresql//u:{PASSWORD}@127.0.0.1/x",
        f"mysql://u:{PASSWORD}@127.0.0.1/x",
        f"postgresql://u:{PASSWORD}@127.0.0.1:1/x?nonsense={PASSWORD}",
        wrong.set(database="no_such_database").render_as_string(hide_password=False),
        wrong.set(username="no_such_login").render_as_string(hide_password=False),
    ]


COMMANDS = [
    ("status",), ("doctor",), ("doctor", "--json"), ("db", "status"), ("db", "upgrade"),
    ("db", "grant", "analyst", "ann"), ("db", "backup", "never.dump"),
    ("query", "a dog"), ("load", "."), ("minors", "stats"), ("models", "list"),
    ("user", "list"), ("evaluate",), ("serve", "--port", "0"),
]  # fmt: skip


def test_no_error_of_a_server_that_cannot_be_reached_holds_the_password(
    database_url: URL, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    for number, address in enumerate(addresses(database_url)):
        monkeypatch.setenv("IMGSEARCH_DATABASE_URL", address)
        # Every command for the first address, and some for the others, each of which takes its own way.
        for command in COMMANDS if number == 0 else COMMANDS[number % 4 :: 4]:
            with page_logs():  # `imgsearch serve` sets them up
                result = CliRunner().invoke(main, command)
            assert result.exit_code == 1, (address, command, result.output)
            assert isinstance(result.exception, SystemExit)
            assert PASSWORD not in result.output
            assert result.exc_info is not None
            assert PASSWORD not in "".join(traceback.format_exception(*result.exc_info))
        with pytest.raises(Exception) as caught:  # noqa: PT011 (whatever a notebook would show)
            Catalog.open(address).search("a dog")
        assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_what_is_printed_of_settings_addresses_and_engines_hides_the_password(
    owner_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (
        owner_url.render_as_string(hide_password=False),
        without_password(owner_url).update_query_dict({"password": PASSWORD}).render_as_string(hide_password=False),
    ):
        monkeypatch.setenv("IMGSEARCH_DATABASE_URL", address)
        url = connect_url(address)
        made = make_engine(url)
        assert PASSWORD not in f"{read_settings()!r} {url} {url!r} {made} {made!r}"
        with made.connect() as connection:
            assert PASSWORD not in f"{connection} {connection.connection}"
        made.dispose()
        for command in (("status",), ("db", "status"), ("doctor",), ("user", "list")):
            result = CliRunner().invoke(main, command)
            assert "Traceback" not in result.output
            assert PASSWORD not in result.output


def test_an_error_that_nobody_foresaw_holds_no_password(owner_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", owner_url.render_as_string(hide_password=False))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr("imgsearch.cli.status._read", fail)
    result = CliRunner().invoke(main, ["status"])
    assert isinstance(result.exception, RuntimeError)
    assert PASSWORD not in "".join(traceback.format_exception(result.exception)) + result.output


def test_logs_and_answers_of_the_page_hold_no_password_and_no_token(
    engine: Engine, session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(session, "ann", "admin", PASSWORD)
    token = make_token(session, "ann", "test")
    session.commit()
    app = create_app(engine, WebConfig(secret="0" * 64, log_queries=True, logins_per_minute=100))
    with page_logs(), TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        csrf = client.get("/login").text.partition('name="csrf" value="')[2].partition('"')[0]
        said = [client.post("/login", data={"name": "ann", "password": PASSWORD + "x", "csrf": csrf})]
        said.append(client.post("/login", data={"name": "ann", "password": PASSWORD * 100, "csrf": csrf}))
        said.append(client.post("/login", data={"name": "ann\0", "password": PASSWORD, "csrf": csrf}))
        for header in (f"Bearer {token}", f"Bearer {token}x", f"Basic {PASSWORD}"):
            said.append(client.get("/api/search?q=dog", headers={"Authorization": header}))
        monkeypatch.setattr("imgsearch.web.routes.login.check_password", _fail)
        said.append(client.post("/login", data={"name": "ann", "password": PASSWORD, "csrf": csrf}))
        monkeypatch.undo()
        said.append(client.post("/login", data={"name": "ann", "password": PASSWORD, "csrf": csrf}))
    assert [answer.status_code for answer in said] == [401, 400, 400, 404, 404, 404, 500, 303]
    log = capsys.readouterr().err
    assert log.count("\n") > len(said)
    assert "nobody foresaw this" in log
    for words in (log, *(answer.text for answer in said)):
        assert PASSWORD not in words
        assert token not in words


def _fail(*_: object) -> None:
    raise RuntimeError("nobody foresaw this")


def test_a_page_without_its_database_says_so_without_the_password(capsys: pytest.CaptureFixture[str]) -> None:
    lost = make_engine(f"postgresql://u:{PASSWORD}@127.0.0.1:1/x")
    app = create_app(lost, WebConfig(secret="0" * 64))
    with page_logs(), TestClient(app, raise_server_exceptions=False) as client:
        for path in ("/healthz", "/", "/api/search?q=dog", "/thumbnail/1.webp"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert PASSWORD not in answer.text
            assert "127.0.0.1" not in answer.text
    lost.dispose()
    log = capsys.readouterr().err
    assert "connection failed" in log
    assert PASSWORD not in log

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image as Pillow
from sqlalchemy import func, select, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.tables import Account, ApiToken, Thumbnail
from imgsearch.web.accounts import add_account, make_token, read_token
from imgsearch.web.config import read_secret
from loaders.thumbnails import load_thumbnails

from .conftest import PASSWORD, AddPicture


@pytest.fixture
def command(database_url: URL, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    monkeypatch.delenv("IMGSEARCH_PASSWORD", raising=False)
    return CliRunner()


def user(command: CliRunner, *words: str) -> Result:
    return command.invoke(main, ["user", *words])


def test_accounts_come_and_go(command: CliRunner, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    assert user(command, "add", "ann", "--role", "editor", "--password-file", str(file)).exit_code == 0
    stored = str(session.scalars(select(Account.password_hash)).one())
    assert stored.startswith("$argon2id$")
    assert user(command, "list").stdout.split() == ["ann", "editor"]
    assert user(command, "token", "ann").stdout.startswith("imgs_")
    again = user(command, "add", "Ann", "--password-file", str(file))
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert user(command, "remove", "ann").exit_code == 0
    assert user(command, "list").stdout == ""


def test_tokens_are_listed_revoked_and_end_with_the_password(
    command: CliRunner, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMGSEARCH_PASSWORD", PASSWORD)
    for name in ("ann", "bob"):
        user(command, "add", name)
    asked = (("ann", "short", "--days", "2"), ("ann", "usual"), ("bob", "his"))
    made = [user(command, "token", name, "--label", *rest).stdout.strip() for name, *rest in asked]
    today = datetime.now(UTC).date()
    lines = user(command, "tokens", "ann").stdout.splitlines()
    assert [line.split()[1:] for line in lines] == [
        ["made", str(today), "ends", str(today + timedelta(days=days)), label]
        for days, label in ((2, "short"), (365, "usual"))
    ]
    assert not any(token in "".join(lines) for token in made)

    def alive() -> list[bool]:
        session.rollback()
        return [read_token(session, token) is not None for token in made]

    assert alive() == [True, True, True]
    number = lines[0].split()[0]
    assert user(command, "revoke", "bob", number).exit_code == 1  # it is not his
    assert alive() == [True, True, True]
    assert user(command, "revoke", "ann").exit_code == 2
    assert user(command, "revoke", "ann", number).exit_code == 0
    assert alive() == [False, True, True]
    monkeypatch.setenv("IMGSEARCH_PASSWORD", PASSWORD + " new")
    assert user(command, "password", "ann").exit_code == 0
    assert alive() == [False, False, True]
    assert user(command, "revoke", "bob", "--all").stdout == "1 token of bob is ended\n"
    assert alive() == [False, False, False]
    assert user(command, "tokens", "nobody").exit_code == 1


def test_a_token_is_nobodys_once_it_has_ended(command: CliRunner, session: Session) -> None:
    add_account(session, "ann", "searcher", PASSWORD)
    token = make_token(session, "ann", "", days=1)
    session.commit()
    for seconds, works in ((60, True), (-60, False)):
        session.execute(update(ApiToken).values(expires_at=func.now() + timedelta(seconds=seconds)))
        session.commit()
        assert (read_token(session, token) is not None) is works
    assert " ended " in user(command, "tokens", "ann").stdout


def test_a_short_password_or_none_is_refused(command: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = user(command, "add", "ann")
    assert (asked.exit_code, "there is no terminal to type a password" in asked.output) == (1, True)
    monkeypatch.setenv("IMGSEARCH_PASSWORD", "short")
    short = user(command, "add", "ann")
    assert (short.exit_code, "10 to 500 characters" in short.output) == (1, True)
    assert "short" not in short.output.replace("too short", "")


def test_the_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    first = read_secret(tmp_path / "data")
    assert read_secret(tmp_path / "data") == first
    assert (tmp_path / "data" / "web-secret").stat().st_mode & 0o077 == 0


def test_thumbnails_are_made_once_and_again_when_the_file_changes(add_picture: AddPicture, session: Session) -> None:
    add_picture("a.png")
    assert (load_thumbnails(session).inserted, load_thumbnails(session).unchanged) == (0, 1)
    session.execute(Thumbnail.__table__.update().values(sha256=bytes(32)))  # type: ignore[attr-defined]
    session.commit()
    assert load_thumbnails(session).inserted == 1


def test_a_file_that_changed_since_it_was_screened_gets_no_thumbnail(
    add_picture: AddPicture, session: Session, tmp_path: Path
) -> None:
    add_picture("a.png")
    session.execute(Thumbnail.__table__.delete())  # type: ignore[attr-defined]
    session.commit()
    Pillow.new("RGB", (9, 9)).save(tmp_path / "a.png")
    result = load_thumbnails(session)
    assert result.inserted == 0
    assert "1 picture has no thumbnail" in result.notes[0]

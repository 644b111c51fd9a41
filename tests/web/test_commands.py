from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image as Pillow
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.tables import Account, ApiToken, Thumbnail
from imgsearch.web.accounts import add_account, check_password, make_token, read_token
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


def test_each_command_says_what_became_of_the_account(command: CliRunner, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes(f"{PASSWORD}\r\n".encode())
    nobody = user(command, "list")
    assert (nobody.stdout, nobody.stderr) == ("", "no accounts; `imgsearch user add NAME` adds one\n")
    given = ("--password-file", str(file))
    assert user(command, "add", "ann", "--role", "editor", *given).stdout == "ann may log in as editor\n"
    assert user(command, "add", "bob", "--no-originals", *given).stdout == "bob may log in as searcher\n"
    known = [check_password(session, name, PASSWORD) for name in ("ann", "bob")]
    assert [found and (found.role, found.sees_originals) for found in known] == [("editor", True), ("searcher", False)]
    vouched = {"role": "admin", "issuer": "https://a.org", "subject": "7", "sees_originals": False}
    session.execute(insert(Account).values(name="cy", **vouched))
    session.commit()
    assert user(command, "list").stdout.splitlines() == [
        "ann                     editor",
        "bob                     searcher  no originals",
        "cy                      admin     no originals by https://a.org",
    ]
    none = user(command, "tokens", "bob")
    assert (none.stdout, none.stderr) == ("", "bob has no tokens; `imgsearch user token bob` makes one\n")
    for _ in range(2):
        user(command, "token", "bob")
    assert user(command, "revoke", "bob", "--all").stdout == "2 tokens of bob are ended\n"
    assert user(command, "revoke", "bob", "1", "--all").exit_code == 2
    assert user(command, "password", "bob", *given).stdout == "the password of bob is changed\n"
    assert user(command, "remove", "bob").stdout == "bob is removed\n"
    gone = user(command, "remove", "bob")
    assert (gone.exit_code, gone.stdout, "there is no account 'bob'" in gone.stderr) == (1, "", True)


@pytest.mark.parametrize("days", ["0", "3651", "x"])
def test_a_token_for_other_numbers_of_days_is_refused(command: CliRunner, days: str) -> None:
    assert user(command, "token", "ann", "--days", days).exit_code == 2


def test_a_file_that_holds_no_text_is_no_password(command: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "password").write_bytes(b"\xff" * 20)
    refused = user(command, "add", "ann", "--password-file", str(tmp_path / "password"))
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: cannot read {tmp_path / 'password'}: ")


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

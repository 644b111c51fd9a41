"""`imgsearch user`: accounts of the page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.numbers import WholeNumber
from imgsearch.counted import counted
from imgsearch.errors import BadInput

if TYPE_CHECKING:
    from click.decorators import FC

    from imgsearch.web.accounts import Role

PASSWORD_VARIABLE = "IMGSEARCH_PASSWORD"


def password_option(command: FC) -> FC:
    """Where the password comes from; a command line can be read by every user of the machine."""
    return click.option(
        "--password-file",
        envvar=f"{PASSWORD_VARIABLE}_FILE",
        show_envvar=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=f"Read the password from a file; else from {PASSWORD_VARIABLE}, else it is asked for.",
    )(command)


@click.group(cls=ErrorGroup)
def user() -> None:
    """Manage the page's accounts: who may see full-size pictures and review flags.

    \b
    imgsearch user add ann --role editor
    imgsearch user list
    """


@user.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["searcher", "editor", "admin"]),
    default="searcher",
    show_default=True,
    help="searcher; editor also reviews flags; admin also reads metrics from other machines.",
)
@click.option("--no-originals", is_flag=True, help="Show this account thumbnails only, no full-size pictures.")
@password_option
def add(name: str, role: Role, no_originals: bool, password_file: Path | None) -> None:
    """Add the account NAME.

    Example: imgsearch user add ann --role editor
    """
    from imgsearch.web.accounts import add_account

    password = _password(password_file)
    with open_session() as session:
        add_account(session, name, role, password, sees_originals=not no_originals)
        session.commit()
    echo(f"{name} may log in as {role}")


@user.command("list")
def list_users() -> None:
    """List the accounts, and by whom those without a password are vouched for.

    Example: imgsearch user list
    """
    from imgsearch.web.accounts import list_accounts

    with open_session() as session:
        accounts = list_accounts(session)
    for account in accounts:
        rest = ("" if account.sees_originals else "no originals", f"by {account.issuer}" if account.issuer else "")
        echo(f"{account.name:<23} {account.role:<9} {' '.join(filter(None, rest))}".rstrip())
    if not accounts:
        echo("no accounts; `imgsearch user add NAME` adds one", err=True)


@user.command()
@click.argument("name")
@password_option
def password(name: str, password_file: Path | None) -> None:
    """Change the password of NAME, log the account out everywhere and end its tokens.

    Example: imgsearch user password ann
    """
    from imgsearch.web.accounts import set_password

    new = _password(password_file)
    with open_session() as session:
        set_password(session, name, new)
        session.commit()
    echo(f"the password of {name} is changed")


@user.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove the account NAME with its tokens and collections; its ratings and verdicts stay.

    Example: imgsearch user remove ann
    """
    from imgsearch.web.accounts import remove_account

    with open_session() as session:
        remove_account(session, name)
        session.commit()
    echo(f"{name} is removed")


@user.command()
@click.argument("name")
@click.option("--label", default="", metavar="TEXT", help="What the token is for.")
@click.option("--days", default=365, show_default=True, type=WholeNumber(1, 3650), help="How long it is good for.")
def token(name: str, label: str, days: int) -> None:
    """Make an API token for programs that act as NAME; it is printed once.

    Example: imgsearch user token ann --label "nightly export" --days 30
    """
    from imgsearch.web.accounts import make_token

    with open_session() as session:
        made = make_token(session, name, label, days=days)
        session.commit()
    echo(made)


@user.command()
@click.argument("name")
def tokens(name: str) -> None:
    """List the tokens of NAME: number, when it was made, when it ends, what it is for.

    Example: imgsearch user tokens ann
    """
    from imgsearch.web.accounts import list_tokens

    with open_session() as session:
        found = list_tokens(session, name)
    for row in found:
        ends = f"{'ended' if row.has_ended else 'ends'} {row.expires_at:%Y-%m-%d}"
        echo(f"{row.id:<8}made {row.created_at:%Y-%m-%d}  {ends:<18}{row.label}".rstrip())
    if not found:
        echo(f"{name} has no tokens; `imgsearch user token {name}` makes one", err=True)


@user.command()
@click.argument("name")
@click.argument("ids", nargs=-1, type=WholeNumber(1), metavar="[NUMBER]...")
@click.option("--all", "every", is_flag=True, help="End all tokens of the account.")
def revoke(name: str, ids: tuple[int, ...], every: bool) -> None:
    """End the tokens of NAME with these NUMBERs, as `imgsearch user tokens` lists them.

    Example: imgsearch user revoke ann 3
    """
    from imgsearch.web.accounts import revoke_tokens

    if bool(ids) == every:
        raise click.UsageError(f"name tokens that `imgsearch user tokens {name}` lists, or --all")
    with open_session() as session:
        ended = revoke_tokens(session, name, None if every else ids)
        session.commit()
    echo(f"{counted(ended, 'token')} of {name} {'is' if ended == 1 else 'are'} ended")


def _password(file: Path | None) -> str:
    """The password from the file, the environment or the terminal.

    Raises:
        BadInput: there is none to be had.
    """
    if file is not None:
        try:
            return file.read_text().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as exc:
            raise BadInput(f"cannot read {file}: {exc}") from exc
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise BadInput(f"there is no terminal to type a password; use --password-file or {PASSWORD_VARIABLE}")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer

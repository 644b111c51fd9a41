"""`imgsearch collection`: pictures that an account puts together, and links to them."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.numbers import WholeNumber
from imgsearch.counted import counted
from imgsearch.extras import require

account_option = click.option("--account", required=True, metavar="NAME", help="Whose collections they are.")


@click.group(cls=ErrorGroup)
def collection() -> None:
    """Manage collections of the page's accounts, and links by which anybody may see one.

    \b
    imgsearch collection add Wedding 17 23 --account ann
    imgsearch collection share Wedding --account ann --days 14
    """
    require("serve")


@collection.command("list")
@account_option
def list_all(account: str) -> None:
    """List the collections of an account.

    Example: imgsearch collection list --account ann
    """
    from imgsearch.web.collections import list_collections

    with open_session() as session:
        listed = list_collections(session, _account_id(session, account))
    for each in listed:
        until = f"shared until {each.shared_until:%Y-%m-%d}" if each.shared_until is not None else ""
        echo(printable(f"{each.pictures:>6}  {each.name:<32}{until}".rstrip()))
    if not listed:
        echo("no collections; `imgsearch collection add NAME ID...` makes one", err=True)


@collection.command()
@click.argument("name")
@account_option
def show(name: str, account: str) -> None:
    """List the pictures of a collection that may be shown: id and name.

    Example: imgsearch collection show Wedding --account ann
    """
    from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
    from imgsearch.web.collections import read_member_ids, read_members

    with open_session() as session:
        ids = read_member_ids(session, _find(session, account, name))
        session.rollback()
        with transaction_as(session, SEARCHER_ROLE):
            rows = read_members(session, ids)
    for row in rows:
        echo(printable(f"{row.image_id:>8}  {row.name}"))


@collection.command()
@click.argument("name")
@click.argument("image_ids", nargs=-1, type=WholeNumber(1), metavar="ID...")
@account_option
def add(name: str, image_ids: tuple[int, ...], account: str) -> None:
    """Put pictures into a collection, which is made where there is none; a query with --json tells their ids.

    Example: imgsearch collection add Wedding 17 23 --account ann
    """
    from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
    from imgsearch.web.collections import add_pictures, find_collection, read_shown

    with open_session() as session:
        with transaction_as(session, SEARCHER_ROLE):
            shown = read_shown(session, image_ids)
        count = add_pictures(session, find_collection(session, _account_id(session, account), name), shown)
        session.commit()
    echo(printable(f"{counted(count, 'picture is', 'pictures are')} in {name}"))


@collection.command()
@click.argument("name")
@click.argument("image_ids", nargs=-1, type=WholeNumber(1), metavar="[ID]...")
@account_option
def remove(name: str, image_ids: tuple[int, ...], account: str) -> None:
    """Take pictures out of a collection, or without any remove it; the pictures stay in the gallery.

    Example: imgsearch collection remove Wedding 17 --account ann
    """
    from imgsearch.web.collections import remove_collection, take_picture

    with open_session() as session:
        collection_id = _find(session, account, name)
        for image_id in image_ids:
            take_picture(session, collection_id, image_id)
        if not image_ids:
            remove_collection(session, collection_id)
        session.commit()
    echo(printable(f"taken out of {name}" if image_ids else f"{name} is removed"))


@collection.command()
@click.argument("name")
@account_option
@click.option("--days", default=30, show_default=True, type=WholeNumber(1, 3650), help="How long the link is good.")
def share(name: str, account: str, days: int) -> None:
    """Make a link to a collection and print its path on the page, this once; the link before it ends.

    Example: imgsearch collection share Wedding --account ann --days 14
    """
    from imgsearch.web.collections import share as make_link

    with open_session() as session:
        token = make_link(session, _find(session, account, name), days=days)
        session.commit()
    echo(f"/shared/{token}")


@collection.command()
@click.argument("name")
@account_option
def unshare(name: str, account: str) -> None:
    """End the link to a collection.

    Example: imgsearch collection unshare Wedding --account ann
    """
    from imgsearch.web.collections import end_share

    with open_session() as session:
        end_share(session, _find(session, account, name))
        session.commit()
    echo(printable(f"{name} is shared no more"))


def _account_id(session: Session, account: str) -> int:
    from imgsearch.web.accounts import find_account

    return find_account(session, account)


def _find(session: Session, account: str, name: str) -> int:
    """The id of a collection that is there."""
    from imgsearch.web.collections import NoSuchCollection, list_collections

    for each in list_collections(session, _account_id(session, account)):
        if each.name == name:
            return each.id
    raise NoSuchCollection(
        f"{account} has no collection {name!r}; `imgsearch collection list --account {account}` lists them"
    )

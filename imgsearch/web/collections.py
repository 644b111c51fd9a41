"""Collections: pictures that an account puts together under a name, and links by which anybody may see them.

Every function works in the caller's transaction, of the role imgsearch_web or the owner; the pictures themselves are
read as the searcher (read_members), so that a hidden one is in no collection while it is hidden.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, no_picture
from imgsearch.queries.arrays import is_any
from imgsearch.spelling import tidy
from imgsearch.tables import Collection, CollectionPicture, Image
from imgsearch.tables.collection import LONGEST_COLLECTION_NAME

#: For which a link is good unless it is made for longer.
SHARE_DAYS = 30
MOST_DAYS = 3650
#: Pictures of one collection.
MOST_PICTURES = 10_000
#: A link is a secret: what is shown by it tells it to no other site, and no search engine keeps it.
LINK_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class NoSuchCollection(BadInput):
    """There is no such collection of this account, or no link that is good."""


class Listed(NamedTuple):
    """A collection as its owner sees it."""

    id: int
    name: str
    pictures: int
    """That may be shown."""
    shared_until: datetime | None
    """None where it is not shared, or the link has ended."""


class Member(NamedTuple):
    """A picture of a collection, as the searcher sees it."""

    image_id: int
    name: str
    width: int
    height: int
    taken_at: datetime | None


def list_collections(session: Session, account_id: int) -> list[Listed]:
    """The collections of an account, by name."""
    pictures = (
        select(func.count())
        .select_from(CollectionPicture)
        .where(CollectionPicture.collection_id == Collection.id, ~CollectionPicture.is_hidden)
        .scalar_subquery()
    )
    is_good = case((Collection.shared_until > func.now(), Collection.shared_until))
    rows = session.execute(
        select(Collection.id, Collection.name, pictures, is_good)
        .where(Collection.account_id == account_id)
        .order_by(func.lower(Collection.name), Collection.id)
    )
    return [Listed(*row) for row in rows]


def read_collection(session: Session, account_id: int, collection_id: int) -> Listed:
    """One collection of an account.

    Raises:
        NoSuchCollection: it has none of this id.
    """
    for listed in list_collections(session, account_id):
        if listed.id == collection_id:
            return listed
    raise NoSuchCollection(
        f"there is no collection {collection_id}; see those that there are",
        ru=f"подборки {collection_id} нет; посмотрите, какие есть",
    )


def find_collection(session: Session, account_id: int, name: str) -> int:
    """The id of the collection of a name, which is made where there is none.

    Raises:
        BadInput: the name is empty, has nothing that can be seen, or is too long.
    """
    name = " ".join(name.replace("\x00", "").split())
    if not tidy(name) or len(name) > LONGEST_COLLECTION_NAME:
        raise BadInput(
            f"a collection's name has 1 to {LONGEST_COLLECTION_NAME} characters",
            ru=f"в названии подборки от 1 до {LONGEST_COLLECTION_NAME} знаков",
        )
    own = select(Collection.id).where(Collection.account_id == account_id, Collection.name == name)
    found = session.scalar(own)
    if found is None:
        made = insert(Collection).values(account_id=account_id, name=name)
        session.execute(made.on_conflict_do_nothing())
        found = session.scalars(own).one()
    return found


def add_pictures(session: Session, collection_id: int, shown: Sequence[int]) -> int:
    """Put pictures into a collection, where they may be already.

    One that is hidden or removed meanwhile is left out, and costs no other.

    Args:
        session: of the role imgsearch_web or the owner.
        collection_id: of the account that asks.
        shown: ids of pictures that may be shown, from read_shown().

    Returns:
        How many of them are in it.

    Raises:
        BadInput: the collection would have too many.
    """
    count = select(func.count()).where(CollectionPicture.collection_id == collection_id)
    if (session.scalar(count) or 0) + len(shown) > MOST_PICTURES:
        raise BadInput(
            f"a collection has at most {MOST_PICTURES:,} pictures",
            ru=f"в подборке не бывает больше {MOST_PICTURES // 1000} тысяч изображений",
        )
    rows = [{"collection_id": collection_id, "image_id": image_id} for image_id in dict.fromkeys(shown)]
    if not rows or _put(session, rows):
        return len(rows)
    return sum(_put(session, [row]) for row in rows)


def _put(session: Session, rows: Sequence[dict[str, int]]) -> bool:
    """Whether the database took them: it refuses what was flagged since it was read."""
    with suppress(IntegrityError), session.begin_nested():
        session.execute(insert(CollectionPicture).on_conflict_do_nothing(), rows)
        return True
    return False


def take_picture(session: Session, collection_id: int, image_id: int) -> None:
    """Take a picture out of a collection; whether it was there, or is hidden, nobody learns."""
    session.execute(select(func.take_picture_out(collection_id, image_id)))


def remove_collection(session: Session, collection_id: int) -> None:
    """Remove a collection; the pictures stay in the gallery."""
    session.execute(delete(Collection).where(Collection.id == collection_id))


def share(session: Session, collection_id: int, *, days: int = SHARE_DAYS, token: str | None = None) -> str:
    """Make a link, which ends the one before; the token is told once, the database keeps its hash.

    Args:
        session: the caller commits.
        collection_id: of the account that asks.
        days: for which it is good.
        token: of the link, which nobody can guess; None: a new one.

    Raises:
        BadInput: the number of days is out of range.
    """
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"a link is good for 1 to {MOST_DAYS} days", ru=f"ссылка действует от 1 до {MOST_DAYS} дней")
    if token is None:
        token = secrets.token_urlsafe(24)
    values = {"share_sha256": _digest(token), "shared_until": func.now() + timedelta(days=days)}
    session.execute(update(Collection).where(Collection.id == collection_id).values(values))
    return token


def end_share(session: Session, collection_id: int) -> None:
    """End the link of a collection."""
    values = {"share_sha256": None, "shared_until": None}
    session.execute(update(Collection).where(Collection.id == collection_id).values(values))


def read_shared(session: Session, token: str) -> Listed:
    """The collection that a link is good for.

    Raises:
        NoSuchCollection: there is none, or the link has ended.
    """
    row = session.execute(
        select(Collection.id, Collection.name, Collection.account_id, Collection.shared_until).where(
            Collection.share_sha256 == _digest(token), Collection.shared_until > func.now()
        )
    ).one_or_none()
    if row is None:
        raise NoSuchCollection("this link has ended", ru="эта ссылка больше не действует")
    return Listed(row.id, row.name, 0, row.shared_until)


def read_member_ids(session: Session, collection_id: int) -> list[int]:
    """The pictures of a collection in the order in which they were put there."""
    members = select(CollectionPicture.image_id).where(
        CollectionPicture.collection_id == collection_id, ~CollectionPicture.is_hidden
    )
    return list(session.scalars(members.order_by(CollectionPicture.added_at, CollectionPicture.image_id)))


def read_members(session: Session, ids: Sequence[int]) -> list[Member]:
    """Pictures of these ids as the searcher sees them, in this order; without those that may not be shown."""
    columns = (Image.id, Image.name, Image.width, Image.height, Image.taken_at)
    rows = session.execute(select(*columns).where(is_any(Image.id, ids), ~Image.is_hidden))
    by_id = {member.image_id: member for member in (Member(*row) for row in rows)}
    return [by_id[image_id] for image_id in ids if image_id in by_id]


def read_shown(session: Session, ids: Sequence[int]) -> list[int]:
    """The ids, all of pictures that the searcher sees.

    Raises:
        NoSuchPicture: one is not.
    """
    found = [row.image_id for row in read_members(session, ids)]
    if missing := [image_id for image_id in ids if image_id not in set(found)]:
        raise no_picture(missing[0])
    return found


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()

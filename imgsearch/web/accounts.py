"""Accounts, their passwords and their tokens, in the database."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.tables import Account, ApiToken, IdToken

Role = Literal["searcher", "editor", "admin"]
MINIMUM_PASSWORD = 10
#: Hashing longer ones would only serve to keep the server busy.
MAXIMUM_PASSWORD = 500
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
TOKEN_PREFIX = "imgs_"
#: For which a token is good unless it is made for longer.
TOKEN_DAYS = 365
_hasher = PasswordHasher()


class User(NamedTuple):
    """An account as the page knows it."""

    id: int
    name: str
    role: str
    sees_originals: bool
    epoch: int
    issuer: str | None = None
    """Who vouches for this person; None where there is a password."""

    @property
    def is_editor(self) -> bool:
        """Whether this account reviews flags."""
        return self.role in ("editor", "admin")


#: What a User is read from, in its order.
USER_COLUMNS = tuple(getattr(Account, name) for name in User._fields)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """Checked when a name does not exist, so that the time to answer does not tell."""
    return _hasher.hash(secrets.token_hex())


def add_account(session: Session, name: str, role: Role, password: str, *, sees_originals: bool = True) -> None:
    """Add an account; the caller commits.

    Raises:
        BadInput: the name is taken or odd, or the password too short.
    """
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise BadInput(f"the account name {name!r} must be 1 to 64 of a-z, 0-9 and . _ @ -")
    if session.scalar(select(Account.id).where(Account.name == name)) is not None:
        raise BadInput(f"there is an account {name!r} already; change its password with `imgsearch user password`")
    session.execute(
        insert(Account).values(name=name, role=role, password_hash=_hash(password), sees_originals=sees_originals)
    )


def set_password(session: Session, name: str, password: str) -> None:
    """Change a password and end the account's sessions and tokens; the caller commits.

    Raises:
        BadInput: there is no such account, it has no password, or the password is too short.
    """
    values = {"password_hash": _hash(password), "epoch": Account.epoch + 1}
    account_id = find_account(session, name)
    issuer = session.scalar(select(Account.issuer).where(Account.id == account_id))
    if issuer is not None:
        raise BadInput(f"{name} has no password here; {issuer} vouches for whoever it is")
    session.execute(update(Account).where(Account.id == account_id).values(values))
    session.execute(delete(ApiToken).where(ApiToken.account_id == account_id))


def remove_account(session: Session, name: str) -> None:
    """Remove an account with its tokens and collections; its ratings stay. The caller commits.

    Raises:
        BadInput: there is no such account.
    """
    if session.scalar(delete(Account).where(Account.name == name).returning(Account.id)) is None:
        raise BadInput(f"there is no account {name!r}; `imgsearch user list` lists them")


def list_accounts(session: Session) -> list[User]:
    """All accounts by name."""
    return [User(*row) for row in session.execute(select(*USER_COLUMNS).order_by(Account.name))]


def check_password(session: Session, name: str, password: str) -> User | None:
    """The account when the password is right; takes as long when there is no such account."""
    row = session.execute(
        select(Account.password_hash, *USER_COLUMNS).where(
            Account.name == name.strip().lower(), Account.password_hash.is_not(None)
        )
    ).one_or_none()
    try:
        _hasher.verify(row[0] if row is not None else _nobodys_hash(), password[:MAXIMUM_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    return User(*row[1:]) if row is not None else None


def read_account(session: Session, account_id: int, epoch: int) -> User | None:
    """The account of a session that has not ended."""
    row = session.execute(select(*USER_COLUMNS).where(Account.id == account_id, Account.epoch == epoch)).one_or_none()
    return User(*row) if row is not None else None


def end_sessions(session: Session, account_id: int) -> None:
    """Log an account out everywhere; the caller commits."""
    session.execute(update(Account).where(Account.id == account_id).values(epoch=Account.epoch + 1))
    session.execute(delete(IdToken).where(IdToken.account_id == account_id))


class Token(NamedTuple):
    """What is known of a token; the token itself is not."""

    id: int
    label: str
    created_at: datetime
    expires_at: datetime
    has_ended: bool


def make_token(session: Session, name: str, label: str, *, days: int = TOKEN_DAYS) -> str:
    """Make a token that acts for an account for so many days; it is shown once. The caller commits.

    Raises:
        BadInput: there is no such account.
    """
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    expires_at = func.now() + timedelta(days=days)
    values = {"account_id": find_account(session, name), "label": label, "expires_at": expires_at}
    session.execute(insert(ApiToken).values(token_sha256=_digest(token), **values))
    return token


def list_tokens(session: Session, name: str) -> list[Token]:
    """The tokens of an account, oldest first, those that have ended too.

    Raises:
        BadInput: there is no such account.
    """
    rows = session.execute(
        select(ApiToken.id, ApiToken.label, ApiToken.created_at, ApiToken.expires_at, ApiToken.expires_at <= func.now())
        .where(ApiToken.account_id == find_account(session, name))
        .order_by(ApiToken.id)
    )
    return [Token(*row) for row in rows]


def revoke_tokens(session: Session, name: str, ids: Sequence[int] | None) -> int:
    """End tokens of an account, or all of them for None; returns how many. The caller commits.

    Raises:
        BadInput: there is no such account, or one of the tokens is not among its own.
    """
    account_id = find_account(session, name)
    wanted = delete(ApiToken).where(ApiToken.account_id == account_id)
    if ids is not None:
        wanted = wanted.where(ApiToken.id.in_(ids))
    ended = set(session.scalars(wanted.returning(ApiToken.id)))
    missing = sorted(set(ids or ()) - ended)
    if missing:
        raise BadInput(f"{name} has no token {missing[0]}; `imgsearch user tokens {name}` lists them")
    return len(ended)


def read_token(session: Session, token: str) -> User | None:
    """The account that a token acts for, while it does."""
    row = session.execute(
        select(*USER_COLUMNS)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(ApiToken.token_sha256 == _digest(token), ApiToken.expires_at > func.now())
    ).one_or_none()
    return User(*row) if row is not None else None


def find_account(session: Session, name: str) -> int:
    """The id of an account.

    Raises:
        BadInput: there is no such account.
    """
    account_id = session.scalar(select(Account.id).where(Account.name == name))
    if account_id is None:
        raise BadInput(f"there is no account {name!r}; `imgsearch user list` lists them")
    return account_id


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _hash(password: str) -> str:
    if not MINIMUM_PASSWORD <= len(password) <= MAXIMUM_PASSWORD:
        raise BadInput(f"a password must have {MINIMUM_PASSWORD} to {MAXIMUM_PASSWORD} characters")
    return _hasher.hash(password)

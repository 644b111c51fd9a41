"""People for whom somebody else vouches, an OpenID Connect provider or a proxy: their accounts and roles."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final, NamedTuple, get_args

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from imgsearch.db.rights import is_read_only
from imgsearch.errors import ImgsearchError
from imgsearch.tables import Account
from imgsearch.web.accounts import USER_COLUMNS, Role, User, end_sessions
from imgsearch.web.config import Roles

#: Who vouches where a proxy does; no provider can be called so, since theirs are addresses.
PROXY: Final = "proxy"
#: Characters of an account's name that somebody may have chosen, and of the digest that makes it theirs alone.
CHOSEN_CHARACTERS = 40
DIGEST_CHARACTERS = 12
MAXIMUM_SUBJECT = 255
LOWEST: Final[Role] = "searcher"


class NotAdmitted(ImgsearchError):
    """Somebody who is known cannot have an account here."""


class ProviderUnavailable(ImgsearchError):
    """The provider does not answer, or with nothing that can be understood."""


class NotVouched(ImgsearchError):
    """The provider does not say who somebody is, or what it seems to say is not to be believed."""


class Vouched(NamedTuple):
    """Somebody as an issuer tells of them."""

    issuer: str
    subject: str
    """Theirs for ever; names and e-mail addresses may pass to others."""
    wish: str
    """What they are called there."""
    groups: tuple[str, ...]
    """What roles follow from."""


def choose_role(roles: Roles, groups: tuple[str, ...]) -> Role | None:
    """The highest role that somebody's groups give; None refuses them."""
    given = [roles.mapped[group] for group in groups if group in roles.mapped]
    return max(given, key=get_args(Role).index, default=roles.without)


def name_account(vouched: Vouched) -> str:
    """The name of an account: what somebody is called, made theirs alone by a digest of issuer and subject.

    Ratings and verdicts are signed with names, so nobody may choose another's, nor one that was another's before.
    """
    plain = unicodedata.normalize("NFKD", vouched.wish.partition("@")[0]).lower()
    chosen = re.sub(r"[^a-z0-9._]+", "-", plain)[:CHOSEN_CHARACTERS].strip("-._") or "user"
    digest = sha256(f"{vouched.issuer}\0{vouched.subject}".encode()).hexdigest()
    return f"{chosen}-{digest[:DIGEST_CHARACTERS]}"


def admit(session: Session, vouched: Vouched, roles: Roles) -> User | None:
    """The account of somebody, made where there is none, with the role that follows from their groups now.

    Args:
        session: with the rights of imgsearch_web; the caller commits.
        vouched: who it is; an account with a password is never theirs, whatever its name.
        roles: the operator's.

    Returns:
        None where no role is for them. An account that they had has the lowest role and no session from then on.

    Raises:
        NotAdmitted: the account cannot be made or changed.
    """
    found = session.execute(
        select(*USER_COLUMNS).where(Account.issuer == vouched.issuer, Account.subject == vouched.subject)
    ).one_or_none()
    user = User(*found) if found is not None else None
    role = choose_role(roles, vouched.groups)
    if user is None and role is None:
        return None
    if user is None or user.role != (role or LOWEST):
        user = _write(session, vouched, role or LOWEST)
    if role is not None:
        return user
    if user.issuer != PROXY:  # whose people have no session of ours
        end_sessions(session, user.id)
    return None


def _write(session: Session, vouched: Vouched, role: Role) -> User:
    """Make or change an account.

    Raises:
        NotAdmitted: it cannot be.
    """
    if not 1 <= len(vouched.subject) <= MAXIMUM_SUBJECT:
        raise NotAdmitted(f"what {vouched.issuer} calls a subject has not 1 to {MAXIMUM_SUBJECT} characters")
    if session.scalar(select(is_read_only())):
        raise NotAdmitted("the database is a standby, where no account can be made or changed; ask the primary's page")
    name = name_account(vouched)
    try:
        with session.begin_nested():
            made = session.scalar(select(func.admit_account(vouched.issuer, vouched.subject, name, role)))
    except IntegrityError as exc:
        raise NotAdmitted(f"there is an account {name!r} already; remove it with `imgsearch user remove`") from exc
    return User(*session.execute(select(*USER_COLUMNS).where(Account.id == made)).one())

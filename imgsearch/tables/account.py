"""Who may use the page, and programs that act for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Identity, LargeBinary, Text, UniqueConstraint, func, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base

ROLES = ("searcher", "editor", "admin")


class Account(Base):
    """Somebody who logs in."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("name"),
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("role IN ('searcher', 'editor', 'admin')", name="role"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="subject"),
        CheckConstraint("(issuer IS NULL) <> (password_hash IS NULL)", name="one_way_in"),
        {"comment": "Accounts of the page. Only the role imgsearch_web and the owner can read them."},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Key.")
    name: Mapped[str] = mapped_column(comment="What is typed to log in; lower case.")
    role: Mapped[str] = mapped_column(comment="searcher, editor (also reviews flags) or admin (also reads metrics).")
    password_hash: Mapped[str | None] = mapped_column(
        comment="Argon2id, with its salt and parameters; NULL where somebody else vouches for whoever it is."
    )
    sees_originals: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether the page serves full-size pictures to this account."
    )
    epoch: Mapped[int] = mapped_column(
        server_default="0", comment="Grows when all sessions of the account must end: new password, logout."
    )
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was added."
    )
    issuer: Mapped[str | None] = mapped_column(
        comment="Address of the OpenID Connect provider that vouches, or proxy; NULL where there is a password."
    )
    subject: Mapped[str | None] = mapped_column(
        comment="What the issuer calls this person, which is never given to another."
    )


class ApiToken(Base):
    """A secret by which a program acts for an account."""

    __tablename__ = "api_token"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        {"comment": "Tokens of programs, hashed. A token has the rights of its account."},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Key.")
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True, comment="The account that the program acts for."
    )
    label: Mapped[str] = mapped_column(Text, comment="What the token is for, in its owner's words.")
    token_sha256: Mapped[bytes] = mapped_column(
        LargeBinary, comment="SHA-256 of the token, which has 256 random bits and so needs no slow hash."
    )
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was made."
    )
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it ends.")


class WebState(Base):
    """How often something was done lately, for all processes of the page."""

    __tablename__ = "web_state"
    __table_args__ = (
        {
            "comment": "What processes of the page count together: searches and attempts to log in, for a while.",
            "prefixes": ["UNLOGGED"],
        },
    )

    key: Mapped[bytes] = mapped_column(
        LargeBinary,
        primary_key=True,
        comment="Keyed hash of what is counted: an address, a name or both. "
        "Who lacks the page's secret learns neither.",
    )
    hits: Mapped[list[datetime]] = mapped_column(
        ARRAY(DateTime(timezone=True)), comment="When it was counted, the newest first; no more than the limit."
    )
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="From when on the row means nothing.")


class IdToken(Base):
    """What a provider said of whoever began a session there."""

    __tablename__ = "id_token"
    __table_args__ = (
        CheckConstraint("octet_length(sealed) <= 8000", name="size"),
        {
            "comment": "Encrypted ID tokens of sessions that began at an OpenID Connect provider, "
            "for logging out there.",
            "prefixes": ["UNLOGGED"],
        },
    )

    session_sha256: Mapped[bytes] = mapped_column(
        LargeBinary, primary_key=True, comment="SHA-256 of the session's id, which stands in its cookie."
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True, comment="Whose session it is."
    )
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary,
        comment="The token by AES-256-GCM, after 12 random bytes; the key follows from the page's secret and "
        "the session's id.",
    )
    kept_until: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True, comment="When it goes.")

"""Who asks: the session cookie, the account behind it, the language, and proof that a form is ours."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from imgsearch.db.roles import EDITOR_ROLE, SEARCHER_ROLE, WEB_ROLE
from imgsearch.web.accounts import User, read_account, read_token
from imgsearch.web.config import WebConfig
from imgsearch.web.database import (
    Database,
    DatabaseRole,
)
from imgsearch.web.language import Language, choose_language
from imgsearch.web.trusted import read_trusted
from imgsearch.web.vouched import PROXY, NotAdmitted, Vouched, admit

SESSION_COOKIE = "imgsearch_session"
LANGUAGE_COOKIE = "imgsearch_language"
#: Whether the review page blurs what is doubtful: on or off.
VEIL_COOKIE = "imgsearch_veil"
SESSION_SECONDS = 14 * 24 * 3600
CHOICE_SECONDS = 365 * 24 * 3600
log = structlog.get_logger("imgsearch.web")


@dataclass
class Visitor:
    """Who sent a request."""

    user: User | None
    session_id: str
    """Random; forms are bound to it."""
    language: Language
    address: str
    by_token: bool = False
    by_proxy: bool = False
    """Whether a proxy says with each request who it is, so that there is no session to begin or to end."""

    @classmethod
    def new(cls, user: User | None, language: Language, address: str) -> Visitor:
        """A visitor whose session begins now."""
        return cls(user, secrets.token_urlsafe(16), language, address)

    @property
    def database_role(self) -> DatabaseRole:
        """The role that the database gives this visitor's transactions on pages that may show flagged pictures."""
        return EDITOR_ROLE if self.user is not None and self.user.is_editor else SEARCHER_ROLE


class Sessions:
    """Reads and writes the signed cookies."""

    def __init__(self, config: WebConfig, database: Database) -> None:
        self._config = config
        self._database = database
        self._cookies = URLSafeTimedSerializer(config.secret, salt="session")
        self._searches = URLSafeSerializer(config.secret, salt="search")

    def identify(self, request: Request) -> Visitor:
        """Find out who asks; a bad cookie or token is nobody's."""
        data = self._read_cookie(request)
        user, by_proxy = self._find_bearer(request), False
        by_token = user is not None
        if user is None and (vouched := read_trusted(request)) is not None:
            user = self._admit(vouched)
            by_proxy = user is not None
        elif user is None and data.get("account") is not None:
            user = self._find_account(data["account"], data["epoch"])
        # A session that somebody had in this browser before, or planted there, is not this person's.
        is_own = data.get("proxied") == (user.id if user is not None and by_proxy else None)
        return Visitor(
            user=user,
            session_id=(data.get("id") if is_own else None) or secrets.token_urlsafe(16),
            language=choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", "")),
            address=request.client.host if request.client is not None else "",
            by_token=by_token,
            by_proxy=by_proxy,
        )

    def unknown(self, request: Request) -> Visitor:
        """Who asks, as far as can be told without the database: no more than the language and the address."""
        language = choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
        return Visitor.new(None, language, request.client.host if request.client is not None else "")

    def write(self, response: Response, visitor: Visitor) -> None:
        """Give the browser the session that the visitor has."""
        data: dict[str, Any] = {"id": visitor.session_id}
        if visitor.user is not None and visitor.by_proxy:
            # Without the proxy's word the cookie is nobody's.
            data |= {"proxied": visitor.user.id}
        elif visitor.user is not None:
            data |= {"account": visitor.user.id, "epoch": visitor.user.epoch}
        response.set_cookie(
            SESSION_COOKIE,
            self._cookies.dumps(data),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self._config.https_only,
        )

    def write_language(self, response: Response, language: Language) -> None:
        """Remember a choice of language."""
        self.write_choice(response, LANGUAGE_COOKIE, language)

    def write_choice(self, response: Response, cookie: str, choice: str) -> None:
        """Let the browser remember a choice that says nothing of who made it."""
        response.set_cookie(
            cookie,
            choice,
            max_age=CHOICE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self._config.https_only,
        )

    def csrf_token(self, visitor: Visitor) -> str:
        """What every form of this visitor carries."""
        return hmac.new(self._config.secret.encode(), b"csrf " + visitor.session_id.encode(), "sha256").hexdigest()

    def is_own_form(self, visitor: Visitor, token: str) -> bool:
        """Whether a form was made for this visitor."""
        return hmac.compare_digest(self.csrf_token(visitor).encode(), token.encode())

    def link_token(self, collection_id: int, form: str) -> str:
        """The token of the link that a form makes: the same when a browser sends it again, as "Reload" does."""
        made = hmac.new(self._config.secret.encode(), f"link {collection_id} {form}".encode(), "sha256").digest()
        return urlsafe_b64encode(made[:24]).decode()

    def sign_search(self, search_id: int) -> str:
        """A search's id as it may stand in links."""
        return str(self._searches.dumps(search_id))

    def read_search(self, signed: str) -> int | None:
        """The id, or None when nobody here signed it."""
        try:
            found = self._searches.loads(signed)
        except BadSignature:
            return None
        return found if isinstance(found, int) else None

    def _find_bearer(self, request: Request) -> User | None:
        """The account that a token acts for."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return None
        with self._database.acting_as(WEB_ROLE) as session:
            user = read_token(session, token.strip())
        return user if user is not None and self._is_vouched_for(user, by_proxy=True) else None

    def _find_account(self, account_id: int, epoch: int) -> User | None:
        """The account of a session that has not ended, where whoever vouches for it still may."""
        with self._database.acting_as(WEB_ROLE) as session:
            user = read_account(session, account_id, epoch)
        return user if user is not None and self._is_vouched_for(user) else None

    def _is_vouched_for(self, user: User, *, by_proxy: bool = False) -> bool:
        """Whether an account has a password, or whoever vouches for it still may."""
        trusted = {None, self._config.oidc.issuer if self._config.oidc is not None else None}
        return user.issuer in trusted or (by_proxy and self._config.trusted is not None and user.issuer == PROXY)

    def _admit(self, vouched: Vouched) -> User | None:
        """The account of somebody whom the proxy names; nobody's where there can be none."""
        try:
            with self._database.acting_as(WEB_ROLE) as session:
                return admit(session, vouched, self._config.roles)
        except NotAdmitted as exc:
            log.warning("trusted header", error=str(exc))
            return None

    def _read_cookie(self, request: Request) -> dict[str, Any]:
        try:
            data = self._cookies.loads(request.cookies.get(SESSION_COOKIE, ""), max_age=SESSION_SECONDS)
        except BadSignature:
            return {}
        return data if isinstance(data, dict) else {}

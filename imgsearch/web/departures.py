"""People who have left for a provider to log in, and are to come back in the same browser within minutes."""

from __future__ import annotations

import hmac
import secrets
from typing import Any, NamedTuple

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from imgsearch.web.config import WebConfig

COOKIE = "imgsearch_departure"
#: Alone there the browser sends the cookie.
PATH = "/login/oidc"
MINUTES = 10


class Departure(NamedTuple):
    """One way to a provider and back."""

    id: str
    next: str
    """Where to go on this page afterwards."""
    state: str
    """Comes back with the code, so that nobody is made to end a login that another began."""
    nonce: str
    """Comes back in the ID token, which so belongs to this login."""
    verifier: str
    """Goes with the code, of PKCE; 64 characters."""


class Departures:
    """Keeps what the way back is checked with in a signed cookie, out of which nobody reads it."""

    def __init__(self, config: WebConfig) -> None:
        self._config = config
        self._cookies = URLSafeTimedSerializer(config.secret, salt="departure")

    def begin(self, next_path: str) -> Departure:
        """A new one."""
        return self._derive(secrets.token_urlsafe(16), next_path)

    def write(self, response: Response, departure: Departure) -> None:
        """Let the browser remember it."""
        response.set_cookie(
            COOKIE,
            self._cookies.dumps({"id": departure.id, "next": departure.next}),
            max_age=MINUTES * 60,
            path=PATH,
            httponly=True,
            samesite="lax",  # the way back begins on the provider's site
            secure=self._config.https_only,
        )

    def read(self, request: Request) -> Departure | None:
        """The one that a browser remembers; None where there is none, or it was too long ago."""
        try:
            data: Any = self._cookies.loads(request.cookies.get(COOKIE, ""), max_age=MINUTES * 60)
        except BadSignature:
            return None
        return self._derive(data["id"], data["next"])

    def forget(self, response: Response) -> None:
        """A way back is gone once."""
        response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax", secure=self._config.https_only)

    def _derive(self, departure_id: str, next_path: str) -> Departure:
        secret = self._config.secret.encode()
        state, nonce, verifier = (
            hmac.new(secret, f"departure {purpose} {departure_id}".encode(), "sha256").hexdigest()
            for purpose in ("state", "nonce", "verifier")
        )
        return Departure(departure_id, next_path, state, nonce, verifier)

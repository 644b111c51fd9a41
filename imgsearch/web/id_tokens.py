"""ID tokens of sessions that began at a provider, which on the way out tell it whose session it is to end.

Without one a provider has to ask whoever logs out whether they mean it, and need not lead them back (OpenID Connect
RP-Initiated Logout 1.0, section 2). Whoever does not answer stays logged in there.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, insert, select

from imgsearch.db.rights import is_read_only
from imgsearch.db.roles import WEB_ROLE
from imgsearch.tables import IdToken
from imgsearch.web.database import Database
from imgsearch.web.visitor import SESSION_SECONDS, Visitor

#: It goes back in an address, which servers take up to some 8 kB; of a longer one the provider has to do without.
LONGEST = 4_000
NONCE_BYTES = 12


class IdTokens:
    """Keeps them in the database, so encrypted that it takes the page's secret and the session's cookie to read one.

    Args:
        database: whose role imgsearch_web may write the table id_token.
        secret: of the page.
    """

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self._secret = secret.encode()

    def keep(self, visitor: Visitor, id_token: str) -> None:
        """Keep one for a session that begins, and take away those whose time has come; a standby keeps none."""
        assert visitor.user is not None
        if len(id_token) > LONGEST:
            return
        nonce = secrets.token_bytes(NONCE_BYTES)
        with self._database.acting_as(WEB_ROLE) as session:
            if session.scalar(select(is_read_only())):
                return
            session.execute(delete(IdToken).where(IdToken.kept_until < func.now()))
            session.execute(
                insert(IdToken).values(
                    session_sha256=_hash(visitor),
                    account_id=visitor.user.id,
                    sealed=nonce + self._cipher(visitor).encrypt(nonce, id_token.encode(), None),
                    kept_until=func.now() + timedelta(seconds=SESSION_SECONDS),
                )
            )

    def read(self, visitor: Visitor) -> str | None:
        """That of a session; None where none is kept, or no longer."""
        kept = select(IdToken.sealed).where(IdToken.session_sha256 == _hash(visitor), IdToken.kept_until >= func.now())
        with self._database.acting_as(WEB_ROLE) as session:
            if session.scalar(select(is_read_only())):  # which has nothing of such a table
                return None
            sealed = session.scalar(kept)
        if sealed is None:
            return None
        try:
            return self._cipher(visitor).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
        except InvalidTag:
            return None

    def _cipher(self, visitor: Visitor) -> AESGCM:
        return AESGCM(hmac.digest(self._secret, b"id token " + visitor.session_id.encode(), "sha256"))


def _hash(visitor: Visitor) -> bytes:
    return sha256(visitor.session_id.encode()).digest()

"""What is kept of pictures that visitors search by: their vectors, for some hours, for the same session alone."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

import numpy as np
from sqlalchemy import delete, func, insert, select

from imgsearch.db.rights import is_read_only
from imgsearch.db.roles import WEB_ROLE
from imgsearch.errors import NoSuchPicture
from imgsearch.search import PictureVector
from imgsearch.tables import AskedPicture
from imgsearch.web.database import Database
from imgsearch.web.visitor import Visitor

KEPT_HOURS = 4


def keep_picture(database: Database, visitor: Visitor, vector: PictureVector) -> str | None:
    """Keep the vector of a picture, and take away those whose time has come.

    Returns:
        The token under which it is kept; None where the server is a standby that can keep nothing.
    """
    token = secrets.token_urlsafe(16)
    with database.acting_as(WEB_ROLE) as session:
        if session.scalar(select(is_read_only())):
            return None
        session.execute(delete(AskedPicture).where(AskedPicture.kept_until < func.now()))
        session.execute(
            insert(AskedPicture).values(
                token_sha256=_hash(token),
                session_sha256=_hash(visitor.session_id),
                encoder_id=vector.encoder_id,
                vector=np.asarray(vector.values, dtype="<f4").tobytes(),
                is_plain=vector.is_plain,
                kept_until=func.now() + timedelta(hours=KEPT_HOURS),
            )
        )
    return token


def read_kept(database: Database, visitor: Visitor, token: str) -> PictureVector:
    """The vector that is kept under a token.

    Raises:
        NoSuchPicture: there is none, it is another session's, or its time is over.
    """
    kept = select(AskedPicture.encoder_id, AskedPicture.vector, AskedPicture.is_plain).where(
        AskedPicture.token_sha256 == _hash(token),
        AskedPicture.session_sha256 == _hash(visitor.session_id),
        AskedPicture.kept_until >= func.now(),
    )
    with database.acting_as(WEB_ROLE) as session:
        row = session.execute(kept).one_or_none()
    if row is None:
        raise NoSuchPicture(
            f"your picture is kept no longer than {KEPT_HOURS} hours, and for your own session; choose it again",
            ru=f"ваша картинка хранится не дольше {KEPT_HOURS} часов и только для вашего сеанса; выберите её снова",
        )
    values = np.frombuffer(row.vector, dtype="<f4").astype(np.float32)[None]
    return PictureVector(row.encoder_id, values, row.is_plain)


def _hash(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()

"""Counting what visitors do, in this process or for all of them in the database."""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict
from datetime import timedelta
from typing import Protocol

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import case, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import array, insert

from imgsearch.db.roles import WEB_ROLE
from imgsearch.tables import WebState
from imgsearch.web.database import Database

#: Addresses that a process remembers as somebody's, those of the last logins.
REMEMBERED = 10_000
#: For which the database remembers them.
REMEMBERED_DAYS = 90
#: How often each process removes rows that mean nothing any more.
PRUNE_SECONDS = 300


class Counter(Protocol):
    """Counts in moving windows: no stretch of time of a limit's length holds more than its amount."""

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Count once more, unless the limit is reached; says whether it was not."""

    def seconds_left(self, limit: RateLimitItem, *key: str) -> float:
        """Until there is room for one more; 0 or less where there is."""

    def remember(self, *key: str) -> None:
        """Keep a key for long."""

    def remembers(self, *key: str) -> bool:
        """Whether a key was kept."""


class OwnCounter:
    """Counts in memory, so that each process counts for itself."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self.remembered: OrderedDict[tuple[str, ...], None] = OrderedDict()

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """See Counter."""
        return self._limiter.hit(limit, *key)

    def seconds_left(self, limit: RateLimitItem, *key: str) -> float:
        """See Counter."""
        window = self._limiter.get_window_stats(limit, *key)
        return 0 if window.remaining else window.reset_time - time.time()

    def remember(self, *key: str) -> None:
        """See Counter; the oldest ones go where there are too many."""
        self.remembered[key] = None
        self.remembered.move_to_end(key)
        if len(self.remembered) > REMEMBERED:
            self.remembered.popitem(last=False)

    def remembers(self, *key: str) -> bool:
        """See Counter."""
        return key in self.remembered


class SharedCounter:
    """Counts in the database, for all processes that have the same secret; one short statement a time.

    Args:
        database: whose role imgsearch_web may write the table web_state.
        secret: of the page; without it nobody reads off the table whose searches were counted.
    """

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self._secret = secret.encode()
        self._pruned = time.monotonic()

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """See Counter. Of two processes that count the same at once one waits for the other's statement."""
        window = timedelta(seconds=limit.get_expiry())
        added = insert(WebState).values(key=self._hash(*key), hits=array([func.now()]), ends_at=func.now() + window)
        # The newest come first, so that the last one that counts stands at the limit's place.
        counted = added.on_conflict_do_update(
            index_elements=[WebState.key],
            set_={
                "hits": case(
                    (WebState.ends_at <= func.now(), added.excluded.hits),
                    else_=func.array_prepend(func.now(), WebState.hits[1 : limit.amount - 1]),
                ),
                "ends_at": added.excluded.ends_at,
            },
            where=or_(WebState.hits[limit.amount].is_(None), WebState.hits[limit.amount] <= func.now() - window),
        ).returning(WebState.key)
        # The login has its role's right to this table by itself: one way to the server and back, not four.
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_allowed = connection.execute(counted).first() is not None
        self._prune()
        return is_allowed

    def seconds_left(self, limit: RateLimitItem, *key: str) -> float:
        """See Counter."""
        ends_at = WebState.hits[limit.amount] + timedelta(seconds=limit.get_expiry())
        left = select(func.extract("epoch", ends_at - func.now())).where(WebState.key == self._hash(*key))
        with self._database.acting_as(WEB_ROLE) as session:
            return float(session.scalar(left) or 0)

    def remember(self, *key: str) -> None:
        """See Counter."""
        ends_at = func.now() + timedelta(days=REMEMBERED_DAYS)
        kept = insert(WebState).values(key=self._hash("known", *key), hits=array([func.now()]), ends_at=ends_at)
        kept = kept.on_conflict_do_update(
            index_elements=[WebState.key], set_={"hits": kept.excluded.hits, "ends_at": kept.excluded.ends_at}
        )
        with self._database.acting_as(WEB_ROLE) as session:
            session.execute(kept)

    def remembers(self, *key: str) -> bool:
        """See Counter."""
        found = exists().where(WebState.key == self._hash("known", *key), WebState.ends_at > func.now())
        with self._database.acting_as(WEB_ROLE) as session:
            return bool(session.scalar(select(found)))

    def _hash(self, *key: str) -> bytes:
        return hmac.digest(self._secret, b"count " + "\0".join(key).encode("utf-8", "surrogatepass"), "sha256")[:16]

    def _prune(self) -> None:
        if time.monotonic() - self._pruned > PRUNE_SECONDS:
            self._pruned = time.monotonic()
            with self._database.acting_as(WEB_ROLE) as session:
                session.execute(delete(WebState).where(WebState.ends_at <= func.now()))

"""How often one address may search without an account, or try a password."""

from __future__ import annotations

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from imgsearch.web.config import WebConfig
from imgsearch.web.visitor import Visitor

#: Attempts of one address for all names together, for each that one name may have.
NAMES_PER_ADDRESS = 4


class Limits:
    """Counts in memory, so each process of the page counts for itself."""

    def __init__(self, config: WebConfig) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._search = parse(f"{config.searches_per_minute}/minute")
        self._login = parse(f"{config.logins_per_minute}/minute")
        self._logins = parse(f"{config.logins_per_minute * NAMES_PER_ADDRESS}/minute")

    def may_search(self, visitor: Visitor) -> bool:
        """Count a search; accounts are not limited."""
        return visitor.user is not None or self._limiter.hit(self._search, "search", visitor.address)

    def may_log_in(self, visitor: Visitor, name: str) -> bool:
        """Count an attempt."""
        return self._limiter.hit(self._logins, "logins", visitor.address) and self._limiter.hit(
            self._login, "login", visitor.address, name.strip().lower()
        )

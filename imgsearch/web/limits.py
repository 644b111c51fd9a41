"""How often one address may search without an account, or try a password."""

from __future__ import annotations

import math

from limits import RateLimitItem, parse

from imgsearch.web.config import WebConfig
from imgsearch.web.counting import Counter, OwnCounter
from imgsearch.web.departures import MINUTES
from imgsearch.web.visitor import Visitor

#: Attempts of one address for all names together, for each that one name may have.
NAMES_PER_ADDRESS = 4
#: Attempts at one name from all addresses together, in a minute and in an hour, for each that one address has.
ADDRESSES_PER_NAME = 2
HOURLY_PER_NAME = 12


class Limits:
    """What visitors may do how often.

    Args:
        config: the operator's settings.
        counter: counts; by default for this process alone.
    """

    def __init__(self, config: WebConfig, counter: Counter | None = None) -> None:
        self._counter = counter or OwnCounter()
        self._search = parse(f"{config.searches_per_minute}/minute")
        self._report = parse(f"{config.reports_per_hour}/hour")
        most = config.logins_per_minute
        self._login = parse(f"{most}/minute")
        self._logins = parse(f"{most * NAMES_PER_ADDRESS}/minute")
        self._return = parse(f"1/{MINUTES} minute")
        self._name = (parse(f"{most * ADDRESSES_PER_NAME}/minute"), parse(f"{most * HOURLY_PER_NAME}/hour"))

    def may_search(self, visitor: Visitor) -> bool:
        """Count a search; accounts are not limited."""
        return visitor.user is not None or self._counter.hit(self._search, "search", visitor.address)

    def seconds_to_search(self, visitor: Visitor) -> int:
        """Until the next search may be made."""
        return max(1, math.ceil(self._counter.seconds_left(self._search, "search", visitor.address)))

    def may_report(self, visitor: Visitor) -> bool:
        """Count a report of a picture; accounts are limited too."""
        return self._counter.hit(self._report, "report", visitor.address)

    def seconds_to_report(self, visitor: Visitor) -> int:
        """Until the next report may be made."""
        return max(1, math.ceil(self._counter.seconds_left(self._report, "report", visitor.address)))

    def may_log_in(self, visitor: Visitor, name: str) -> bool:
        """Count an attempt.

        Guesses from many addresses at one name use up the name's attempts. They do not lock its owner out where the
        owner has logged in from before, as far as that is remembered.
        """
        return all(self._counter.hit(*counted) for counted in self._counted(visitor, _plain(name)))

    def seconds_to_wait(self, visitor: Visitor, name: str) -> int:
        """Until the next attempt may be made."""
        waits = [self._counter.seconds_left(*counted) for counted in self._counted(visitor, _plain(name))]
        return max(1, math.ceil(max(waits)))

    def may_come_back(self, visitor: Visitor) -> bool:
        """Count somebody who comes back from a provider, with the attempts of that address at passwords."""
        return self._counter.hit(self._logins, "logins", visitor.address)

    def seconds_to_come_back(self, visitor: Visitor) -> int:
        """Until the next may come back."""
        return max(1, math.ceil(self._counter.seconds_left(self._logins, "logins", visitor.address)))

    def is_first_return(self, departure_id: str) -> bool:
        """Whether nobody has come back from this departure before; asked once for each."""
        return self._counter.hit(self._return, "departure", departure_id)

    def remember(self, visitor: Visitor, name: str) -> None:
        """Note that somebody has logged in from an address."""
        self._counter.remember(_plain(name), visitor.address)

    def _counted(self, visitor: Visitor, name: str) -> list[tuple[RateLimitItem, str, str]]:
        """What an attempt counts for."""
        own = [(self._logins, "logins", visitor.address), (self._login, "login", f"{visitor.address} {name}")]
        if self._counter.remembers(name, visitor.address):
            return own
        return [*own, *((item, f"name {item.get_expiry()}", name) for item in self._name)]


def _plain(name: str) -> str:
    return name.strip().lower()

"""One thing that was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError

from imgsearch.db import map_errors
from imgsearch.errors import ImgsearchError


class Check(NamedTuple):
    """What was found, and what to do about it."""

    name: str
    found: str
    remedy: str | None = None
    """None where all is well."""

    @property
    def is_ok(self) -> bool:
        """Whether nothing must be fixed."""
        return self.remedy is None


def attempt(name: str, look: Callable[[], Check]) -> Check:
    """A check that raises is a finding too, never a traceback."""
    try:
        with map_errors():
            return look()
    except ImgsearchError as exc:
        # The messages read "what is wrong; what to do".
        found, told, remedy = str(exc).rpartition("; ")
        return Check(name, found, remedy) if told else Check(name, remedy, "mend that and run `imgsearch doctor` again")
    except DBAPIError as exc:  # its own text holds the statement
        return Check(name, f"the database refused: {type(exc.orig).__name__}", "see the database server's log")
    except Exception as exc:  # whatever is broken here, the other checks go on
        return Check(
            name, f"{type(exc).__name__}: {exc}", "reinstall imgsearch with `pip install -c constraints.txt .`"
        )

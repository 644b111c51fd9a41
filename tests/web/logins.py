"""Logging in at a provider that runs in a process of its own, as a browser does it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx2
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.tables import Account
from imgsearch.web.config import OidcConfig, Roles

PUBLIC_URL = "https://pictures.example.org"
SECRET = "the client's secret"
#: Whoever is in no group may search.
ROLES = Roles({"editors": "editor", "admins": "admin"}, "searcher")


class Issuer(NamedTuple):
    """The running provider."""

    address: str

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Issuer]:
        """One that runs meanwhile."""
        command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("provider.py"))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            assert process.stdout is not None
            try:
                yield cls(f"http://127.0.0.1:{int(process.stdout.readline())}")
            finally:
                process.kill()

    def config(self, **other: Any) -> OidcConfig:  # noqa: ANN401
        """What a page is told of it."""
        usual = {"issuer": self.address, "client_id": "imgsearch", "client_secret": SECRET, "public_url": PUBLIC_URL}
        return OidcConfig(**usual | other)

    def claim(self, subject: str, **claims: object) -> None:
        """Set what is claimed of somebody."""
        httpx2.put(f"{self.address}/users/{subject}", json=claims).raise_for_status()

    def lie(self, **lie: object) -> None:
        """Change what it says from now on; see provider.py."""
        httpx2.put(f"{self.address}/lie", json=lie).raise_for_status()

    def log_in(self, address: str, subject: str, action: str = "accept") -> str:
        """What somebody does whom the page has sent there; returns the way back on the page."""
        answer = httpx2.post(address, data={"sub": subject, "action": action})
        assert answer.status_code == 302, answer.text
        way = answer.headers["location"]
        assert way.startswith(f"{PUBLIC_URL}/login/oidc/callback?")
        if action == "deny":  # of which the package forgets the state
            way += f"&state={parse_qs(urlsplit(address).query)['state'][0]}"
        return str(way.removeprefix(PUBLIC_URL))

    def way_back(self, browser: TestClient, subject: str, next_path: str = "/") -> str:
        """Leave a page for the provider and log in there; returns the way back."""
        left = browser.get("/login/oidc", params={"next": next_path})
        assert left.status_code == 303, left.text
        return self.log_in(left.headers["location"], subject)


def is_somebody(browser: TestClient) -> bool:
    """Whether a browser has a session with an account."""
    return browser.get("/rate").status_code == 200


def vouched_for(session: Session) -> int:
    """How many accounts there are for which somebody else vouches."""
    session.rollback()
    return session.scalars(select(func.count()).select_from(Account).where(Account.issuer.is_not(None))).one()


def changed(way: str, **parameters: str | None) -> str:
    """A way back with other parameters."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()} | parameters
    kept = "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)
    return f"{urlsplit(way).path}?{kept}"

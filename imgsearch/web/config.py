"""Settings that the operator of the page chooses."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from types import MappingProxyType

from imgsearch.errors import BadInput
from imgsearch.web.accounts import Role

SECRET_BYTES = 32


@dataclass(frozen=True)
class Roles:
    """Which role people have for whom somebody else vouches."""

    mapped: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    """What is said of somebody, such as the name of a group -> the role that it gives; the highest counts."""
    without: Role | None = None
    """The role of whoever has no other; None refuses them."""


@dataclass(frozen=True)
class OidcConfig:
    """An OpenID Connect provider, and what it knows this page as."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    """None for a client without one, which has PKCE alone."""
    public_url: str
    """Where browsers reach the page, without a slash at its end."""
    scopes: str = "openid profile email"
    roles_claim: str = "groups"
    """A claim, or the way to one in others, such as ``realm_access.roles``."""
    email_domains: frozenset[str] = frozenset()
    """In lower case; people of others are refused. An empty set lets all in."""

    @property
    def callback(self) -> str:
        """Where the provider sends people back to."""
        return f"{self.public_url}/login/oidc/callback"


@dataclass(frozen=True)
class ProxyConfig:
    """A proxy that says in a header who asks."""

    networks: tuple[IPv4Network | IPv6Network, ...]
    """Of the proxy; nobody else is believed."""
    user_header: str
    roles_header: str | None = None


@dataclass(frozen=True)
class WebConfig:
    """Settings of one running page."""

    secret: str
    """Signs cookies and forms; whoever knows it is everybody."""
    https_only: bool = False
    """Whether browsers may send cookies over TLS alone."""
    login_required: bool = False
    """Whether searching needs an account."""
    log_queries: bool = False
    searches_per_minute: int = 60
    """Of each address without an account."""
    reports_per_hour: int = 10
    """Of pictures, from each address."""
    logins_per_minute: int = 5
    """Attempts for each account name and address."""
    max_upload_bytes: int = 20 * 1024 * 1024
    uploads: Path | None = None
    """Folder into which editors' uploads go, absolute and without symbolic links in it; None takes none."""
    allowed_origins: tuple[str, ...] = ()
    """Of other sites' pages that may call the API from a browser, such as https://example.org; ``*`` is any."""
    metrics: bool = False
    """Whether there is `/metrics`, for this machine and for admins."""
    behind_proxy: str | None = None
    """Address of the proxy whose X-Forwarded-For is believed."""
    roles: Roles = Roles()
    """Of people for whom a provider or a proxy vouches."""
    oidc: OidcConfig | None = None
    trusted: ProxyConfig | None = None
    slow_search_ms: int = 1000
    """From which on a search is kept with its plan; 0: none is."""
    counts_together: bool = False
    """Whether limits are counted in the database, for all processes, instead of in each one's memory."""
    head_seconds: float = 10
    """Within which the line and headers of a request must come."""
    body_seconds: float = 30
    """For which a body may pause."""
    least_body_rate: float = 16 * 1024
    """Bytes a second that a body must come at, after its first ``body_seconds``."""


def read_secret(data_dir: Path) -> str:
    """The secret in a file of the data directory that only its owner can read, made on first use.

    Raises:
        BadInput: the file cannot be written or read, or others can read it.
    """
    file = data_dir / "web-secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w") as opened:
                opened.write(secrets.token_hex(SECRET_BYTES))
        open_to_others = file.stat().st_mode & 0o077
        secret = file.read_text().strip()
    except OSError as exc:
        raise BadInput(f"cannot use {file}: {exc.strerror}; set IMGSEARCH_DATA_DIR to a folder of yours") from exc
    if open_to_others:
        raise BadInput(f"{file} can be read by others, who could log in as anybody; delete it and start again")
    if len(secret) < SECRET_BYTES:
        raise BadInput(f"{file} contains no secret; delete it and start again")
    return secret

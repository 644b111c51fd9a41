"""A header by which a proxy says who asks, and which counts for nothing from anybody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

import structlog
from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from imgsearch.web.config import ProxyConfig
from imgsearch.web.vouched import PROXY, Vouched

#: In a request's state: the values of the headers, from the proxy alone.
SAID_USERS, SAID_ROLES = "said_users", "said_roles"
#: What may be somebody's name; no comma, so that no two are taken for one.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+\\/=-]{0,254}")
log = structlog.get_logger("imgsearch.web")


class Stripped:
    """ASGI middleware that takes the headers off every request, and keeps what those of the proxy said.

    It has to be the outermost, since whatever reads X-Forwarded-For changes whose address a request has.
    """

    def __init__(self, app: ASGIApp, config: ProxyConfig) -> None:
        self._app = app
        self._networks = config.networks
        self._user = config.user_header.lower().encode()
        self._roles = config.roles_header.lower().encode() if config.roles_header is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            sent = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
            if is_within(scope["client"][0] if scope.get("client") else "", self._networks):
                state = scope.setdefault("state", {})
                state[SAID_USERS] = [value for name, value in sent if name == self._user]
                state[SAID_ROLES] = [value for name, value in sent if name == self._roles]
            kept = [header for header in scope["headers"] if header[0].lower() not in (self._user, self._roles)]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, send)


def is_within(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether an IP address is in one of some networks; False for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    # As a socket that takes both kinds tells of IPv4.
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return any((mapped or found) in network for network in networks)


def read_trusted(request: Request) -> Vouched | None:
    """Who asks, as the proxy says; None where it says nothing, or nothing that is to be believed."""
    users: list[str] = getattr(request.state, SAID_USERS, [])
    roles: list[str] = getattr(request.state, SAID_ROLES, [])
    if not users:
        return None
    # A proxy that adds its header to one that somebody sent must not let them choose.
    if len(users) > 1 or len(roles) > 1 or not NAME.fullmatch(users[0]):
        log.warning("trusted header", error="a header came twice, or names nobody; the proxy must replace what is sent")
        return None
    groups = tuple(part.strip() for part in roles[0].split(",") if part.strip()) if roles else ()
    return Vouched(PROXY, users[0], users[0], groups)

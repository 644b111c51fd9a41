"""`imgsearch serve --behind-proxy`: whose X-Forwarded-For is believed."""

from __future__ import annotations

from ipaddress import ip_network

import click


def check_proxies(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse a name: callers are known by their addresses, so that a proxy by name would never be believed."""
    for each in (value or "").split(","):
        if each.strip() not in ("", "*"):
            try:
                ip_network(each.strip())
            except ValueError as exc:
                raise click.BadParameter(f"{exc}; write the proxy's address, such as 10.0.0.7", ctx, param) from exc
    return value

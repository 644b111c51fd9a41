"""Where requests come from."""

from __future__ import annotations

from ipaddress import ip_address


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine's own, which no other machine reaches; False for what is no address."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

"""The sockets that the page listens on."""

from __future__ import annotations

import re
import socket

import pytest

from imgsearch.errors import BadInput
from imgsearch.web.server import bind


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_an_address_of_either_kind_is_listened_on(host: str) -> None:
    if host == "::1" and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with bind(host, 0) as listener:
        address = listener.getsockname()[:2]
        with socket.create_connection(address, timeout=5) as client:
            accepted, _ = listener.accept()
            with accepted:
                client.sendall(b"a")
                assert accepted.recv(1) == b"a"


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(
            BadInput, match=rf"^cannot listen on 127\.0\.0\.1, port {port}: .*; choose another --host or --port$"
        ):
            bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid", "127.0.0.1:80", "a..b", "x" * 70, ""])
def test_what_is_no_address_of_this_machine_is_refused(host: str) -> None:
    told = re.escape(host or "an empty name")
    with pytest.raises(BadInput, match=rf"^cannot listen on {told}, port 0: .*; choose another --host or --port$"):
        bind(host, 0)

"""The sockets that the page listens on."""

from __future__ import annotations

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
        with pytest.raises(BadInput, match=rf"^cannot listen on 127\.0\.0\.1, port {port}: .*; choose another --port$"):
            bind("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^cannot listen on 192\.0\.2\.1, port 0: "):
        bind("192.0.2.1", 0)

"""Ports for services of Docker are free, and connections do not take them before the services start."""

from __future__ import annotations

import random
import socket

import pytest

from tests.composed import first_given_port, free_ports


def test_a_taken_port_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, *free = map(int, free_ports(3))
    monkeypatch.setattr(random, "sample", lambda *_: [taken, *free])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", taken))
        listener.listen()
        assert free_ports(2) == [str(port) for port in free]


def test_no_connection_is_given_such_a_port() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        given = listener.getsockname()[1]
    assert given >= first_given_port() > max(map(int, free_ports(20)))

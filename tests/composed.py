"""docker-compose.yml as a user starts it: by the plugin, else by docker-compose."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.conftest import docker_answers

ROOT = Path(__file__).parents[1]
#: For stand-ins of the database's image that take the password from the environment alone.
OVERRIDE = Path(__file__).with_name("compose.yml")


def missing(what: str) -> None:
    """Skip the test, or in CI fail it."""
    if os.environ.get("IMGSEARCH_CI"):
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def docker_client() -> Iterator[Any]:
    # Asked first, since docker-py leaks its socket where there is none.
    if not docker_answers():
        missing("no Docker engine")
    client = docker.from_env()
    try:
        yield client
    finally:
        client.close()


def free_ports(count: int) -> list[str]:
    """Free ports of 127.0.0.1, different ones, to be taken at once.

    They lie below those that the system gives to connections, which come and go while services start.
    """
    found: list[str] = []
    for port in random.sample(range(20_000, first_given_port()), 1_000):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            found.append(str(port))
        if len(found) == count:
            return found
    raise AssertionError("no free port")


def first_given_port() -> int:
    """The first of the ports that the system gives to connections: what Linux says, else IANA's first dynamic port."""
    with suppress(FileNotFoundError):
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    return 49_152


def compose_program() -> list[str]:
    for words in (["docker", "compose"], ["docker-compose"]):
        with suppress(FileNotFoundError):
            if subprocess.run([*words, "version"], capture_output=True, check=False).returncode == 0:
                return words
    missing("neither `docker compose` nor docker-compose is installed")
    raise AssertionError


class Composed:
    """Services of docker-compose.yml, under a name of their own."""

    def __init__(self, client: Any, folder: Path, settings: Mapping[str, str]) -> None:  # noqa: ANN401
        self.client, self.folder = client, folder
        self.project = f"imgsearch{uuid.uuid4().hex[:8]}"
        self.environment = {**os.environ, **settings}
        self.environment.pop("PYTHONPATH", None)
        self._words = [*compose_program(), "-p", self.project]
        self._words += ["-f", str(folder / "docker-compose.yml"), "-f", str(OVERRIDE)]

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*self._words, *words], env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def container(self, service: str) -> Any:  # noqa: ANN401
        labels = [f"com.docker.compose.project={self.project}", f"com.docker.compose.service={service}"]
        (found,) = self.client.containers.list(all=True, filters={"label": labels})
        return found


@contextmanager
def composed(folder: Path = ROOT, **settings: str) -> Iterator[Composed]:
    with docker_client() as client:
        services = Composed(client, folder, settings)
        try:
            yield services
        finally:
            services.run("down", "--volumes", "--timeout", "10")

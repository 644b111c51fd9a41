"""docker-compose.yml as a user would use it; where the compose plugin is missing, its service by the Docker API."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import docker
import pytest
import yaml
from PIL import Image

from tests.conftest import docker_answers

ROOT = Path(__file__).parents[3]
VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")
UNITS = {"s": 10**9}


def interpolate(text: str, environment: dict[str, str]) -> str:
    return VARIABLE.sub(lambda found: environment.get(found[1]) or found[2], text)


def healthcheck(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "test": given["test"],
        "retries": given["retries"],
        **{name: int(given[name][:-1]) * UNITS[given[name][-1]] for name in ("interval", "timeout")},
    }


@pytest.fixture
def client() -> Iterator[Any]:
    # In CI a missing engine is a failure. Asked first, since docker-py leaks its socket where there is none.
    if not os.environ.get("IMGSEARCH_CI") and not docker_answers():
        pytest.skip("no Docker engine")
    made = docker.from_env()
    made.ping()
    yield made
    made.close()


@pytest.fixture
def service(client: Any) -> Iterator[tuple[Any, str]]:  # noqa: ANN401
    """The running container, and its port."""
    project, port = f"imgsearch{uuid.uuid4().hex[:8]}", str(20_000 + os.getpid() % 20_000)
    environment = {"IMGSEARCH_DB_PORT": port, "IMGSEARCH_DB_PASSWORD": "a secret"}
    compose = ["docker", "compose", "-p", project, "-f", str(ROOT / "docker-compose.yml")]
    with suppress(FileNotFoundError):
        if subprocess.run([*compose, "version"], capture_output=True, check=False).returncode == 0:
            started = os.environ | environment
            subprocess.run([*compose, "up", "-d", "--wait"], env=started, check=True, capture_output=True)
            try:
                (container,) = client.containers.list(filters={"label": f"com.docker.compose.project={project}"})
                yield container, port
            finally:
                subprocess.run([*compose, "down", "--volumes"], env=started, check=True, capture_output=True)
            return
    described = yaml.safe_load(interpolate((ROOT / "docker-compose.yml").read_text(), environment))
    (given,) = described["services"].values()
    address, outer, inner = given["ports"][0].split(":")
    source, target = given["volumes"][0].split(":")
    assert source in described["volumes"]
    volume = client.volumes.create(f"{project}_{source}")
    container = client.containers.run(
        given["image"],
        command=given.get("command"),
        environment=given["environment"],
        ports={f"{inner}/tcp": (address, int(outer))},
        volumes={volume.name: {"bind": target, "mode": "rw"}},
        shm_size=given["shm_size"].replace("gb", "g"),
        healthcheck=healthcheck(given["healthcheck"]),
        restart_policy={"Name": given["restart"]},
        detach=True,
    )
    try:
        yield container, port
    finally:
        container.remove(force=True, v=True)
        volume.remove(force=True)


def wait_until_healthy(container: Any) -> None:  # noqa: ANN401
    for _ in range(120):
        container.reload()
        if container.attrs["State"].get("Health", {}).get("Status") == "healthy":
            return
        time.sleep(0.5)
    pytest.fail(f"not healthy: {container.logs().decode()[-2000:]}")


def test_the_compose_file_serves_a_user_and_keeps_the_data(service: tuple[Any, str], tmp_path: Path) -> None:
    container, port = service
    url = f"postgresql://imgsearch:a%20secret@127.0.0.1:{port}/imgsearch"

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "imgsearch", *arguments],
            env=os.environ | {"IMGSEARCH_DATABASE_URL": url, "IMGSEARCH_DATA_DIR": str(tmp_path / "data")},
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "secret" not in done.stdout + done.stderr
        return done.stdout

    pictures = tmp_path / "pictures"
    pictures.mkdir()
    Image.new("RGB", (64, 48), "red").save(pictures / "red.png")
    Image.new("RGB", (64, 48), "blue").save(pictures / "blue.png")
    (pictures / "captions.tsv").write_text("red.png#0\ta red wall\nblue.png#0\ta blue sea\n")
    wait_until_healthy(container)
    assert "schema is at revision" in run("db", "upgrade")
    run("load", str(pictures))
    query = ("query", "a red wall", "--nearest", "--limit", "1")
    assert "red.png" in run(*query)
    container.restart()
    wait_until_healthy(container)
    assert "red.png" in run(*query)

"""The database of docker-compose.yml, for an imgsearch outside of Docker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.composed import composed, free_ports


def wait_until_healthy(container: Any) -> None:  # noqa: ANN401
    for _ in range(120):
        container.reload()
        if container.attrs["State"].get("Health", {}).get("Status") == "healthy":
            return
        time.sleep(0.5)
    pytest.fail(f"not healthy: {container.logs().decode()[-2000:]}")


def test_the_compose_file_serves_a_user_and_keeps_the_data(tmp_path: Path) -> None:
    (port,) = free_ports(1)
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
    with composed(IMGSEARCH_DB_PORT=port, IMGSEARCH_DB_PASSWORD="a secret") as services:
        services.run("up", "-d", "db")
        container = services.container("db")
        wait_until_healthy(container)
        assert "schema is at revision" in run("db", "upgrade")
        run("load", str(pictures))
        query = ("query", "a red wall", "--nearest", "--limit", "1")
        assert "red.png" in run(*query)
        container.restart()
        wait_until_healthy(container)
        assert "red.png" in run(*query)

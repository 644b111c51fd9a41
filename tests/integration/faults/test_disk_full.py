"""A server whose disk, a small tmpfs, runs full in the middle of a load."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.tables import Caption

DISK_MB = 200
CAPTIONS = 25_000


def mount(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", str(folder)]
    return bool(shutil.which("mount")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the embedded server of the commands keeps its data."""
    folder = Path(tempfile.mkdtemp(prefix="imgsearch"))
    folder.chmod(0o755)
    if not mount(folder):
        folder.rmdir()
        if os.environ.get("IMGSEARCH_CI") and os.geteuid() == 0:
            pytest.fail("no tmpfs can be mounted here")
        pytest.skip("mounting a tmpfs takes root")
    monkeypatch.delenv("IMGSEARCH_DATABASE_URL", raising=False)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(folder))
    yield folder
    EmbeddedServer(folder).stop()
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def wait_for_recovery() -> None:
    """Where the disk was full for the log, the server crashed and starts again by itself; it says so meanwhile."""
    deadline = time.monotonic() + 60
    while (result := run("status")).exit_code:
        assert len(result.stderr.splitlines()) == 1
        assert time.monotonic() < deadline
        time.sleep(0.2)


def count_captions(folder: Path) -> int:
    engine = make_engine(EmbeddedServer(folder).url())
    with Session(engine) as session:
        count = session.scalar(select(func.count()).select_from(Caption)) or 0
    engine.dispose()
    return count


@pytest.mark.parametrize(
    ("free_mb", "said"),
    [(1, "disk is full; free space and run the command again"), (40, "the database")],
    ids=["for tables", "for the log"],  # without space for its log a server crashes
)
def test_full_disk_is_a_clear_error_and_the_load_goes_on_when_there_is_space(
    small_disk: Path, tmp_path: Path, free_mb: int, said: str
) -> None:
    file = tmp_path / "captions.tsv"
    file.write_text("".join(f"{n}.jpg#0\tA dog number {n} runs {n * n} {n * n * n} times\n" for n in range(CAPTIONS)))
    few = tmp_path / "few.tsv"
    few.write_text("x.jpg#0\tA red car\n")
    assert run("load", "captions", few).exit_code == 0
    ballast = small_disk / "ballast"
    free = shutil.disk_usage(small_disk).free - free_mb * 2**20
    with ballast.open("wb") as written:
        written.write(bytes(free))

    result = run("load", "captions", file)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1

    ballast.unlink()
    wait_for_recovery()
    kept = count_captions(small_disk)
    assert 1 <= kept < CAPTIONS + 1
    assert run("load", "captions", file).exit_code == 0
    assert count_captions(small_disk) == CAPTIONS + 1

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, EncodingTask, ImageEmbedding
from loaders.images import load_images
from tests.builders import hide

WORKER = Path(__file__).with_name("encode_slowly.py")
PICTURES = 40

Start = Callable[[str, float], "subprocess.Popen[str]"]


@pytest.fixture
def photos(session: Session, tmp_path: Path, make_picture: Callable[..., Path]) -> None:
    """Each of another colour, by which the encoder tells them apart."""
    for number in range(PICTURES):
        make_picture(tmp_path / "photos" / f"{number:02}.png", f"#{number:02x}5020")
    load_images(session, tmp_path / "photos")


@pytest.fixture
def start(engine: Engine, tmp_path: Path) -> Start:
    def begin(name: str, seconds: float) -> subprocess.Popen[str]:
        url = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, str(WORKER), url, str(tmp_path / name), str(seconds)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return begin


def encoded(tmp_path: Path, name: str) -> list[str]:
    file = tmp_path / name
    return file.read_text().splitlines() if file.exists() else []


def finish(process: subprocess.Popen[str]) -> int:
    printed, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return int(printed)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def vector_count(session: Session) -> int:
    count = session.scalar(select(func.count()).select_from(ImageEmbedding)) or 0
    session.rollback()
    return count


@pytest.mark.usefixtures("photos")
def test_two_processes_share_the_pictures(session: Session, start: Start, tmp_path: Path) -> None:
    captions = [{"caption_key": f"{n:02}.png#0", "image_name": f"{n:02}.png", "text": f"number {n}"} for n in range(9)]
    session.execute(insert(Caption), captions)
    session.commit()
    first, second = start("first", 0.1), start("second", 0.1)
    done = finish(first), finish(second)
    assert sum(done) == PICTURES
    assert min(done) > 0
    seen = encoded(tmp_path, "first") + encoded(tmp_path, "second")
    assert len(set(seen)) == len(seen) == PICTURES + len(captions)
    assert vector_count(session) == PICTURES
    assert session.scalar(select(func.count()).select_from(EncodingTask)) == 0


@pytest.mark.usefixtures("photos")
def test_claim_of_a_killed_process_is_taken_over(session: Session, start: Start, tmp_path: Path) -> None:
    doomed = start("doomed", 60.0)
    wait_until(lambda: bool(encoded(tmp_path, "doomed")))
    survivor = start("survivor", 0.0)
    # All but the claimed ones; for these the other process waits.
    wait_until(lambda: vector_count(session) == PICTURES - 4)
    time.sleep(1)
    assert survivor.poll() is None
    doomed.send_signal(signal.SIGKILL)
    doomed.communicate()
    assert finish(survivor) == PICTURES
    assert len(set(encoded(tmp_path, "survivor"))) == len(encoded(tmp_path, "survivor")) == PICTURES
    assert vector_count(session) == PICTURES


@pytest.mark.usefixtures("photos")
def test_an_editor_need_not_wait_for_a_claim(session: Session, start: Start, tmp_path: Path) -> None:
    busy = start("busy", 60.0)
    wait_until(lambda: bool(encoded(tmp_path, "busy")))
    started = time.monotonic()
    hide(session)
    session.commit()
    assert time.monotonic() - started < 20
    busy.kill()
    busy.communicate()

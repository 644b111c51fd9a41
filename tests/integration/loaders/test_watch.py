"""A folder that is watched is kept in step."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from loaders.watch import MOST_FOLDERS, changed_folders, watch_folder
from tests.signals import heeding

MakePicture = Callable[..., Path]
PATIENCE_S = 60


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("changed", "folders"),
    [
        (["a.png"], ["."]),
        (["june/a.png", "june/b.png"], ["june"]),
        (["june/a.png", "june/day/b.png"], ["june"]),
        (["june/day/b.png", "july/c.png"], ["july", "june/day"]),
        (["june", "june/gone"], ["june"]),
        (["gone/deep/a.png"], ["."]),
        ([".hidden/a.png", "june/.a.png", "june/@eaDir/a.png"], []),
        (["june/.picasa.ini", ".hidden/.picasa.ini"], ["june"]),
        (["/elsewhere/a.png"], []),
        ([], []),
    ],
)
def test_the_folders_are_loaded_in_which_something_changed(
    tmp_path: Path, changed: list[str], folders: list[str]
) -> None:
    for name in ("june/day", "july", ".hidden", "june/@eaDir"):
        (tmp_path / name).mkdir(parents=True)
    assert changed_folders(tmp_path, [str(tmp_path / name) for name in changed]) == [
        tmp_path / name for name in folders
    ]


def test_where_many_folders_change_the_whole_is_loaded(tmp_path: Path) -> None:
    for number in range(MOST_FOLDERS + 1):
        (tmp_path / f"{number:02}").mkdir()
    changed = [str(folder / "a.png") for folder in sorted(tmp_path.iterdir())]
    assert changed_folders(tmp_path, changed[:MOST_FOLDERS]) == [Path(file).parent for file in changed[:MOST_FOLDERS]]
    assert changed_folders(tmp_path, changed) == [tmp_path]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, list[Path]]]:
    """A folder that is watched, and the folders that were loaded so far."""
    root, stop = tmp_path / "photos", threading.Event()
    loaded: list[Path] = []
    (root / "june").mkdir(parents=True)
    watching = threading.Thread(
        target=watch_folder, args=(root, loaded.append), kwargs={"every_s": 3600, "stop": stop, "settled_ms": 100}
    )
    watching.start()
    wait_for(lambda: loaded == [root])
    yield root, loaded
    stop.set()
    watching.join(timeout=PATIENCE_S)
    assert not watching.is_alive()


def test_what_changes_is_loaded_and_nothing_else(watched: tuple[Path, list[Path]]) -> None:
    root, loaded = watched
    (root / "june" / "a.png").write_bytes(b"x")
    wait_for(lambda: root / "june" in loaded)
    assert set(loaded) == {root, root / "june"}


def test_a_folder_that_is_away_is_waited_for_and_loaded_again(watched: tuple[Path, list[Path]]) -> None:
    root, loaded = watched
    shutil.move(root, root.with_name("away"))
    time.sleep(1)
    count = len(loaded)
    shutil.move(root.with_name("away"), root)
    wait_for(lambda: len(loaded) > count)
    assert loaded[-1] == root


def test_the_whole_is_loaded_now_and_then(tmp_path: Path) -> None:
    loaded: list[Path] = []
    stop = threading.Event()

    def load(folder: Path) -> None:
        loaded.append(folder)
        if len(loaded) == 3:
            stop.set()

    watch_folder(tmp_path, load, every_s=0.1, stop=stop)
    assert loaded == [tmp_path] * 3


def test_the_command_shows_pictures_as_they_come_and_go(
    engine: Engine, database_url: URL, tmp_path: Path, make_picture: MakePicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "photos"
    make_picture(root / "june" / "first.png", "black")
    make_picture(root / "first.png", "gray")
    (root / "broken.png").write_text("no picture")
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))

    def found() -> dict[str, str]:
        query = text("SELECT i.name, i.state FROM image i JOIN image_embedding e ON e.image_id = i.id")
        with engine.connect() as connection:
            return {name: state for name, state in connection.execute(query)}

    command = [sys.executable, "-m", "imgsearch", "load", str(root), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        try:
            wait_for(lambda: len(found()) == 2)
            make_picture(root / "june" / "second.png", "white")
            wait_for(lambda: "june/second.png" in found())
            (root / "june" / "first.png").unlink()
            wait_for(lambda: found()["june/first.png"] == "missing")
        finally:
            running.send_signal(signal.SIGTERM)
            output, _ = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 0, output
    assert f" {root / 'june'}\n" in output
    assert f"skipped {root / 'broken.png'}: " in output
    assert "Traceback" not in output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_watch_ends_with_its_terminal_too(
    engine: Engine, database_url: URL, tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "photos").mkdir()
    environment = {**os.environ, "IMGSEARCH_DATABASE_URL": database_url.render_as_string(hide_password=False)}
    command = [sys.executable, "-u", "-m", "imgsearch", "load", str(tmp_path / "photos"), "--watch"]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=heeding(number),
    ) as running:
        try:
            assert running.stdout is not None
            assert str(tmp_path / "photos") in running.stdout.readline()
            running.send_signal(number)
            output, _ = running.communicate(timeout=PATIENCE_S)
        finally:
            running.kill()
    assert running.returncode == 0, output


def test_a_folder_that_was_never_there_is_waited_for_and_told_of_once(tmp_path: Path) -> None:
    root, stop = tmp_path / "photos", threading.Event()
    loaded: list[Path] = []
    away: list[Path] = []

    def load(folder: Path) -> None:
        loaded.append(folder)
        stop.set()

    def wait_then_make(folder: Path) -> None:
        away.append(folder)
        threading.Timer(0.7, root.mkdir).start()

    watch_folder(root, load, every_s=3600, stop=stop, tell_away=wait_then_make)
    assert (away, loaded) == ([root], [root])

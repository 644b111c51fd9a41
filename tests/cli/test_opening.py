"""Files that are opened in another program, and machines that have none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from imgsearch.cli.opening import open_in_program
from imgsearch.errors import BadInput

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Click opens files")


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is found as xdg-open, once it is written."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return tmp_path / "xdg-open"


def write(opener: Path, script: str) -> None:
    opener.write_text(f"#!/bin/sh\n{script}\n")
    opener.chmod(0o755)


def test_a_file_is_given_to_what_opens_it(opener: Path, tmp_path: Path) -> None:
    write(opener, f'echo "$1" > {tmp_path}/told')
    open_in_program(tmp_path / "a b.html")
    assert (tmp_path / "told").read_text() == f"{tmp_path}/a b.html\n"


@pytest.mark.parametrize("script", ["echo lynx: not found >&2; exit 3", None])
def test_where_nothing_opens_a_file_its_place_is_told(
    opener: Path, script: str | None, capfd: pytest.CaptureFixture[str]
) -> None:
    if script is not None:
        write(opener, script)
    with pytest.raises(BadInput, match=r"no program on this machine opens /a/sheet.html; open it yourself"):
        open_in_program(Path("/a/sheet.html"))
    assert capfd.readouterr() == ("", "")


def test_a_window_that_stays_is_not_waited_for(opener: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.cli.opening.WAIT_SECONDS", 0.1)
    monkeypatch.setenv("DISPLAY", ":0")
    write(opener, "exec /bin/sleep 2")
    open_in_program(Path("/a/sheet.html"))

"""What `imgsearch serve` makes its page with, before it listens."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.cli import serve as command
from imgsearch.web import workers
from imgsearch.web.config import WebConfig


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("IMGSEARCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("imgsearch.web.logs.set_up_logs", lambda: None)


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> list[WebConfig]:
    """The settings of pages that listen, which they do not here."""
    found: list[WebConfig] = []

    def listen(config: WebConfig, sockets: tuple[socket.socket, socket.socket | None], _settings: object) -> None:
        found.append(config)
        sockets[0].close()

    monkeypatch.setattr(command, "_listen", listen)
    return found


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["serve", "--port", "0", *words])


@pytest.mark.parametrize(("count", "together"), [(1, False), (2, True), (3, True)])
def test_processes_of_one_page_count_together(
    listening: list[WebConfig], monkeypatch: pytest.MonkeyPatch, count: int, together: bool
) -> None:
    if count > 1:  # as one of them sees it
        monkeypatch.setattr(workers, "inherited_sockets", lambda: (socket.socket(), None))
    assert run("--workers", str(count)).exit_code == 0
    assert [config.counts_together for config in listening] == [together]


def test_several_processes_are_kept_running_on_one_socket(
    listening: list[WebConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[bool, int]] = []

    def supervise(bound: socket.socket, count: int) -> None:
        with bound:
            kept.append((bound.getsockname()[1] > 0, count))

    monkeypatch.setattr(command, "_supervise", supervise)
    assert run("--workers", "3").exit_code == 0
    assert (kept, listening) == ([(True, 3)], [])


@pytest.mark.parametrize(
    ("words", "is_warned"),
    [
        (("--host", "127.0.0.1"), False), (("--host", "::1"), False), (("--host", "localhost"), False),
        (("--host", "0.0.0.0"), True), (("--host", "0.0.0.0", "--https-only"), False),
    ],
)  # fmt: skip
def test_who_listens_to_other_machines_without_tls_is_warned(
    listening: list[WebConfig], words: tuple[str, ...], is_warned: bool
) -> None:
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert ("put a TLS proxy in front and use --https-only" in done.stderr) is is_warned
    assert [config.https_only for config in listening] == ["--https-only" in words]


def test_uploads_go_into_a_folder_that_is_there(listening: list[WebConfig], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("none", "file"):
        refused = run("--uploads", str(tmp_path / name))
        assert (refused.exit_code, "Invalid value for '--uploads'" in refused.output) == (2, True)
    (tmp_path / "in").mkdir()
    assert run("--uploads", str(tmp_path / "in")).exit_code == 0
    assert [config.uploads for config in listening] == [tmp_path / "in"]

"""What `imgsearch serve` makes its page with, before it listens."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.cli import serve as command
from imgsearch.web import workers
from imgsearch.web.config import WebConfig
from imgsearch.web.metrics import COUNTERS_VARIABLE
from imgsearch.web.server import GRACE_SECONDS


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


def test_they_are_started_as_this_command_was_and_count_into_one_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[Any, ...]] = []

    class Started:
        def __init__(self, command: list[str], environment: dict[str, str], *rest: object) -> None:
            assert Path(environment[COUNTERS_VARIABLE]).is_dir()
            started.append((command, {name: os.environ.get(name) for name in environment}, environment, *rest[1:]))

        def run(self, on_ready: Callable[[], None]) -> None:
            on_ready()

    monkeypatch.setattr(workers, "Workers", Started)
    monkeypatch.setattr(command, "open_session", nullcontext)
    monkeypatch.setattr("sys.argv", ["imgsearch", "serve", "--workers", "3"])
    done = run("--workers", "3")
    assert done.exit_code == 0, done.output
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d+/\n", done.stderr)
    assert done.stdout == ""
    ((words, before, environment, count, grace),) = started
    assert words == [sys.executable, "-m", "imgsearch", "serve", "--workers", "3"]
    assert environment == before | {COUNTERS_VARIABLE: environment[COUNTERS_VARIABLE]}
    assert (count, grace) == (3, GRACE_SECONDS + 5)
    assert not Path(environment[COUNTERS_VARIABLE]).exists()


#: What is said, the setting that it becomes, and what the setting is where nothing is said.
SETTINGS: list[tuple[tuple[str, ...], str, Any, Any]] = [
    (("--login-required",), "login_required", True, False),
    (("--https-only",), "https_only", True, False),
    (("--log-queries",), "log_queries", True, False),
    (("--metrics",), "metrics", True, False),
    (("--behind-proxy", "10.0.0.1"), "behind_proxy", "10.0.0.1", None),
    (("--searches-per-minute", "7"), "searches_per_minute", 7, 60),
    (("--max-upload", "3"), "max_upload_bytes", 3 * 1024 * 1024, 20 * 1024 * 1024),
    (("--slow-search-ms", "0"), "slow_search_ms", 0, 1000),
    (("--allow-origin", "https://a.org", "--allow-origin", "*"), "allowed_origins", ("https://a.org", "*"), ()),
]


@pytest.mark.parametrize(("words", "name", "said", "unsaid"), SETTINGS)
def test_what_is_said_becomes_a_setting_of_the_page(
    listening: list[WebConfig],
    words: tuple[str, ...],
    name: str,
    said: Any,  # noqa: ANN401
    unsaid: Any,  # noqa: ANN401
) -> None:
    for given in (words, ()):
        assert run(*given).exit_code == 0
    assert [getattr(config, name) for config in listening] == [said, unsaid]
    assert replace(listening[0], **{name: unsaid}) == listening[1]


@pytest.mark.parametrize(
    "words",
    [
        ("--allow-origin", "https://a.org/path"), ("--allow-origin", "a.org"), ("--searches-per-minute", "0"),
        ("--max-upload", "0"), ("--max-upload", "501"), ("--slow-search-ms", "-1"), ("--workers", "0"),
        ("--workers", "65"), ("--port", "65536"), ("--behind-proxy", "proxy"), ("--behind-proxy", "10.0.0.7, x"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_setting_is_refused(listening: list[WebConfig], words: tuple[str, ...]) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert f"Invalid value for '{words[0]}'" in refused.stderr
    assert listening == []


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

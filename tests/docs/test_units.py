"""The units of systemd: systemd reads them, and finds little that they leave open."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from imgsearch.settings import PASSWORD_FILE, USER_ALONE
from tests.docs.markdown import ROOT
from tests.docs.test_commands import check

UNITS = ("imgsearch-serve.service", "imgsearch-watch.service")
PROGRAM = "/opt/imgsearch/bin/imgsearch"
#: Tenths; systemd calls up to 19 "OK". What is left open is the network, and code that is made as it runs.
EXPOSURE = 12
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")


@pytest.fixture(autouse=True)
def _files_need_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click.Path, "convert", lambda _self, value, _parameter, _context: Path(value))


def lines(unit: str) -> list[str]:
    return (ROOT / "docs" / unit).read_text(encoding="utf-8").splitlines()


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_every_line_and_finds_little_exposed(unit: str, tmp_path: Path) -> None:
    copy = tmp_path / unit
    copy.write_text("\n".join(lines(unit)).replace(PROGRAM, "/bin/true"))
    for words in (["verify"], ["security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager"]):
        done = subprocess.run(["systemd-analyze", *words, str(copy)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_a_command_that_there_is_and_takes_its_password_from_a_credential(unit: str) -> None:
    said = lines(unit)
    (command,) = [line.removeprefix("ExecStart=") for line in said if line.startswith("ExecStart=")]
    assert command.startswith(f"{PROGRAM} ")
    check(shlex.join(shlex.split(command)[1:]), is_complete=True)
    settings = dict(line.removeprefix("Environment=").split("=", 1) for line in said if line.startswith("Environment="))
    assert settings[PASSWORD_FILE] == "%d/password"
    assert USER_ALONE.match(settings["IMGSEARCH_DATABASE_URL"])
    assert any(line.startswith("LoadCredential=password:/") for line in said)


def test_both_units_are_closed_alike() -> None:
    closed = [said[said.index("ReadOnlyPaths=/srv/archive") :] for said in map(lines, UNITS)]
    assert closed[0] == closed[1]
    wanted = {"ProtectSystem=strict", "ProtectHome=yes", "PrivateDevices=yes", "CapabilityBoundingSet="}
    assert wanted | {"NoNewPrivileges=yes", "SystemCallFilter=@system-service"} <= set(closed[0])

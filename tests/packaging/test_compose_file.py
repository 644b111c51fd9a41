"""What docker-compose.yml says, without Docker: closed services, and the page's settings handed on."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import click
import yaml

from imgsearch.cli.serve import serve
from tests.composed import ROOT
from tests.packaging.test_image import BASE, SETTINGS

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
#: What `serve` has from elsewhere: its address from the image, its port from the file; and what it cannot have.
NOT_TAKEN = {"IMGSEARCH_HOST", "IMGSEARCH_PORT", "IMGSEARCH_UPLOADS"}
#: What a service may look at alone; passwords are written by the one that makes them.
READ_ONLY = ("${IMGSEARCH_PICTURES", "${IMGSEARCH_SECRETS", "page-", "worker-", "owner-")


def test_every_service_is_as_closed_as_the_others() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert not any("PASSWORD" in key and not key.endswith("_FILE") and value != "${IMGSEARCH_DB_PASSWORD:-}"
                       for key, value in service["environment"].items()), name  # fmt: skip
        for mount in service.get("volumes", ()):
            if mount.startswith(READ_ONLY) and name != "passwords":
                assert mount.endswith(":ro"), mount
    holders = {name for name, service in COMPOSE["services"].items() if any("owner-" in m for m in service["volumes"])}
    assert holders == {"passwords", "db", "migrate"}
    assert f"${{IMGSEARCH_BASE:-{BASE}}}" == COMPOSE["x-imgsearch"]["build"]["args"]["BASE"]
    assert f"ARG BASE={BASE}\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_compose_file_hands_every_setting_of_the_page_on() -> None:
    options = {each.envvar for each in serve.params if isinstance(each, click.Option) and each.envvar}
    handed = {name for name, value in COMPOSE["services"]["app"]["environment"].items() if value is None}
    assert handed == options - NOT_TAKEN | {"IMGSEARCH_MAX_PIXELS"}
    assert COMPOSE["services"]["worker"]["environment"]["IMGSEARCH_MAX_PIXELS"] is None
    assert set(SETTINGS) <= handed
    documented = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"<<'END'\n(.*?)^END$", documented, re.DOTALL | re.MULTILINE)
    named = {line.partition("=")[0] for line in shown.splitlines()}
    assert named <= handed | {"IMGSEARCH_PICTURES", "IMGSEARCH_SECRETS"}


def keep_passwords(folder: Path, given: str) -> str:
    """Run what makes the passwords, as root without capabilities: as nobody who may write to what is read-only."""
    (script,) = COMPOSE["services"]["passwords"]["command"]
    script = script.replace("$$", "$").replace("/passwords", str(folder))
    unprivileged = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*unprivileged, "sh", "-euc", script],
        env=os.environ | {"OWNER_PASSWORD": given}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_passwords_are_made_once_and_the_owners_can_be_given_again(tmp_path: Path) -> None:
    files = {login: tmp_path / login / "password" for login in ("owner", "page", "worker")}
    for file in files.values():
        file.parent.mkdir()
    assert keep_passwords(tmp_path, "") == ""
    made = {login: file.read_text() for login, file in files.items()}
    assert {len(password) for password in made.values()} == {33}
    assert keep_passwords(tmp_path, "") == ""
    assert {login: file.read_text() for login, file in files.items()} == made
    # A database that was made with another password keeps it until it is told.
    assert "docker compose exec db psql" in keep_passwords(tmp_path, "a secret")
    assert keep_passwords(tmp_path, "a secret") == keep_passwords(tmp_path, "") == ""
    assert {login: file.read_text() for login, file in files.items()} == made | {"owner": "a secret\n"}
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o444}

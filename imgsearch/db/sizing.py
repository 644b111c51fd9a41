"""Settings of the embedded server that follow from the machine's memory."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

#: What a server has by default, and what more than enough is: an index of five million pictures.
SMALLEST_BUFFERS = 128 * 2**20
LARGEST_BUFFERS = 8 * 2**30
FILE = "imgsearch.conf"
INCLUDE = f"\ninclude_if_exists = '{FILE}'  # written by imgsearch at each start; ALTER SYSTEM overrides it\n"
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def memory_bytes() -> int:
    """Memory of the machine, or of the container if that has less."""
    found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for limit in LIMITS:
        with suppress(OSError, ValueError):  # no such file, or "max"
            found.append(int(limit.read_text()))
    return min(found)


def server_settings(memory: int) -> dict[str, str]:
    """Settings for a machine of so many bytes.

    A quarter for the server's own buffers: a vector index is read page by page at random, and a page that is not in
    the buffers costs a system call. Memory is only taken when pages are read. A half is what the server is told that it
    has for caches, of which an index build takes a half again; the rest is the encoders'.
    """
    buffers = min(max(memory // 4, SMALLEST_BUFFERS), LARGEST_BUFFERS)
    return {
        "shared_buffers": f"{buffers // 2**20}MB",
        "effective_cache_size": f"{max(memory // 2, buffers) // 2**20}MB",
    }


def write_settings(data_dir: Path) -> None:
    """Write the settings of this machine into a cluster's folder, for its next start."""
    lines = [f"{name} = {value}" for name, value in server_settings(memory_bytes()).items()]
    (data_dir / FILE).unlink(missing_ok=True)  # not followed where it is a link
    (data_dir / FILE).write_text("\n".join(lines) + "\n")
    main = data_dir / "postgresql.conf"
    if FILE not in main.read_text():
        with main.open("a") as file:
            file.write(INCLUDE)

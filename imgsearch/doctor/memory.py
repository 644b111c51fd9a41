"""Whether the server keeps vectors in memory well: huge pages, and pg_prewarm after a start."""

from __future__ import annotations

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from imgsearch.doctor.check import Check

#: Buffers from which on page tables, and reading an index again after a start, cost something that is noticed.
LARGE_MB = 4096
_AVAILABLE = table("pg_available_extensions", column("name"))


def check_memory(session: Session) -> Check:
    """How large the server's buffers are and how they are kept; advice only, since everything works without it."""
    buffers = _setting(session, "shared_buffers")
    is_large = int(_setting(session, "shared_memory_size").removesuffix("MB") or 0) >= LARGE_MB
    parts = [f"{buffers} of buffers", _huge_pages(session, is_large), _prewarming(session, is_large)]
    return Check("memory", ", ".join(parts))


def _huge_pages(session: Session, is_large: bool) -> str:
    # Servers before 17 do not tell, those before 15 not even how many they would need.
    if _setting(session, "huge_pages_status") == "on":
        return "in huge pages"
    needed = _setting(session, "shared_memory_size_in_huge_pages")
    if not is_large or not needed.isdigit():
        return "no huge pages"
    return f"no huge pages (`sysctl vm.nr_hugepages={needed}` before the server starts gives them)"


def _prewarming(session: Session, is_large: bool) -> str:
    if not session.scalar(select(func.pg_has_role("pg_read_all_settings", "USAGE"))):
        return "perhaps filled after a start, which this login may not see"
    if "pg_prewarm" in _setting(session, "shared_preload_libraries"):
        return "filled after a start by pg_prewarm"
    is_there = session.scalar(select(_AVAILABLE.c.name).where(_AVAILABLE.c.name == "pg_prewarm"))
    if not is_large or not is_there:
        return "empty after a start"
    return "empty after a start (shared_preload_libraries = 'pg_prewarm' fills them)"


def _setting(session: Session, name: str) -> str:
    """As SHOW gives it; empty where the server does not know it."""
    return str(session.scalar(select(func.current_setting(name, True))) or "")

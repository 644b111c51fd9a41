"""What doctor says of the server's buffers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.doctor import memory

SMALL = {"shared_buffers": "128MB", "shared_memory_size": "143MB"}
LARGE = {"shared_buffers": "8GB", "shared_memory_size": "8400MB"}
NEEDED = {"shared_memory_size_in_huge_pages": "4200"}
ADVICE = "(`sysctl vm.nr_hugepages=4200` before the server starts gives them)"


def test_the_servers_own_settings_are_told(session: Session) -> None:
    check = memory.check_memory(session)
    assert check.name == "memory"
    assert check.is_ok
    buffers = session.scalar(text("SHOW shared_buffers"))
    assert check.found.startswith(f"{buffers} of buffers, ")


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        (SMALL | NEEDED, "128MB of buffers, no huge pages, empty after a start"),
        (LARGE | NEEDED | {"huge_pages_status": "off"}, f"8GB of buffers, no huge pages {ADVICE}, empty after a start"),
        (LARGE | NEEDED | {"huge_pages_status": "on"}, "8GB of buffers, in huge pages, empty after a start"),
        (LARGE | {"shared_memory_size_in_huge_pages": "-1"}, "8GB of buffers, no huge pages, empty after a start"),
        (
            SMALL | {"shared_preload_libraries": "auto_explain, pg_prewarm"},
            "128MB of buffers, no huge pages, filled after a start by pg_prewarm",
        ),
    ],
)
def test_what_would_help_is_said(
    session: Session, monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str], found: str
) -> None:
    # A running server's buffers cannot be changed.
    monkeypatch.setattr(memory, "_setting", lambda _session, name: settings.get(name, ""))
    assert memory.check_memory(session).found.startswith(found)

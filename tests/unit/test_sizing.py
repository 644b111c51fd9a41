from __future__ import annotations

from pathlib import Path

import pytest

from imgsearch.db import sizing
from imgsearch.db.sizing import memory_bytes, server_settings, write_settings

GB = 2**30


@pytest.mark.parametrize(
    ("memory", "buffers", "cache"),
    [
        (GB // 8, "128MB", "128MB"),
        (GB // 4, "128MB", "128MB"),
        (GB, "256MB", "512MB"),
        (8 * GB, "2048MB", "4096MB"),
        (32 * GB, "8192MB", "16384MB"),
        (36 * GB, "8192MB", "18432MB"),
        (256 * GB, "8192MB", "131072MB"),
    ],
)
def test_buffers_are_a_quarter_and_caches_half_of_the_memory(memory: int, buffers: str, cache: str) -> None:
    assert server_settings(memory) == {"shared_buffers": buffers, "effective_cache_size": cache}


def test_a_containers_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = tmp_path / "memory.max", tmp_path / "memory.limit_in_bytes", tmp_path / "missing"
    limits[0].write_text("max\n")
    limits[1].write_text("1000000\n")
    monkeypatch.setattr(sizing, "LIMITS", limits)
    assert memory_bytes() == 1_000_000


def test_settings_are_included_once_and_written_anew_at_each_start(tmp_path: Path) -> None:
    (tmp_path / "postgresql.conf").write_text("port = 5432\n")
    write_settings(tmp_path)
    (tmp_path / "imgsearch.conf").write_text("shared_buffers = 1MB\n")
    write_settings(tmp_path)
    assert (tmp_path / "postgresql.conf").read_text().count("include_if_exists = 'imgsearch.conf'") == 1
    assert "shared_buffers = 1MB" not in (tmp_path / "imgsearch.conf").read_text()

"""What a release leaves behind for ever: its migrations as they are, and a small database to upgrade."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "migrations"
KEPT = ROOT / "tests" / "integration" / "db" / "released"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASED = re.findall(r"^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$", CHANGELOG, re.MULTILINE)


def test_every_released_version_has_its_dump_and_hashes() -> None:
    assert "0.1.0" in RELEASED
    kept = sorted(file.name for file in KEPT.iterdir())
    assert kept == sorted(f"{version}.{kind}" for version in RELEASED for kind in ("sql", "sha256"))
    assert max(file.stat().st_size for file in KEPT.iterdir()) <= 300_000


@pytest.mark.parametrize("version", RELEASED)
def test_migrations_of_a_released_version_are_never_rewritten(version: str) -> None:
    lines = (KEPT / f"{version}.sha256").read_text(encoding="utf-8").splitlines()
    hashes = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert "versions/0000_tables.py" in hashes
    changed = [
        name for name, digest in hashes.items() if sha256((MIGRATIONS / name).read_bytes()).hexdigest() != digest
    ]
    assert changed == [], "a released migration runs on no database any more; write a new one"

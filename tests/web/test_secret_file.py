"""The file with the secret that signs cookies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from imgsearch.errors import BadInput
from imgsearch.web.config import read_secret


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666])
def test_a_secret_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    read_secret(tmp_path)
    (tmp_path / "web-secret").chmod(mode)
    with pytest.raises(BadInput, match="can be read by others, who could log in as anybody"):
        read_secret(tmp_path)


def test_a_secret_has_32_characters_at_least(tmp_path: Path) -> None:
    read_secret(tmp_path)
    (tmp_path / "web-secret").write_text("s" * 32 + "\n")
    assert read_secret(tmp_path) == "s" * 32
    for text in ("s" * 31 + "\n", " " * 64, ""):
        (tmp_path / "web-secret").write_text(text)
        with pytest.raises(BadInput, match="contains no secret"):
            read_secret(tmp_path)


def test_every_installation_makes_a_secret_of_its_own_that_no_umask_opens(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = [read_secret(tmp_path / name) for name in ("a", "b")]
    finally:
        os.umask(before)
    assert made[0] != made[1]
    assert [len(secret) for secret in made] == [64, 64]
    assert [(tmp_path / name / "web-secret").stat().st_mode & 0o777 for name in ("a", "b")] == [0o600, 0o600]

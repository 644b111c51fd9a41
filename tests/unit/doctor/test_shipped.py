"""A damaged file of the package is found before a search needs it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.orm import Session

from imgsearch.doctor import models
from imgsearch.doctor.check import Check, attempt
from imgsearch.doctor.models import check_shipped
from imgsearch.rescoring.absence import Absence


def looked() -> Check:
    return attempt("shipped models", lambda: check_shipped(cast(Session, None)))


def test_what_ships_can_be_read() -> None:
    assert looked() == Check("shipped models", "can be read")


def test_a_missing_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "shipped_portable", lambda: None)
    assert looked().found == "a file of them is missing"
    assert "pip install --force-reinstall" in (looked().remedy or "")


def test_a_damaged_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "absence.safetensors"
    file.write_bytes(b"nothing of the kind")
    monkeypatch.setattr(models, "shipped_absence", lambda: Absence.read(file))
    assert looked().found == f"{file} cannot be read"
    assert looked().remedy == "run `pip install --force-reinstall imgsearch-pgvector`"

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
from imgsearch.rescoring.portable_model import PortableModel


def looked() -> Check:
    return attempt("shipped models", lambda: check_shipped(cast(Session, None)))


def test_what_ships_can_be_read() -> None:
    assert looked() == Check("shipped models", "can be read")


@pytest.mark.parametrize("content", [None, b"nothing of the kind"])
def test_a_missing_or_damaged_portable_regressor_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "portable.safetensors"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(models, "shipped_portable", lambda: PortableModel.read(file))
    assert looked().found == f"{file} cannot be read"
    assert "pip install --force-reinstall" in (looked().remedy or "")


def test_a_damaged_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "absence.safetensors"
    file.write_bytes(b"nothing of the kind")
    monkeypatch.setattr(models, "shipped_absence", lambda: Absence.read(file))
    assert looked().found == f"{file} cannot be read"
    assert looked().remedy == "run `pip install --force-reinstall imgsearch-pgvector`"

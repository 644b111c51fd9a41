"""A damaged file of the package is found before a search needs it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.orm import Session

from imgsearch.doctor import models
from imgsearch.doctor.check import Check, attempt
from imgsearch.doctor.models import check_encoder, check_shipped
from imgsearch.encoders.checked import note_files
from imgsearch.errors import InvalidVectors
from imgsearch.rescoring.absence import Absence
from imgsearch.rescoring.portable_model import PortableModel
from tests.fakes import WordEncoder


def looked() -> Check:
    return attempt("shipped models", lambda: check_shipped(cast(Session, None)))


def test_what_ships_can_be_read() -> None:
    assert looked() == Check("shipped models", "can be read")


def test_what_is_found_is_told_once() -> None:
    def broken(message: str) -> Check:
        raise InvalidVectors(message)

    assert attempt("x", lambda: broken("it is gone; fetch it")) == Check("x", "it is gone", "fetch it")
    assert attempt("x", lambda: broken("no number")) == Check(
        "x", "no number", "mend that and run `imgsearch doctor` again"
    )


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


class KeptEncoder(WordEncoder):
    """Keeps something in a folder."""

    def __init__(self, cache: Path) -> None:
        super().__init__("kept")
        self.cache = cache


def test_what_an_encoder_keeps_is_read_as_a_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    encoder = KeptEncoder(tmp_path / "cache")
    monkeypatch.setattr(models, "load_encoder", lambda _: encoder)

    def found() -> Check:
        return check_encoder("kept", encoder.revision)

    works = Check("encoder kept", f"revision {encoder.revision}, works")
    assert found() == works  # nothing is kept where nothing can be written
    encoder.cache.mkdir()
    (encoder.cache / "table.npy").write_bytes(b"numbers")
    note_files(encoder.cache)
    assert found() == works
    (encoder.cache / "table.npy").write_bytes(b"numberz")
    assert found().found == f"{encoder.cache} is damaged"
    assert found().remedy == f"remove {encoder.cache}; the next text makes it anew"

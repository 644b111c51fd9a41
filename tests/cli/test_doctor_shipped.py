"""`imgsearch doctor` reads the shipped regressor whole, of which a search reads what its situation needs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import load_file, save_file
from sqlalchemy.engine import URL

from imgsearch.cli import main
from imgsearch.cli.doctor import _line
from imgsearch.encoders.arrays import StoredArrays
from imgsearch.models.loaded import shipped_regressor
from imgsearch.rescoring.regressor import Regressor


@pytest.mark.usefixtures("engine")
def test_what_a_search_would_find_with_some_pictures_only_is_found(
    database_url: URL, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped, file = shipped_regressor(), tmp_path / "default.safetensors"
    assert shipped is not None
    file.write_bytes(shipped.to_bytes())
    header = StoredArrays(file).metadata
    save_file(load_file(file) | {"kernel.few_captions.gamma": np.array([np.nan])}, file, header)
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    monkeypatch.setattr("imgsearch.doctor.models.shipped_regressor", lambda: Regressor.read(file))
    checks = {check["name"]: check for check in json.loads(CliRunner().invoke(main, ["doctor", "--json"]).stdout)}
    assert "kernel.few_captions.gamma holds nan" in checks["regressor"]["found"]
    assert not checks["regressor"]["ok"]
    assert checks["shipped models"]["ok"]


def test_a_check_is_told_on_one_line() -> None:
    assert _line("files", "a\nb", None) == f"ok   {'files':<26}a b"
    assert _line("files", "a", "mend\nit") == f"MEND {'files':<26}a; mend it"

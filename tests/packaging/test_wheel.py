"""The wheel alone, without a checkout, creates a database and finds its models."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from imgsearch.db import HEAD_REVISION

ROOT = Path(__file__).parents[2]


#: Bytes of the largest file that PyPI takes unless it is asked for more.
LARGEST_FILE = 100 * 2**20


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True, timeout=300)
    (wheel,) = folder.glob("imgsearch_pgvector-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_pypi_takes_the_wheel(unpacked: Path) -> None:
    (wheel,) = unpacked.parent.glob("imgsearch_pgvector-*.whl")
    assert wheel.stat().st_size < LARGEST_FILE


def test_everything_that_is_read_at_run_time_ships(unpacked: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    data = [name for name in tracked if name.startswith(("imgsearch/", "loaders/"))]
    assert "imgsearch/rescoring/default.safetensors" in data
    missing = [name for name in data if not (unpacked / name).is_file()]
    assert missing == []
    migrations = [name for name in tracked if name.startswith("migrations/")]
    assert [name for name in migrations if not (unpacked / "imgsearch" / name).is_file()] == []


def test_the_licence_of_every_part_stands_where_tools_look_for_it(unpacked: Path) -> None:
    (told,) = unpacked.glob("*.dist-info/licenses")
    own = [path.relative_to(unpacked) for path in unpacked.glob("imgsearch/**/LICENSE*")]
    assert len(own) > 4
    assert [str(path) for path in own if not (told / path).is_file()] == []


def test_the_wheel_migrates_and_loads_its_own_models(unpacked: Path) -> None:
    code = (
        "from imgsearch.db.revision import HEAD_REVISION, script_location; "
        "from imgsearch.minors.detectors.classifier import load_classifier; "
        "from imgsearch.models.loaded import shipped_regressor; from imgsearch.encoders import load_encoder; "
        "print(script_location(), HEAD_REVISION, sep='\\n'); "
        "assert load_classifier() and shipped_regressor(); load_encoder('small')"
    )
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=unpacked,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[:2] == [str(unpacked / "imgsearch" / "migrations"), HEAD_REVISION]

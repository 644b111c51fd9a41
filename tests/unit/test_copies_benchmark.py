"""benchmarks/copies.py says how much time and how many bytes a packing takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow

from benchmarks.copies import measure
from imgsearch.pictures.copies import WEBP_METHOD


def test_both_methods_and_the_colours_have_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Pillow.effect_noise((640, 480), 40).save(tmp_path / "a.png")
    measure(sorted(tmp_path.iterdir()), runs=1)
    slow, fast, colours = capsys.readouterr().out.splitlines()
    assert slow.startswith("method 4: ")
    assert slow.endswith("ms (1.00), 1.000 of the bytes")
    assert fast.startswith(f"method {WEBP_METHOD}: ")
    assert colours.startswith("main colours: ")

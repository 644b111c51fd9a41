"""benchmarks/copies.py says how much time and how many bytes a packing takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow

from benchmarks.copies import measure
from benchmarks.records import recording
from imgsearch.pictures.copies import WEBP_METHOD


def test_both_methods_and_the_colours_have_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Pillow.effect_noise((640, 480), 40).save(tmp_path / "a.png")
    with recording("copies", None) as record:
        measure(record, sorted(tmp_path.iterdir()), runs=1)
    figures = {figure.name: figure.value for figure in record.figures}
    slow, fast = "a small copy by WebP's method 4, Pillow's own", f"by method {WEBP_METHOD}, which loads use"
    assert figures[f"{slow} | of Pillow's own"] == figures[f"{slow} | bytes, of Pillow's own"] == 1
    assert figures[f"{fast} | processor time"] > 0
    assert figures["main colours | processor time"] > 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading == "a picture, of 1 | processor time, ms | of Pillow's own | bytes, of Pillow's own"
    assert [row.split(" | ")[0] for row in rows] == [slow, fast, "main colours"]

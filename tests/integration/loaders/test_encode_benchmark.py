"""benchmarks/encode.py times loads that encode every picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.encode import measure
from imgsearch.tables import ImageEmbedding


def test_each_picture_is_encoded_as_often_as_asked(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, colour in (("a.jpg", "red"), ("b.jpg", "blue")):
        Pillow.new("RGB", (64, 48), colour).save(tmp_path / name)
    measure(session, "small", sorted(tmp_path.iterdir()), count=3, runs=1)
    kind, number, bare, loader, ratio = capsys.readouterr().out.split()
    assert (kind, number) == ("small", "3")
    assert float(ratio) == pytest.approx(float(loader) / float(bare), abs=0.06)
    assert session.scalar(select(func.count()).select_from(ImageEmbedding)) == 3

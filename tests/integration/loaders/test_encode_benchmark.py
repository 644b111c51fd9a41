"""benchmarks/encode.py times loads that encode every picture."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.encode import COLUMNS, measure
from benchmarks.records import recording
from imgsearch.tables import ImageEmbedding


def test_each_picture_is_encoded_as_often_as_asked(session: Session, tmp_path: Path) -> None:
    for name, colour in (("a.jpg", "red"), ("b.jpg", "blue")):
        Pillow.new("RGB", (64, 48), colour).save(tmp_path / name)
    with recording("encode", None) as record:
        grid = record.grid("", COLUMNS)
        measure(grid, session, "small", sorted(tmp_path.iterdir()), argparse.Namespace(pictures=3, runs=1))
    bare, loader, ratio = (figure.value for figure in record.figures)
    assert ratio == pytest.approx(loader / bare)
    assert session.scalar(select(func.count()).select_from(ImageEmbedding)) == 3

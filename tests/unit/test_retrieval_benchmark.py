"""The benchmark of retrieval on pictures that no Russian caption describes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from benchmarks import retrieval


class LengthEncoder:
    name = "fake"
    revision = "1"

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        return np.array([[image.width, 1] for image in images], dtype=np.float32)


def test_pictures_without_russian_captions_are_ranked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    captions, names = tmp_path / "captions.tsv", tmp_path / "names.txt"
    for number in (1, 2):
        Pillow.new("RGB", (number, 1)).save(tmp_path / f"{number}.png")
    captions.write_text("1.png#0\ta\n2.png#0\tbb\n")
    names.write_text("1.png\n2.png\n")
    monkeypatch.setattr(retrieval, "load_encoder", lambda _name: LengthEncoder())
    arguments = ["--captions", str(captions), "--images", str(tmp_path), "--names", str(names)]
    monkeypatch.setattr("sys.argv", ["retrieval.py", *arguments])
    retrieval.main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[1] for line in lines[1:]] == [
        "text to image",
        "image to text",
        "none of the pictures has a Russian caption",
    ]

"""The benchmark of retrieval on pictures that no Russian caption describes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

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
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "2 pictures of dev: text to image",
        "2 pictures of dev: image to text",
        "none of the pictures has a Russian caption",
        "none of the pictures has a Russian caption, to choose by",
        "none of the pictures has a Russian caption, to report",
    ]


class NumberEncoder:
    """A picture's width is the number of the text that it is to be found by; both lie on an arc."""

    name = "fake"
    revision = "1"
    texts: ClassVar[dict[str, int]] = {"dog": 1, "ostrich": 2, "страус": 2, "tench": 3, "линь": 1}

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._arc([self.texts[text] for text in texts])

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        return self._arc([image.width for image in images])

    def _arc(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        angle = np.array(numbers, dtype=np.float32) / 4
        return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def test_folders_of_captions_and_of_kinds_have_rows_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    captioned, kinds = tmp_path / "captioned", tmp_path / "kinds"
    for folder in (captioned, kinds):
        (folder / "images").mkdir(parents=True)
        for number in (1, 2, 3):
            Pillow.new("RGB", (number, 1)).save(folder / "images" / f"{number}.png")
    (captioned / "captions.tsv").write_text("1.png#0\tdog\n2.png#0\tostrich\n")
    (kinds / "names.tsv").write_text("picture\tindex\tname\n2.png\t9\tostrich\n3.png\t0\ttench\n")
    (tmp_path / "names.txt").write_text("1.png\n2.png\n")
    monkeypatch.setattr(retrieval, "load_encoder", lambda _name: NumberEncoder())
    arguments = ["--captions", str(captioned / "captions.tsv"), "--images", str(captioned / "images")]
    arguments += ["--names", str(tmp_path / "names.txt"), "--captioned", str(captioned), "--kinds", str(kinds)]
    monkeypatch.setattr("sys.argv", ["retrieval.py", *arguments])
    retrieval.main()
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()]
    assert [row for row in rows if len(row) == 6 and not row[0].endswith("dev: image to text")][2:] == [
        ["2 pictures of captioned: text to image", "2", "100.0", "100.0", "100.0", "1.0"],
        ["2 pictures of captioned: image to text", "2", "100.0", "100.0", "100.0", "1.0"],
        ["2 kinds by English name", "2", "100.0", "100.0", "100.0", "1.0"],
        ["2 kinds by Russian name", "2", "50.0", "100.0", "100.0", "1.5"],  # this encoder takes a tench for a dog
    ]


def test_each_translation_is_of_a_caption_of_its_own() -> None:
    read = [retrieval.read_translations(name) for name in ("russian_captions.tsv", "russian_captions_more.tsv")]
    pictures = [key.rpartition("#")[0] for rows in read for key, _ in rows]
    assert [len(rows) for rows in read] == [64, 200]
    assert len(set(pictures)) == len(pictures)
    assert all(re.search("[а-я]", text) for rows in read for _, text in rows)


def test_of_everyday_names_any_picture_of_such_a_kind_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder, kept = NumberEncoder(), list[tuple[object, ...]]()
    monkeypatch.setattr(NumberEncoder, "texts", {"wolf": 3, "owl": 1})
    tables: Any = SimpleNamespace(
        encoder=encoder, words=None, searched=SimpleNamespace(row=lambda *row: kept.append(row))
    )
    images = encoder._arc([1, 2, 3])
    wolves, owl, ostrich = (269, 271), 24, 9
    retrieval.report_everyday(tables, images, [ostrich, *wolves])
    retrieval.report_everyday(tables, images, [wolves[0], ostrich, owl])
    assert kept[0] == ("1 everyday names of kinds", 1, *[100.0] * 6)
    # The wolf is last of three, the owl too.
    assert kept[1] == ("2 everyday names of kinds", 2, 0.0, 0.0, 100.0, 100.0, 100.0, 100.0)
    retrieval.report_everyday(tables, images, [ostrich] * 3)
    assert len(kept) == 2
    assert "none of the pictures" in capsys.readouterr().out

"""What heads learn from besides pictures and their captions: mirrored pictures and translations."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from imgsearch.training import encoder
from imgsearch.training.captioned import CaptionedFiles, CaptionedPictures, mirror, read_captions
from tests.fakes import RedBlueEncoder

TRANSLATED = read_captions(Path(str(files("imgsearch.training") / "data" / encoder.RUSSIAN)))
WIDTH = RedBlueEncoder.dimension


def silent(_kind: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> CaptionedPictures:
    monkeypatch.setattr("imgsearch.training.encoder.load_encoder", lambda _name: RedBlueEncoder())
    monkeypatch.setattr("imgsearch.training.encoder.load_tower", RedBlueEncoder)
    zeros = np.zeros((3, 2 * WIDTH), dtype=np.float32)
    return CaptionedPictures(zeros[:2, :WIDTH], zeros, np.array([0, 0, 1]))


def test_a_translation_counts_as_several_captions_of_its_picture(data: CaptionedPictures) -> None:
    name = next(iter(TRANSLATED))
    extended = encoder._add_russian(data, ["other.jpg", name], silent)
    further = len(TRANSLATED[name]) * encoder.RUSSIAN_REPEATS
    assert extended.owner.tolist() == [0, 0, 1] + [1] * further
    assert len(extended.text) == 3 + further
    assert (extended.text[3:] == extended.text[3]).all()
    assert extended.text[3:].any()


def test_pictures_without_translations_stay_as_they_are(data: CaptionedPictures) -> None:
    assert encoder._add_russian(data, ["one.jpg", "two.jpg"], silent) is data


def test_translations_are_russian() -> None:
    texts = [text for said in TRANSLATED.values() for text in said]
    assert len(texts) > 200
    cyrillic = [sum("а" <= letter <= "я" or letter == "ё" for letter in text.lower()) for text in texts]
    assert all(2 * count > len(text.replace(" ", "")) for count, text in zip(cyrillic, texts, strict=True))


def test_a_picture_in_a_mirror_runs_from_right_to_left() -> None:
    picture = Pillow.new("RGB", (2, 1), (220, 20, 20))
    picture.putpixel((1, 0), (20, 20, 220))
    (mirrored,) = mirror([picture])
    assert [mirrored.getpixel((x, 0)) for x in (0, 1)] == [(20, 20, 220), (220, 20, 20)]


def test_heads_learn_from_mirrored_pictures_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: CaptionedPictures
) -> None:
    class LeftEdge(RedBlueEncoder):
        def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
            return super().encode_images([image.crop((0, 0, 1, 1)) for image in images])

    monkeypatch.setattr("imgsearch.training.encoder.load_tower", LeftEdge)
    for name, colours in (("one.png", ((220, 20, 20), (20, 20, 220))), ("two.png", ((20, 20, 220), (220, 20, 20)))):
        picture = Pillow.new("RGB", (2, 1))
        picture.putdata(colours)
        picture.save(tmp_path / name)
    names = tmp_path / "train.txt"
    names.write_text("one.png two.png")
    files = CaptionedFiles(tmp_path, tmp_path, names, names)
    texts = {"one.png": ["a"], "two.png": ["b"]}
    extended = encoder._extend(data, texts, files, silent)
    assert extended.mirrored is not None
    seen = encoder._see([Pillow.open(tmp_path / name) for name in ("two.png", "one.png")])
    np.testing.assert_allclose(extended.mirrored, seen)

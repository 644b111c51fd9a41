from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

EXPERTS = "a.jpg\tb.jpg#0\t1\t1\t2\na.jpg\ta.jpg#0\t4\t4\t3\nb.jpg\ta.jpg#0\t1\t2\t3\n"
CROWD = "a.jpg\tb.jpg#0\t0\t0\t3\nb.jpg\tz.jpg#4\t0.666666666667\t2\t1\n"
TRAIN = (
    "image,query_id,query_text\n"
    "a.jpg,b.jpg#0,Two dogs run .\n"
    "a.jpg,a.jpg#0,A girl smiles .\n"
    "b.jpg,a.jpg#0,A girl smiles .\n"
)
OWN = "a.jpg#0\tA girl smiles .\nb.jpg#0\tTwo dogs run .\nb.jpg#1\tDogs in snow .\nc.jpg#0\tA red car .\n"
QUERIES = "|query_id|query_text|image\n0|c.jpg#0|A red car .|c.jpg\n1|gone.jpg#0|A boat|gone.jpg\n"


class FakeTerm(NamedTuple):
    lemma: str


class FakeEncoder:
    """Deterministic 8-d vectors: of a picture by its mean colour, of a text by its hash."""

    def __init__(self, name: str = "small", revision: str = "1") -> None:
        self.name = name
        self.revision = revision
        self.dimension = 8
        self.encodes_images = True
        self.encodes_texts = True
        self.encoded_texts: list[str] = []
        self.encoded_pictures = 0

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        self.encoded_pictures += len(images)
        rows = [np.resize(np.asarray(image.convert("RGB").resize((1, 1))).ravel(), 8) for image in images]
        return self._unit(rows)

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded_texts += texts
        return self._unit([np.frombuffer(hashlib.sha256(text.encode()).digest()[:8], np.uint8) for text in texts])

    def _unit(self, rows: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        vectors = np.stack(rows).astype(np.float32) + 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def make_encoder() -> Callable[..., FakeEncoder]:
    return FakeEncoder


@pytest.fixture
def find_terms() -> Callable[[str], list[FakeTerm]]:
    def find(text: str) -> list[FakeTerm]:
        return [FakeTerm(word.lower()) for word in re.findall(r"\b(?:girl|boy|child)\b", text, re.IGNORECASE)]

    return find


@pytest.fixture
def make_picture() -> Callable[..., Path]:
    def make(path: Path, colour: str, size: tuple[int, int] = (40, 30)) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Pillow.new("RGB", size, colour).save(path)
        return path

    return make


@pytest.fixture
def rated_set(tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """Two rated pictures, one to search for, and every text file."""
    root = tmp_path / "set"
    make_picture(root / "train_images" / "a.jpg", "red")
    make_picture(root / "train_images" / "b.jpg", "green")
    make_picture(root / "test_images" / "c.jpg", "blue")
    (root / "ExpertAnnotations.tsv").write_text(EXPERTS)
    (root / "CrowdAnnotations.tsv").write_text(CROWD)
    (root / "train_dataset.csv").write_text(TRAIN)
    (root / "own_captions.tsv").write_text(OWN)
    (root / "test_queries.csv").write_text(QUERIES)
    return root

"""Vectors of real pictures and of real sentences, encoded once and kept in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from imgsearch.encoders import Encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.pictures.decode import read_picture

BATCH_PICTURES = 32


class Real(NamedTuple):
    """Vectors of one encoder, unit length."""

    pictures: FloatArray
    """(N, D) of all pictures in the folders."""
    queries: FloatArray
    """(Q, D) of the sentences that searches ask for."""


def load_real(encoder: Encoder, folders: Sequence[Path], captions: Path, names: Path, cache: Path) -> Real:
    """Encode pictures and sentences, or read what an earlier run has encoded.

    Args:
        encoder: puts both into one space.
        folders: with the pictures.
        captions: lines of ``<picture>#<n>``, a tab and a sentence.
        names: the pictures, one a line, whose sentences are the queries.
        cache: folder for the vectors; a file there belongs to one encoder at one revision.
    """
    file = cache / f"real-{encoder.name}-{encoder.revision}.npz"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        asked = frozenset(names.read_text().split())
        lines = (line.split("\t") for line in captions.read_text().splitlines())
        sentences = [text for key, text in lines if key.split("#")[0] in asked]
        paths = [path for folder in folders for path in sorted(folder.glob("*.jpg"))]
        starts = tqdm(range(0, len(paths), BATCH_PICTURES), "encoding", mininterval=5)
        pictures = [
            encoder.encode_images([read_picture(path) for path in paths[start : start + BATCH_PICTURES]])
            for start in starts
        ]
        np.savez(file, pictures=np.concatenate(pictures), queries=encoder.encode_texts(sentences))
    with np.load(file, allow_pickle=False) as arrays:
        return Real(arrays["pictures"], arrays["queries"])

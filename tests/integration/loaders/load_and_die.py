"""Run as a process of its own: load a folder with fake models and die without warning at the nth commit."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image as Pillow
from sqlalchemy.orm import Session

import imgsearch.vectors.fill
import imgsearch.vectors.fill_captions
import loaders.annotations
import loaders.captions
import loaders.images
import loaders.texts
from imgsearch.db import make_engine
from loaders.embeddings import load_caption_embeddings, load_image_embeddings
from loaders.folder import load_folder


class Term(NamedTuple):
    lemma: str


class Encoder:
    revision = "1"
    dimension = 3
    encodes_images = encodes_texts = True

    def __init__(self, name: str) -> None:
        self.name = name

    def encode_images(self, images: Sequence[Pillow.Image]) -> np.ndarray:
        return self._unit([np.asarray(image.convert("RGB").resize((1, 1))).ravel() for image in images])

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        return self._unit([np.array([len(text), text.count("o"), 1]) for text in texts])

    def _unit(self, rows: list[np.ndarray]) -> np.ndarray:
        vectors = np.stack(rows).astype(np.float32) + 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def find_terms(text: str) -> list[Term]:
    return [Term(word) for word in re.findall(r"\bgirl\b", text)]


def main(url: str, folder: str, dies_at: int) -> None:
    # Tiny batches, so that a tiny set takes many commits.
    loaders.images.BATCH_FILES = 1
    loaders.texts.in_batches.__defaults__ = (2,)
    imgsearch.vectors.fill.BATCH_PICTURES = imgsearch.vectors.fill.COMMIT_PICTURES = 1
    imgsearch.vectors.fill_captions.BATCH_TEXTS = imgsearch.vectors.fill_captions.COMMIT_TEXTS = 1
    commits = 0
    commit = Session.commit

    def counted(self: Session) -> None:
        nonlocal commits
        commits += 1
        if commits == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(self)

    Session.commit = counted  # type: ignore[method-assign]
    with Session(make_engine(url)) as session:
        list(load_folder(session, Path(folder), find_terms))
        load_image_embeddings(session, "small", Encoder)
        load_caption_embeddings(session, "minilm", Encoder)
    print(commits)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

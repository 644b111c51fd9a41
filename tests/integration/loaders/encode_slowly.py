"""Run as a process of its own: encode what lacks a vector, slowly, and write down what was encoded."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from sqlalchemy.orm import Session

import imgsearch.models.portable
import imgsearch.vectors.fill
from imgsearch.db import make_engine
from loaders.embeddings import load_caption_embeddings, load_image_embeddings


class Encoder:
    name = "small"
    revision = "1"
    dimension = 3
    encodes_images = encodes_texts = True

    def __init__(self, log: Path, seconds: float) -> None:
        self.log = log
        self.seconds = seconds

    def encode_images(self, images: Sequence[Pillow.Image]) -> np.ndarray:
        colours = [image.convert("RGB").getpixel((0, 0)) for image in images]
        with self.log.open("a") as file:
            file.writelines(f"{colour}\n" for colour in colours)
        time.sleep(self.seconds * len(images))
        vectors = np.array(colours, dtype=np.float32) + 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        with self.log.open("a") as file:
            file.writelines(f"{text}\n" for text in texts)
        time.sleep(self.seconds * len(texts))
        vectors = np.array([[len(text), text.count("1"), 1] for text in texts], dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def main(url: str, log: str, seconds: str) -> None:
    imgsearch.vectors.fill.BATCH_PICTURES = 2
    imgsearch.vectors.fill.COMMIT_PICTURES = 4
    # It would read 400 texts slowly.
    imgsearch.models.portable.FEWEST_PICTURES = 2**31
    encoder = Encoder(Path(log), float(seconds))
    with Session(make_engine(url)) as session:
        result = load_image_embeddings(session, "small", lambda _: encoder)
        load_caption_embeddings(session, "small", lambda _: encoder)
    print(result.inserted)


main(sys.argv[1], sys.argv[2], sys.argv[3])

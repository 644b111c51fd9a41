"""A folder of pictures of which some may be shown in the end, and what reads and looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.minors.detectors.protocol import Spot
from imgsearch.tables import Image
from loaders.choices import Choices
from loaders.classified import load_classified
from loaders.embeddings import load_image_embeddings
from loaders.folder import load_folder
from loaders.thumbnails import load_thumbnails
from tests.fakes import FakeEncoder

VOUCHED = "a man climbs a steep rock"
#: The classifier suspects bright pictures and is sure of white ones.
COLOURS = {
    "dark.png": "black",
    "bright.png": "#606060",
    "white.png": "white",
    "said.png": "#606060",
    "girl.png": "black",
}
CAPTIONS = {"said.png": VOUCHED, "white.png": VOUCHED, "girl.png": "a girl smiles at the camera"}
SHOWN_AT_THE_END = ["dark.png", "said.png"]


class GreyEncoder(FakeEncoder):
    """A vector says how bright a picture is."""

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        vectors = np.zeros((len(images), self.dimension), dtype=np.float32)
        for row, picture in zip(vectors, images, strict=True):
            bright = np.asarray(picture.convert("L")).mean() / 255
            row[:2] = np.cos(bright * np.pi / 2), np.sin(bright * np.pi / 2)
        return vectors


class GreyDetector:
    """Probability .01 for black, .6 for grey, .99 for white."""

    source = "classifier"
    threshold = 0.4
    certain = 0.9
    prior = 0.4

    def __init__(self, revision: str = "r1") -> None:
        self.revision = revision

    def look(self, pictures: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        bright = np.array([np.asarray(picture.convert("L")).mean() / 255 for picture in pictures])
        return np.asarray(1 / (1 + np.exp(4.6 - 9.2 * np.sin(bright * np.pi / 2))), dtype=np.float32)

    def locate(self, pictures: Sequence[Pillow.Image]) -> list[Spot]:
        return [Spot(4, 8, [400, 300, 600, 500])] * len(pictures)


class SureDetector(GreyDetector):
    """The same probability for every picture."""

    def __init__(self, probability: float, revision: str = "r1", *, threshold: float = 0.4) -> None:
        super().__init__(revision)
        self.probability = probability
        self.threshold = threshold

    def look(self, pictures: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        return np.full(len(pictures), self.probability, dtype=np.float32)


def shown(engine: Engine, table: str = "image", column: str = "name") -> list[str]:
    """What a searcher sees."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE imgsearch_searcher"))
        return sorted(map(str, connection.scalars(text(f"SELECT {column} FROM {table}"))))


def states(session: Session) -> dict[str, str]:
    found = {name: state for name, state in session.execute(select(Image.name, Image.state).order_by(Image.name))}
    session.rollback()
    return found


def load_all(session: Session, photos: Path, *, renew: bool = False, revision: str = "r1") -> list[str]:
    """Load, encode, screen; what was refused."""
    encoder = GreyEncoder()
    results = list(load_folder(session, photos, find_terms, Choices(renew=renew)))
    results.append(load_image_embeddings(session, "small", lambda _: encoder, detectors=[GreyDetector(revision)]))
    results.append(load_classified(session, GreyDetector(revision)))
    load_thumbnails(session)
    return [reject.reason for result in results for reject in result.rejects]

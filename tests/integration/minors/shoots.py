"""A photograph, its copies, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import sklearn.datasets
from PIL import Image as Pillow
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.minors.review import Verdict, review
from imgsearch.tables import Image
from loaders.captions import load_captions
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from loaders.minors import load_minors
from loaders.series import load_series
from loaders.thumbnails import load_thumbnails
from tests.fakes import ColourEncoder
from tests.screened import SureDetector

CHINA, FLOWER = (Pillow.fromarray(photograph) for photograph in sklearn.datasets.load_sample_images().images)
LOOKS_LIKE_AN_ADULT = SureDetector(0.05)


def save(path: Path, photograph: Pillow.Image, **options: object) -> None:
    photograph.resize((320, 213)).save(path, "JPEG", **options)


def load(session: Session, folder: Path, *, detector: SureDetector = LOOKS_LIKE_AN_ADULT) -> None:
    load_images(session, folder)
    captions = folder / "captions.tsv"
    if captions.exists():
        load_captions(session, [captions])
    load_minors(session, find_terms)
    load_image_embeddings(session, "small", lambda _: ColourEncoder(), detectors=[detector])
    load_thumbnails(session)
    load_series(session)


def decide(session: Session, name: str, verdict: Verdict) -> None:
    review(session, [name], verdict, "editor")
    session.commit()


def shown(session: Session) -> set[str]:
    session.rollback()
    return set(session.scalars(select(Image.name).where(~Image.is_hidden)))


def add_copy(folder: Path, way: Pillow.Transpose | None = None) -> None:
    copy = CHINA.resize((500, 333))
    (copy if way is None else copy.transpose(way)).save(folder / "scan.jpg", quality=70)

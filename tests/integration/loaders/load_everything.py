"""What a process that is going to be killed runs: load a folder in small batches, with a fake encoder."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.orm import Session

import imgsearch.vectors.fill
import loaders.images
import loaders.texts
import loaders.thumbnails
from imgsearch.db import make_engine
from imgsearch.minors import find_terms
from loaders.embeddings import load_caption_embeddings, load_image_embeddings
from loaders.folder import load_folder
from tests.integration.loaders.conftest import FakeEncoder


def load_everything(url: str, folder: str, ready: Connection) -> None:
    """Say that the imports are done, then load."""
    loaders.images.BATCH_FILES = 8
    loaders.texts.in_batches.__defaults__ = (40,)
    imgsearch.vectors.fill.BATCH_PICTURES, imgsearch.vectors.fill.COMMIT_PICTURES = 4, 8
    imgsearch.vectors.fill.BATCH_TEXTS, imgsearch.vectors.fill.COMMIT_CAPTIONS = 16, 32
    engine = make_engine(url)
    ready.send(True)
    with Session(engine) as session:
        list(load_folder(session, Path(folder), find_terms))
        load_image_embeddings(session, "small", FakeEncoder)
        load_caption_embeddings(session, "minilm", FakeEncoder)
        loaders.thumbnails.load_thumbnails(session)

"""What a process that is going to be killed runs: load a folder in small batches, with a fake encoder."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.orm import Session

import imgsearch.vectors.fill
import imgsearch.vectors.fill_captions
import loaders.images
import loaders.texts
import loaders.thumbnails
from imgsearch.db import make_engine
from imgsearch.minors import find_terms
from loaders.embeddings import load_caption_embeddings, load_image_embeddings
from loaders.folder import load_folder
from tests.fakes import FakeEncoder


def load_everything(url: str, folder: str, ready: Connection, dies_at: int = 0) -> None:
    """Say that the imports are done, then load; die without warning in place of the nth commit, if one is named."""
    loaders.images.BATCH_FILES = 8
    loaders.texts.in_batches.__defaults__ = (40,)
    imgsearch.vectors.fill.BATCH_PICTURES, imgsearch.vectors.fill.COMMIT_PICTURES = 4, 8
    imgsearch.vectors.fill_captions.BATCH_TEXTS, imgsearch.vectors.fill_captions.COMMIT_TEXTS = 16, 32
    if dies_at:
        die_at_commit(dies_at)
    engine = make_engine(url)
    ready.send(True)
    with Session(engine) as session:
        list(load_folder(session, Path(folder), find_terms))
        load_image_embeddings(session, "small", FakeEncoder)
        load_caption_embeddings(session, "minilm", FakeEncoder)
        loaders.thumbnails.load_thumbnails(session)


def die_at_commit(number: int) -> None:
    """Let this process be killed when it is about to commit for the nth time."""
    commit, commits = Session.commit, 0

    def counted(self: Session) -> None:
        nonlocal commits
        commits += 1
        if commits == number:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(self)

    Session.commit = counted  # type: ignore[method-assign]

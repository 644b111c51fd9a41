"""What a process that is going to be killed runs: load a folder in small batches, with a fake encoder."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

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


class Batches(NamedTuple):
    """Files, texts, and pictures and texts encoded, in one transaction."""

    files: int = 8
    texts: int = 40
    encoded_pictures: int = 8
    encoded_texts: int = 32


USUAL = Batches()


def load_everything(url: str, folder: str, told: Connection, dies_at: int = 0, batches: Batches = USUAL) -> None:
    """Say that the imports are done, load, and say how many commits it took; or die in place of the nth, if named."""
    loaders.images.BATCH_FILES = batches.files
    loaders.texts.in_batches.__defaults__ = (batches.texts,)
    half_pictures, half_texts = (max(1, size // 2) for size in batches[2:])
    imgsearch.vectors.fill.BATCH_PICTURES, imgsearch.vectors.fill.COMMIT_PICTURES = half_pictures, batches[2]
    imgsearch.vectors.fill_captions.BATCH_TEXTS, imgsearch.vectors.fill_captions.COMMIT_TEXTS = half_texts, batches[3]
    commits = count_commits(dies_at)
    engine = make_engine(url)
    told.send(True)
    with Session(engine) as session:
        list(load_folder(session, Path(folder), find_terms))
        load_image_embeddings(session, "small", FakeEncoder)
        load_caption_embeddings(session, "minilm", FakeEncoder)
        loaders.thumbnails.load_thumbnails(session)
    with suppress(BrokenPipeError):  # nobody waits for it
        told.send(next(commits) - 1)


def count_commits(dies_at: int) -> Iterator[int]:
    """Numbers of this process's commits; it is killed when it is about to make the nth, where one is named."""
    commit, numbers = Session.commit, itertools.count(1)

    def counted(self: Session) -> None:
        if next(numbers) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(self)

    Session.commit = counted  # type: ignore[method-assign]
    return numbers

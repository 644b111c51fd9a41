"""Two encoders on a gallery's own queries, before searches are switched from one to the other."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import psutil
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder, FloatArray, check_vectors
from imgsearch.errors import EmptyIndex, UnsupportedInput
from imgsearch.evaluation.bootstrap import Interval, interval
from imgsearch.minors import mentions_minors
from imgsearch.models.store import find_encoder
from imgsearch.queries.ratings import select_image_vectors, select_test_queries
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.tables import Caption, Image
from imgsearch.terminal import Progress
from imgsearch.training.recall import Recall, rank_of_relevant, recall
from imgsearch.vectors.claims import PendingImage
from imgsearch.vectors.fill import Failure, decode_ahead

#: Pictures that each encoder is timed on.
TIMED = 16
RESAMPLES = 2_000


class Sample(NamedTuple):
    """Queries, and the pictures that they search."""

    asked: str
    """What the queries are, for people."""
    texts: list[str]
    relevant: npt.NDArray[np.int64]
    """(Q,) the column of each query's picture."""
    pictures: list[PendingImage]


class Measured(NamedTuple):
    """One encoder on a sample."""

    name: str
    recall: Recall
    ranks: npt.NDArray[np.int64]
    """(Q,) of each query's picture, from 1."""
    first: npt.NDArray[np.int64]
    """(Q,) the column that each query finds first."""
    picture_ms: float
    text_ms: float
    memory_mb: float
    """What the process grew by while it was loaded and first used."""
    encoded: int
    """Pictures without a stored vector, which were encoded for this and not stored."""


class Compared(NamedTuple):
    """Two encoders on the same sample."""

    sample: Sample
    measured: tuple[Measured, Measured]
    same_first: float
    """Share of the queries for which both find the same picture first."""
    difference: float
    """Share of the queries whose picture comes first, the second's less the first's."""
    bounds: Interval
    """95 % of it when pictures are resampled, the same ones for both."""

    @property
    def better(self) -> str | None:
        """The name of the better one; None where the sample does not tell them apart."""
        if self.bounds.low <= 0 <= self.bounds.high:
            return None
        return self.measured[self.bounds.low > 0].name


def compare_encoders(
    session: Session, encoders: tuple[Encoder, Encoder], *, pictures: int, seed: int, progress: Progress
) -> Compared:
    """Rank the pictures of a gallery by two encoders; writes nothing.

    Args:
        session: reads only.
        encoders: both need a text and an image side.
        pictures: the most that are searched.
        seed: of the sample and the resampling.
        progress: called as pictures are encoded.

    Raises:
        EmptyIndex: there are neither test queries nor captions.
        UnsupportedInput: an encoder lacks a side.
    """
    for encoder in encoders:
        if not (encoder.encodes_images and encoder.encodes_texts):
            raise UnsupportedInput(f"{encoder.name} cannot be compared: searches need pictures and texts")
    sample = read_sample(session, pictures, seed)
    first, second = (_measure(session, encoder, sample, progress) for encoder in encoders)
    gain = (second.ranks == 1).astype(np.float64) - (first.ranks == 1)
    return Compared(
        sample,
        (first, second),
        float((first.first == second.first).mean()),
        float(gain.mean()),
        resample_by_picture(gain, sample.relevant, seed),
    )


def resample_by_picture(gain: npt.NDArray[np.float64], picture: npt.NDArray[np.int64], seed: int) -> Interval:
    """The middle 95 % of the mean of a difference, when pictures are drawn with all of their queries.

    Args:
        gain: (Q,) of each query.
        picture: (Q,) which picture it asks for.
        seed: of the draws.
    """
    _, owner = np.unique(picture, return_inverse=True)
    sums = np.stack([np.bincount(owner, gain), np.bincount(owner)], axis=1)
    drawn = np.random.default_rng(seed).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=RESAMPLES)
    totals = drawn @ sums
    return interval((totals[:, 0] / totals[:, 1]).tolist())


def read_sample(session: Session, pictures: int, seed: int) -> Sample:
    """The test queries and their pictures, or where there are none own captions; at most so many pictures.

    Raises:
        EmptyIndex: there are neither.
    """
    asked, rows = "test queries", session.execute(select_test_queries()).all()
    if not rows:
        own = select(Caption.caption_key, Caption.text, Caption.image_id).join(Image, Image.id == Caption.image_id)
        asked, rows = "own captions", session.execute(own.order_by(Caption.caption_key)).all()
    wanted = sorted({row.image_id for row in rows})
    found = session.execute(
        select(Image.id, Image.path, Image.sha256).where(Image.id.in_(wanted), ~Image.is_hidden).order_by(Image.id)
    ).all()
    session.rollback()
    kept = np.random.default_rng(seed).permutation(len(found))[:pictures]
    chosen = [PendingImage(*found[index]) for index in sorted(kept.tolist())]
    column = {image.id: index for index, image in enumerate(chosen)}
    rows = [row for row in rows if row.image_id in column and not mentions_minors(row.text)]
    if len(chosen) < 2 or not rows:
        raise EmptyIndex("there are no test queries or captions to compare encoders with; load some: `imgsearch load`")
    return Sample(asked, [row.text for row in rows], np.array([column[row.image_id] for row in rows]), chosen)


def _measure(session: Session, encoder: Encoder, sample: Sample, progress: Progress) -> Measured:
    process = psutil.Process()
    before = process.memory_info().rss
    encode_some(encoder, sample.pictures[:1])
    encoder.encode_texts(sample.texts[:1])
    memory = max(0, process.memory_info().rss - before) / 1e6
    started = time.perf_counter()
    timed = len(encode_some(encoder, sample.pictures[:TIMED]))
    picture_ms = 1000 * (time.perf_counter() - started) / max(timed, 1)
    started = time.perf_counter()
    texts = encoder.encode_texts(sample.texts)
    text_ms = 1000 * (time.perf_counter() - started) / len(sample.texts)
    check_vectors(texts, encoder.dimension)
    images, encoded = _picture_vectors(session, encoder, sample.pictures, progress)
    score = texts @ images.T
    ranks = rank_of_relevant(score, sample.relevant)
    return Measured(
        encoder.name, recall(ranks), ranks, score.argmax(axis=1), picture_ms, text_ms, memory, encoded
    )  # fmt: skip


def _picture_vectors(
    session: Session, encoder: Encoder, pictures: Sequence[PendingImage], progress: Progress
) -> tuple[FloatArray, int]:
    """Vectors, stored ones where there are any, and how many were encoded; nothing is near one that cannot be read."""
    row = find_encoder(session, encoder.name, encoder.revision)
    wanted = [image.id for image in pictures]
    stored: Sequence[Row[Any]] = []
    if row is not None:
        stored = session.execute(select_image_vectors(row.id).where(Image.id.in_(wanted))).all()
    session.rollback()
    vectors = np.zeros((len(pictures), encoder.dimension), dtype=np.float32)
    column = {image_id: index for index, image_id in enumerate(wanted)}
    if stored:
        vectors[[column[each.image_id] for each in stored]] = vectors_from_bytes(each.embedding for each in stored)
    known = {each.image_id for each in stored}
    lacking = [image for image in pictures if image.id not in known]
    for start in range(0, len(lacking), TIMED):
        for image_id, vector in encode_some(encoder, lacking[start : start + TIMED]):
            vectors[column[image_id]] = vector
        progress(encoder.name, min(start + TIMED, len(lacking)), len(lacking))
    return vectors, len(lacking)


def encode_some(encoder: Encoder, pictures: Sequence[PendingImage]) -> list[tuple[int, FloatArray]]:
    """Ids and vectors of the pictures that can be read."""
    failures: list[Failure] = []
    found: list[tuple[int, FloatArray]] = []
    for images, decoded in decode_ahead(pictures, failures):
        if decoded:
            found += zip([image.id for image in images], encoder.encode_images(decoded), strict=True)
    return found

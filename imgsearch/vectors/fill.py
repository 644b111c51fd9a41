"""Vectors of pictures: finding which lack one, and encoding them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pgvector import HalfVector
from PIL.Image import Image as Picture
from sqlalchemy.orm import Session

from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.runtime import cores, work_ahead
from imgsearch.errors import UnreadableImage
from imgsearch.pictures.known import KnownFile, read_known_picture
from imgsearch.pictures.likeness import hash_positions
from imgsearch.vectors.claims import PendingImage, add_tasks, claim, count_tasks, finish
from imgsearch.vectors.write import write_image_vectors

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder
    from imgsearch.minors.detectors.protocol import Spot

BATCH_PICTURES = 32
#: Vectors in one transaction: what a killed load has to encode again.
COMMIT_PICTURES = 128
#: How often a process that has nothing left to claim looks whether the others have finished.
POLL_SECONDS = 0.5

#: Called with the number done and the number in all.
Counted = Callable[[int, int], None]


class Seen(NamedTuple):
    """What detectors of minors made of a picture."""

    image_id: int
    sha256: bytes
    """Of the file that they looked at, whose bytes were compared with it."""
    probabilities: Sequence[float]
    """One for each detector."""
    spots: Sequence[Spot]
    """Where each saw it."""
    looks: Sequence[int] = ()
    """Its hashes in all positions, which tell copies."""


class Screening(Protocol):
    """Looks for minors in pictures that are decoded anyway, so that none can be found before it was looked at."""

    def is_wanted(self, session: Session, image_ids: Sequence[int]) -> bool:
        """Whether one of these pictures has not been looked at."""

    def look(self, pictures: Sequence[Picture]) -> FloatArray:
        """(N, detectors) probabilities."""

    def locate(self, pictures: Sequence[Picture]) -> Sequence[Sequence[Spot]]:
        """Where each detector saw it in each of the same pictures."""

    def write(self, session: Session, seen: Sequence[Seen]) -> object:
        """Store what was seen; the caller commits."""


class Failure(NamedTuple):
    """A picture that could not be read when its turn came."""

    path: str
    reason: str


@dataclass
class IndexResult:
    """What was encoded; the seconds are those spent on decoding and encoding, not on writing."""

    encoded: int = 0
    screened: int = 0
    failures: list[Failure] = field(default_factory=list)
    encoding_seconds: float = 0.0


def index_images(
    session: Session,
    encoder: Encoder,
    encoder_id: int,
    *,
    screening: Screening | None = None,
    progress: Counted | None = None,
) -> IndexResult:
    """Encode every picture that has no vector by an encoder; commits every few batches.

    Any number of processes may do so at once: each claims pictures that no other works on, and stays until all are
    done, so that those of one that dies are taken over.

    Args:
        session: commits.
        encoder: turns pictures into vectors.
        encoder_id: its row, see models.store.register_encoder().
        screening: looks for minors in the same pictures, in the transaction that makes them findable.
        progress: called after each batch; counts what other processes have done too.

    Raises:
        InvalidVectors: the encoder returned vectors that cannot be searched.
    """
    result = IndexResult()
    left = total = add_tasks(session, encoder_id)
    given_up: set[int] = set()
    while left:
        claimed = claim(session, encoder_id, COMMIT_PICTURES)
        # A process that came later asks for pictures again that could not be read.
        pending = [image for image in claimed if image.id not in given_up]
        wanted = screening is not None and screening.is_wanted(session, [image.id for image in pending])
        vectors, seen = _encode_images(encoder, pending, result, screening if wanted else None)
        given_up |= {image.id for image in claimed} - {image_id for image_id, _, _ in vectors}
        write_image_vectors(session, encoder_id, vectors)
        if screening is not None and seen:
            screening.write(session, seen)
        result.encoded += len(vectors)
        result.screened += len(seen)
        finish(session, encoder_id, [image.id for image in claimed])
        session.commit()
        if not claimed:
            time.sleep(POLL_SECONDS)  # another process works on the last ones, or will die and leave them
        left = count_tasks(session, encoder_id)
        if progress is not None:
            progress(total - min(left, total), total)
    return result


def _encode_images(
    encoder: Encoder, claimed: Sequence[PendingImage], result: IndexResult, screening: Screening | None
) -> tuple[list[tuple[int, bytes, HalfVector]], list[Seen]]:
    """Vectors of the pictures that can be read, and what was seen in them; the others go to the result's failures."""
    from imgsearch.encoders import check_vectors

    started = time.perf_counter()
    rows: list[tuple[int, bytes, HalfVector]] = []
    seen: list[Seen] = []
    for images, pictures in decode_ahead(claimed, result.failures):
        if pictures:
            vectors = encoder.encode_images(pictures)
            check_vectors(vectors, encoder.dimension)
            rows += [(i.id, i.sha256, HalfVector(v)) for i, v in zip(images, vectors, strict=True)]
            if screening is not None:
                seen += see(screening, images, pictures)
    result.encoding_seconds += time.perf_counter() - started
    return rows, seen


def see(screening: Screening, images: Sequence[PendingImage], pictures: Sequence[Picture]) -> list[Seen]:
    """What detectors of minors make of decoded pictures."""
    found, spots = screening.look(pictures), screening.locate(pictures)
    return [
        Seen(image.id, image.sha256, row.tolist(), where, hash_positions(picture))
        for image, row, where, picture in zip(images, found, spots, pictures, strict=True)
    ]


def decode_ahead(
    pending: Iterable[PendingImage], failures: list[Failure]
) -> Iterator[tuple[list[PendingImage], list[Picture]]]:
    """Batches of decoded pictures; threads decode the next ones. What cannot be read is added to the failures."""
    iterator = iter(pending)
    batches = iter(lambda: list(islice(iterator, BATCH_PICTURES)), [])
    pool = ThreadPoolExecutor(cores(), thread_name_prefix="decode")
    try:
        for batch, decoded in work_ahead(pool, _decode, batches):
            failures += [found for found in decoded if isinstance(found, Failure)]
            read = [
                (image, found) for image, found in zip(batch, decoded, strict=True) if not isinstance(found, Failure)
            ]
            yield [image for image, _ in read], [picture for _, picture in read]
    finally:
        pool.shutdown(cancel_futures=True)


def _decode(image: PendingImage) -> Picture | Failure:
    try:
        # What is said of the bytes with this digest must have been seen in them.
        return read_known_picture(KnownFile(image.path, image.sha256))
    except UnreadableImage as exc:
        return Failure(image.path, str(exc))

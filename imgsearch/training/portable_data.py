"""What a portable regressor is trained on: captioned pictures from files, and the rated ones from the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder, load_encoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.small import IMAGE_SCALE, SmallEncoder
from imgsearch.errors import BadInput, EmptyIndex
from imgsearch.queries.ratings import select_image_vectors
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.portable import read_scenes
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.terminal import Progress
from imgsearch.training.captioned import encode_pictures, read_captions, read_names
from imgsearch.training.kinds import read_table
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.portable import LATIN, Scenes, Seen, see
from imgsearch.training.standins import READS_ALL, Captioned, Words, fit_stand_ins

TOWER = "efficientnet-lite2"
BATCH_TEXTS = 1024


class CaptionedNames(NamedTuple):
    """Where captioned pictures are, and which of them to take."""

    captions: Path
    """Lines of caption id (``<picture>#<n>``), tab, text."""
    pictures: Path
    """Folder of the pictures."""
    names: Path
    """Names of pictures, one a line."""


def read_seen(
    session: Session, rated: RatedPairs, files: CaptionedNames, *, seed: int, progress: Progress
) -> Mapping[str, Seen]:
    """The rated pairs as every stand-in sees them.

    Raises:
        BadInput: a file or a picture is missing.
        EmptyIndex: rated pictures have no features by the image tower.
    """
    features = read_features(session, rated)
    texts, names = read_captions(files.captions), read_names(files.names)
    image = encode_pictures(load_encoder(TOWER).encode_images, texts, files.pictures, names, "train", progress)
    owned = [(row, text) for row, name in enumerate(names) for text in texts[name]]
    owner = np.array([row for row, _ in owned])
    words = _encode_texts([text for _, text in owned], "captions", progress)
    captioned = Captioned(image, {name: _mean_by(owner, vectors, len(names)) for name, vectors in words.items()})
    kinds = _encode_texts(_kind_names(), "names of kinds", progress)
    scenes = _encode_texts(read_scenes(), "scenes", progress)
    stand_ins = fit_stand_ins(captioned, kinds, _classifier(), seed=seed)
    return {stand_in.name: see(rated, features, stand_in, scenes) for stand_in in stand_ins}


def see_by(rated: RatedPairs, encoder: Encoder) -> Seen:
    """The rated pairs by an encoder that made their vectors, to test on."""
    scenes = read_scenes()
    multilingual = getattr(encoder, "encode_texts_multilingual", encoder.encode_texts)
    captions = {name: load_encoder(name).encode_texts(scenes) for name in CAPTION_ENCODERS}
    return Seen(rated, Scenes(encoder.encode_texts(scenes), multilingual(scenes), captions), reads_all=True)


def read_features(session: Session, rated: RatedPairs) -> FloatArray:
    """(P, D) features of the rated pictures by the image tower, from the database.

    Raises:
        EmptyIndex: some have none.
    """
    encoder_id = session.scalar(select(EncoderRow.id).where(EncoderRow.name == TOWER).order_by(-EncoderRow.id))
    rows = session.execute(select_image_vectors(encoder_id)).all() if encoder_id is not None else []
    row_of = {row.image_id: index for index, row in enumerate(rows)}
    if not set(rated.image_id.tolist()) <= set(row_of):
        raise EmptyIndex(
            f"rated pictures have no features by {TOWER}; run `imgsearch load embeddings --encoder {TOWER}`"
        )
    vectors = vectors_from_bytes(row.embedding for row in rows)
    return vectors[[row_of[image_id] for image_id in rated.image_id.tolist()]]


def _encode_texts(texts: list[str], label: str, progress: Progress) -> Words:
    parts: dict[str, list[FloatArray]] = {LATIN: [], READS_ALL: []}
    for start in range(0, len(texts), BATCH_TEXTS):
        for name, found in parts.items():
            found.append(load_encoder(name).encode_texts(texts[start : start + BATCH_TEXTS]))
        progress(label, min(start + BATCH_TEXTS, len(texts)), len(texts))
    return {name: np.concatenate(found) for name, found in parts.items()}


def _mean_by(owner: npt.NDArray[np.int64], vectors: FloatArray, count: int) -> FloatArray:
    total = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(total, owner, vectors)
    return np.asarray(total / np.bincount(owner, minlength=count)[:, None], dtype=np.float32)


def _kind_names() -> list[str]:
    """The first English name of each of the tower's kinds, as a text."""
    names = {kinds[0]: row["English"].split("|")[0] for kinds, row in read_table() if len(kinds) == 1}
    return [f"a photo of a {names[kind]}" for kind in sorted(names)]


def _classifier() -> tuple[FloatArray, FloatArray]:
    """Weights and bias of the tower's last layer, which ship with the heads of `small`."""
    guess = cast("SmallEncoder", load_encoder("small")).pair.guess
    if guess is None:
        raise BadInput("the heads of `small` were trained without kinds; install imgsearch-pgvector again")
    return guess.weight * np.float32(IMAGE_SCALE), guess.bias

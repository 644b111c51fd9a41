"""What every encoder is, and what its vectors must be before they reach SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from imgsearch.errors import InvalidVectors

if TYPE_CHECKING:
    from PIL import Image

FloatArray = npt.NDArray[np.float32]

#: Half precision keeps three digits, so a vector that is this close to unit length is as good as exact.
LENGTH_TOLERANCE = 1e-3


class Encoder(Protocol):
    """A model, at one revision, that turns pictures, texts or both into vectors of one space."""

    @property
    def name(self) -> str:
        """What ``load_encoder`` calls it."""

    @property
    def revision(self) -> str:
        """Changes whenever the vectors would."""

    @property
    def dimension(self) -> int:
        """Width of the vectors."""

    @property
    def encodes_images(self) -> bool:
        """Whether it has an image side."""

    @property
    def encodes_texts(self) -> bool:
        """Whether it has a text side."""

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Encode upright pictures of any size and mode.

        Returns:
            (N, dimension) float32, unit length.

        Raises:
            UnsupportedInput: it has no image side.
        """

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts.

        Returns:
            (N, dimension) float32, unit length.

        Raises:
            UnsupportedInput: it has no text side.
        """


class Features(NamedTuple):
    """What a network sees in N pictures."""

    pooled: FloatArray
    """(N, D): the mean over the whole picture."""
    cells: FloatArray
    """(N, 9, D): the mean over each ninth of the picture, row by row."""
    tuned: FloatArray | None = None
    """(N, D): the mean over the whole picture as last blocks see it that captions tuned, where there are such."""


class Tower(Protocol):
    """A network that tells what it sees, of pictures that an encoder looks at too."""

    name: str
    revision: str

    def extract(self, images: Sequence[Image.Image]) -> Features:
        """The network's own numbers, not of unit length."""


class Vocabulary(Protocol):
    """What an encoder knows of words before it reads them."""

    def likelihood(self, word: str) -> tuple[float, int]:
        """How likely a word is, and how many pieces it is cut into.

        Returns:
            The natural logarithm of its pieces' probability by the unigram model that cuts texts (Kudo, Subword
            Regularization, 2018), and their number, 1 of a frequent word.
        """


def normalize(vectors: npt.NDArray[np.floating]) -> FloatArray:
    """Scale each row to unit length; a row of zeros stays, for ``check_vectors`` to refuse."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: FloatArray = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return scaled


def check_vectors(vectors: FloatArray, dimension: int) -> None:
    """Refuse what pgvector would store without a word and then answer with nan.

    Args:
        vectors: (N, D).
        dimension: the D that is expected.

    Raises:
        InvalidVectors: another shape, a value that is not finite, or a row that is not of unit length.
    """
    if vectors.ndim != 2 or vectors.shape[1] != dimension:
        raise InvalidVectors(f"vectors have shape {vectors.shape}, expected (N, {dimension})")
    if not np.isfinite(vectors).all():
        row = int(np.flatnonzero(~np.isfinite(vectors).all(axis=1))[0])
        raise InvalidVectors(f"vector {row} has a value that is not finite")
    length = np.linalg.norm(vectors, axis=1)
    off = np.flatnonzero(np.abs(length - 1) > LENGTH_TOLERANCE)
    if len(off):
        raise InvalidVectors(f"vector {int(off[0])} has length {length[off[0]]:.4f}, expected 1")

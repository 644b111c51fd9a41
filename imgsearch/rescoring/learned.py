"""What single words and names of kinds look like, learned from pictures: directions in the joint space.

The text towers place a word by the sentences that it stands in, so the vector of a single word, or of the name of a
kind, is a poor guess at what its pictures share. The pictures' own vectors hold it: a ridge regression from them to
which captions hold a word, and to what the image tower takes a picture for, gives a direction for each that ranks
pictures far better. scripts/fit_words.py made the file; docs/matching.md has the figures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from imgsearch.encoders.arrays import StoredArrays, pack_arrays, read_stored
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.text import is_english
from imgsearch.rescoring.familiar import is_short
from imgsearch.rescoring.words import WORD, rarity, stem_word
from imgsearch.spelling import spell

FORMAT = "imgsearch-words-1"
FILE = "learned.safetensors"
#: How much words count beside the text's own vector, where either has the same spread over pictures: in texts of up to
#: three words, and in longer ones, of which words say less.
SHORT_WEIGHT, LONG_WEIGHT = 1.0, 0.25
BYTE = 127
#: Words in one name.
LONGEST = 5
SMALLEST = 1e-6


class Looks(NamedTuple):
    """What the P words and names of a text look like that were learned; P > 0."""

    vectors: FloatArray
    """(P, D) of a spread of one over pictures."""
    usual: FloatArray
    """(P,) mean product with a picture."""
    rarity: FloatArray
    """(P,) how much each says, > 0."""
    unknown: float
    """How much the rarest word says that was not learned; 0 where none is left."""


@dataclass(frozen=True)
class LearnedWords:
    """Directions of words and names, for one encoder."""

    encoder: str
    revision: str
    rows: dict[str, int]
    """Stems of a word or a name, with blanks between them -> row of the vectors."""
    vectors: FloatArray
    """(R, D) of a spread of one over pictures."""
    images: FloatArray
    """(B, D) unit length: pictures by which spreads are known."""

    def fits(self, encoder: str, revision: str) -> bool:
        """Whether it was made for an encoder's vectors."""
        return (self.encoder, self.revision) == (encoder, revision)

    def approach(self, query: FloatArray, text: str, *, is_short: bool) -> FloatArray | None:
        """Move a query towards what its words look like.

        Args:
            query: (1, D), unit length, of the text.
            text: an English text, as spell() gives it.
            is_short: whether words say most of it.

        Returns:
            (1, D), unit length; None where none of its words was learned.
        """
        looks = self.look_up(text)
        return None if looks is None else self.toward(query, looks, is_short=is_short)

    def toward(self, query: FloatArray, looks: Looks, *, is_short: bool) -> FloatArray:
        """(1, D), unit length: the same where it is known what the words look like; rare ones count for more."""
        words = looks.rarity @ looks.vectors
        weight = SHORT_WEIGHT if is_short else LONG_WEIGHT
        return normalize(query / self._spread(query[0]) + weight * words / self._spread(words))

    def approach_all(self, queries: FloatArray, texts: Sequence[str]) -> FloatArray:
        """(N, D), unit length: each query moved like ``approach`` does; those that are not English stay.

        Args:
            queries: (N, D), unit length.
            texts: N texts.
        """
        moved = queries.copy()
        for row, text in enumerate(map(spell, texts)):
            near = self.approach(queries[row : row + 1], text, is_short=is_short(text)) if is_english(text) else None
            if near is not None:
                moved[row] = near[0]
        return moved

    def look_up(self, text: str) -> Looks | None:
        """The words and names of an English text that were learned, as spell() gives it; None where none was."""
        found, unknown = self._read(text)
        if not found:
            return None
        vectors = self.vectors[[row for _, row in found]]
        rarities = np.asarray([rare for rare, _ in found], np.float32)
        return Looks(vectors, (self.images @ vectors.T).mean(axis=0), rarities, unknown)

    def _read(self, text: str) -> tuple[list[tuple[float, int]], float]:
        """Rarities and rows of the words and names of a text, the longest names first; the rarest that is none."""
        stems = list(map(stem_word, WORD.findall(spell(text))))
        found, unknown, first = list[tuple[float, int]](), 0.0, 0
        while first < len(stems):
            count = next((n for n in range(LONGEST, 0, -1) if " ".join(stems[first : first + n]) in self.rows), 0)
            if count:
                parts = stems[first : first + count]
                found.append((max(map(rarity, parts)), self.rows[" ".join(parts)]))
            else:
                unknown = max(unknown, rarity(stems[first]))
            first += max(count, 1)
        return found, unknown

    def _spread(self, direction: FloatArray) -> float:
        return max(float((self.images @ direction).std()), SMALLEST)

    def to_bytes(self) -> bytes:
        """Serialise as safetensors, names in its header; vectors as bytes with a scale for each."""
        scale = np.abs(self.vectors).max(axis=1) / BYTE
        stored = {
            "vectors": np.rint(self.vectors / scale[:, None]).astype(np.int8),
            "scale": scale.astype(np.float32),
            "images": self.images.astype(np.float16),
        }
        card = {"encoder": self.encoder, "encoder_revision": self.revision, "rows": self.rows}
        return pack_arrays(stored, {"format": FORMAT, "card": json.dumps(card, sort_keys=True)})

    @classmethod
    def read(cls, path: Path) -> LearnedWords:
        """Read a file with what ``to_bytes`` wrote.

        Raises:
            ModelUnavailable: the file is something else.
        """
        return read_stored(path, FORMAT, cls._make)

    @classmethod
    def _make(cls, arrays: StoredArrays, card: dict[str, Any]) -> LearnedWords:
        vectors = arrays["vectors"].astype(np.float32) * arrays["scale"][:, None]
        images = arrays["images"].astype(np.float32)
        return cls(card["encoder"], card["encoder_revision"], card["rows"], vectors, images)


@lru_cache(maxsize=1)
def shipped_words() -> LearnedWords:
    """Those that come with imgsearch.

    Raises:
        ModelUnavailable: their file is missing or damaged.
    """
    return LearnedWords.read(Path(str(files("imgsearch.rescoring") / FILE)))


def shipped_words_for(encoder: str, revision: str) -> LearnedWords | None:
    """Those that come with imgsearch, where they were made for an encoder's vectors."""
    words = shipped_words()
    return words if words.fits(encoder, revision) else None

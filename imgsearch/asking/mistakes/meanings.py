"""What words of other languages mean in English: as they are listed; else a word lies near its translation in USE.

The encoder was trained for that: Yang et al., Multilingual Universal Sentence Encoder for Semantic Retrieval (2019,
arXiv:1907.04307). Some English words lie near whatever it does not know; what a word is usually near to is taken off:
cross-domain similarity local scaling, Conneau et al., Word Translation Without Parallel Data (2018, arXiv:1710.04087).
scripts/compile_meanings.py made the file; docs/asking.md has the figures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from imgsearch.asking.mistakes.foreign import listed_meaning, may_be_foreign
from imgsearch.encoders import FloatArray, load_encoder
from imgsearch.encoders.arrays import StoredArrays, pack_arrays, read_stored

ENCODER = "use-multilingual"
FORMAT = "imgsearch-meanings-1"
FILE = "meanings.safetensors"
BYTE = 127
#: Cosine from which on a word means the English one. Chosen by half of the words of benchmarks/data/foreign_words.tsv.
NEAR = 0.7


@dataclass(frozen=True)
class Meanings:
    """English words, and where they lie."""

    words: tuple[str, ...]
    vectors: FloatArray
    """(W, 512), unit length but for rounding."""
    usual: FloatArray
    """(W,) mean cosine of each with the strings that are nearest to it of many that mean nothing."""

    def nearest(self, vectors: FloatArray) -> list[tuple[str, float]]:
        """The word that is nearest to each of (N, 512) vectors of unit length, but for what is usual; its cosine."""
        cosines = vectors @ self.vectors.T
        places = (cosines - self.usual).argmax(axis=1)
        return [(self.words[place], float(cosines[row, place])) for row, place in enumerate(places)]

    def to_bytes(self) -> bytes:
        """Serialise as safetensors, words in its header; vectors as bytes with a scale for each."""
        scale = np.abs(self.vectors).max(axis=1) / BYTE
        stored = {"vectors": np.rint(self.vectors / scale[:, None]).astype(np.int8), "scale": scale.astype(np.float32)}
        stored["usual"] = self.usual.astype(np.float32)
        return pack_arrays(stored, {"format": FORMAT, "card": json.dumps({"words": " ".join(self.words)})})

    @classmethod
    def read(cls, path: Path) -> Meanings:
        """Read a file with what ``to_bytes`` wrote.

        Raises:
            ModelUnavailable: the file is something else.
        """
        return read_stored(path, FORMAT, cls._make)

    @classmethod
    def _make(cls, arrays: StoredArrays, card: dict[str, Any]) -> Meanings:
        vectors = arrays["vectors"].astype(np.float32) * arrays["scale"][:, None]
        return cls(tuple(card["words"].split()), vectors, arrays["usual"])


@lru_cache(maxsize=1)
def shipped_meanings() -> Meanings:
    """Those that come with imgsearch.

    Raises:
        ModelUnavailable: their file is missing or damaged.
    """
    return Meanings.read(Path(str(files("imgsearch.asking.mistakes") / FILE)))


def in_english(text: str) -> str | None:
    """A text of few words in another language, in English, as a whole or word by word; None where one is unsure."""
    if not may_be_foreign(text):
        return None
    if (whole := listed_meaning(text)) is not None:
        return whole
    words = text.lower().split()
    found = {word: meaning for word in words if (meaning := listed_meaning(word)) is not None}
    if unlisted := [word for word in dict.fromkeys(words) if word not in found]:
        nearest = shipped_meanings().nearest(load_encoder(ENCODER).encode_texts(unlisted))
        found |= {word: near for word, (near, cosine) in zip(unlisted, nearest, strict=True) if cosine >= NEAR}
    return " ".join(found[word] for word in words) if found.keys() >= set(words) else None

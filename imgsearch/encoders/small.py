"""The default encoder: texts and pictures in one 512-d space, by two trained heads over frozen towers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from imgsearch.encoders.heads import PARTS, Arrays, Head, Pair, make_head, make_pair
from imgsearch.encoders.hubs import Hubs
from imgsearch.encoders.protocol import Encoder, Features, FloatArray, Tower
from imgsearch.encoders.runtime import on_all_cores
from imgsearch.encoders.text import REMEMBERED_TEXTS, is_english
from imgsearch.errors import ModelUnavailable

if TYPE_CHECKING:
    from PIL import Image

HEADS_FILE = "heads.safetensors"
CARD_FILE = "card.json"
#: Features come with unit length; the heads were trained on inputs of this length, where their weights start well.
IMAGE_SCALE = 30.0
MINILM_DIMENSION = 384
#: Texts of one query: what was typed, and what it says in English.
A_QUERY = 2
#: Names of what sets hubs back.
HUBS = {name: f"hubs.{name}" for name in Hubs._fields}


class SmallEncoder:
    """EfficientNet-Lite2 on the image side; MiniLM and multilingual USE side by side on the text side.

    Args:
        load: gives the frozen towers by name.
        folder: of heads.safetensors and card.json; None takes what ships with imgsearch.
    """

    name = "small"
    dimension = 512
    encodes_images = True
    encodes_texts = True

    def __init__(self, load: Callable[[str], Encoder], folder: Path | None = None) -> None:
        self._load = load
        self._folder = folder if folder is not None else files("imgsearch.encoders") / "small_heads"
        self.card = self._read_card()
        self.revision: str = self.card["revision"]
        self._encode_query = lru_cache(maxsize=REMEMBERED_TEXTS)(self._encode_texts)

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Encode pictures; (N, 512) float32, unit length."""
        return self.map_images(join_parts(cast("Tower", self._load("efficientnet-lite2")).extract(images)))

    def map_images(self, parts: FloatArray) -> FloatArray:
        """(N, 11, 1280) parts of pictures, from ``join_parts`` -> (N, 512) float32, unit length."""
        mapped = self.pair.map_images(parts)
        return mapped if self._hubs is None else self._hubs.of_images(mapped)

    def map_texts(self, features: FloatArray) -> FloatArray:
        """(N, 896) features of texts -> (N, 512) float32, unit length."""
        mapped = self._text_head(features)
        if self._hubs is None:
            return mapped
        return self._hubs.of_texts(mapped, np.asarray(features[:, :MINILM_DIMENSION].any(axis=1)))

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts; (N, 512) float32, unit length. Imports neither torch nor transformers."""
        # The pages of a query ask for the same texts: reading the head's weights takes longer than the scores' trees.
        return self._encode_query(tuple(texts)).copy() if len(texts) <= A_QUERY else self._encode_texts(texts)

    def _encode_texts(self, texts: Sequence[str]) -> FloatArray:
        return self.map_texts(text_features(self._load, texts))

    def encode_texts_multilingual(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts as one in a script that MiniLM cannot read would be, so that scores of such can be learned."""
        features = text_features(self._load, texts)
        features[:, :MINILM_DIMENSION] = 0
        return self.map_texts(features)

    def _read_card(self) -> dict[str, Any]:
        try:
            card: dict[str, Any] = json.loads((self._folder / CARD_FILE).read_text(encoding="utf-8"))
            str(card["revision"])
        except (OSError, ValueError, KeyError) as exc:
            raise ModelUnavailable(f"{self._folder}/{CARD_FILE} cannot be read; reinstall imgsearch-pgvector") from exc
        return card

    @cached_property
    def pair(self) -> Pair:
        """Both heads."""
        try:
            return make_pair(self._arrays)
        except KeyError as exc:
            raise self._unreadable from exc

    @cached_property
    def _text_head(self) -> Head:
        """That of texts, without what pictures need."""
        try:
            return make_head(self._arrays, "text.")
        except KeyError as exc:
            raise self._unreadable from exc

    @cached_property
    def _hubs(self) -> Hubs | None:
        """None where hubs are not set back."""
        arrays = {field: self._arrays[name] for field, name in HUBS.items() if name in self._arrays}
        return Hubs(**arrays) if len(arrays) == len(HUBS) else None

    @cached_property
    def _arrays(self) -> Arrays:
        from safetensors import SafetensorError

        try:
            return Arrays(Path(str(self._folder / HEADS_FILE)))
        except (OSError, SafetensorError) as exc:
            raise self._unreadable from exc

    @property
    def _unreadable(self) -> ModelUnavailable:
        return ModelUnavailable(f"{self._folder}/{HEADS_FILE} cannot be read; reinstall imgsearch-pgvector")


def join_parts(features: Features) -> FloatArray:
    """The whole picture, its ninths, and the whole as tuned blocks see it, scaled by ``scale_parts``.

    Returns:
        (N, 11, D) float32; (N, 10, D) from a tower without tuned blocks.
    """
    parts = [features.pooled[:, None], features.cells]
    return scale_parts(np.concatenate(parts if features.tuned is None else [*parts, features.tuned[:, None]], axis=1))


def scale_parts(parts: FloatArray) -> FloatArray:
    """(N, 11 or 10, D) parts of pictures, scaled.

    The ninths are scaled together with the whole, which comes first, so that it has the length IMAGE_SCALE. What tuned
    blocks see has that length too.
    """
    length = np.linalg.norm(parts[:, :1], axis=-1, keepdims=True)
    scaled: FloatArray = (parts * (IMAGE_SCALE / np.maximum(length, 1e-12))).astype(np.float32)
    tuned = scaled[:, PARTS:]
    tuned *= IMAGE_SCALE / np.maximum(np.linalg.norm(tuned, axis=-1, keepdims=True), 1e-12)
    return scaled


def text_features(load: Callable[[str], Encoder], texts: Sequence[str]) -> FloatArray:
    """MiniLM (384) and USE (512) side by side; MiniLM knows English only, so it is silent on other scripts."""
    towers = [load("minilm"), load("use-multilingual")]
    if len(texts) <= A_QUERY:
        return _features_of_few(towers, texts)
    minilm, use = (tower.encode_texts(texts) for tower in towers)
    minilm[[not is_english(text) for text in texts]] = 0
    return np.concatenate([minilm, use], axis=1)


def _features_of_few(towers: Sequence[Encoder], texts: Sequence[str]) -> FloatArray:
    """The same text by text: each tower remembers single ones, which are compared with captions next."""
    reads = [(row, tower) for row, text in enumerate(texts) for tower in towers[not is_english(text) :]]
    read = on_all_cores(lambda each: each[1].encode_texts([texts[each[0]]]), reads)
    features = np.zeros((len(texts), sum(tower.dimension for tower in towers)), dtype=np.float32)
    for (row, tower), vector in zip(reads, read, strict=True):
        first = 0 if tower is towers[0] else towers[0].dimension
        features[row, first : first + tower.dimension] = vector[0]
    return features

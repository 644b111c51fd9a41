"""The default encoder: texts and pictures in one 512-d space, by two trained heads over frozen towers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from imgsearch.encoders.protocol import Encoder, FloatArray, normalize
from imgsearch.encoders.runtime import on_all_cores
from imgsearch.encoders.text import is_latin
from imgsearch.errors import ModelUnavailable

if TYPE_CHECKING:
    from PIL import Image

HEADS_FILE = "heads.safetensors"
CARD_FILE = "card.json"
#: Features come with unit length; the heads were trained on inputs of this length, where their weights start well.
IMAGE_SCALE = 30.0
MINILM_DIMENSION = 384


class Head(NamedTuple):
    """A linear map plus one hidden layer."""

    linear_weight: FloatArray
    """(in, 512)"""
    hidden_weight: FloatArray
    """(in, H)"""
    hidden_bias: FloatArray
    output_weight: FloatArray
    """(H, 512)"""
    output_bias: FloatArray

    def __call__(self, features: FloatArray) -> FloatArray:
        """(N, in) -> (N, 512), unit length."""
        hidden = np.maximum(features @ self.hidden_weight + self.hidden_bias, 0)
        return normalize(features @ self.linear_weight + hidden @ self.output_weight + self.output_bias)


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

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Encode pictures; (N, 512) float32, unit length."""
        return self.heads["image"](self._load("efficientnet-lite2").encode_images(images) * IMAGE_SCALE)

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts; (N, 512) float32, unit length. Imports neither torch nor transformers."""
        return self.heads["text"](text_features(self._load, texts))

    def encode_texts_multilingual(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts as one in a script that MiniLM cannot read would be, so that scores of such can be learned."""
        features = text_features(self._load, texts)
        features[:, :MINILM_DIMENSION] = 0
        return self.heads["text"](features)

    def _read_card(self) -> dict[str, Any]:
        try:
            card: dict[str, Any] = json.loads((self._folder / CARD_FILE).read_text(encoding="utf-8"))
            str(card["revision"])
        except (OSError, ValueError, KeyError) as exc:
            raise ModelUnavailable(f"{self._folder}/{CARD_FILE} cannot be read; reinstall imgsearch-pgvector") from exc
        return card

    @cached_property
    def heads(self) -> dict[str, Head]:
        """The projection heads, `image` and `text`."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            arrays = load((self._folder / HEADS_FILE).read_bytes())
            return {
                side: Head(*(arrays[f"{side}.{field}"].astype(np.float32) for field in Head._fields))
                for side in ("image", "text")
            }
        except (OSError, KeyError, SafetensorError) as exc:
            raise ModelUnavailable(f"{self._folder}/{HEADS_FILE} cannot be read; reinstall imgsearch-pgvector") from exc


def text_features(load: Callable[[str], Encoder], texts: Sequence[str]) -> FloatArray:
    """MiniLM (384) and USE (512) side by side; MiniLM knows English only, so it is silent on other scripts."""
    towers = [load("minilm"), load("use-multilingual")]
    if len(texts) == 1:
        # Each remembers the text, which is compared with captions next.
        minilm, use = on_all_cores(lambda tower: tower.encode_texts(texts), towers)
    else:
        minilm, use = (tower.encode_texts(texts) for tower in towers)
    minilm[[not is_latin(text) for text in texts]] = 0
    return np.concatenate([minilm, use], axis=1)

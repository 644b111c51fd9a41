"""Encoders by name."""

from __future__ import annotations

from functools import lru_cache

from imgsearch.encoders.protocol import Encoder
from imgsearch.errors import BadInput

HUB_DEFAULTS = {
    "clip": "openai/clip-vit-base-patch32",
    "siglip": "google/siglip-base-patch16-224",
    "resnet50": "microsoft/resnet-50",
}
CHOICES = ("small", "minilm", "use-multilingual", "efficientnet-lite2", *(f"{name}[:MODEL]" for name in HUB_DEFAULTS))


@lru_cache(maxsize=8)
def load_encoder(spec: str) -> Encoder:
    """Load an encoder, once in a process.

    Args:
        spec: ``small``, ``minilm``, ``use-multilingual``, ``efficientnet-lite2``; or ``clip``, ``siglip``,
            ``resnet50``, each of which takes a model of the Hugging Face hub or a folder behind a colon.

    Raises:
        BadInput: there is no such encoder.
        ModelUnavailable: its weights are missing or cannot be read.
    """
    name, _, model = spec.partition(":")
    if name in HUB_DEFAULTS:
        from imgsearch.encoders.hub import ClipEncoder, ResNetEncoder

        encoder = ResNetEncoder if name == "resnet50" else ClipEncoder
        return encoder(spec, model or HUB_DEFAULTS[name])
    if model or name not in CHOICES:
        raise BadInput(f"there is no encoder {spec!r}; choose one of {', '.join(CHOICES)}")
    if name == "small":
        from imgsearch.encoders.small import SmallEncoder

        return SmallEncoder()
    if name == "minilm":
        from imgsearch.encoders.minilm import MiniLmEncoder

        return MiniLmEncoder()
    if name == "use-multilingual":
        from imgsearch.encoders.use import UseEncoder

        return UseEncoder()
    from imgsearch.encoders.lite import LiteEncoder

    return LiteEncoder()

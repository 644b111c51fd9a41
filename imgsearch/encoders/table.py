"""All encoders, a row for each; nothing else knows the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from imgsearch.encoders.presets import PRESETS, fetched_folder
from imgsearch.encoders.protocol import Encoder, Tower, Vocabulary
from imgsearch.errors import BadInput

Scripts = Literal["Latin", "all"]


@dataclass(frozen=True)
class EncoderEntry:
    """What is known of an encoder before it is loaded."""

    name: str
    encodes: tuple[Literal["images", "texts"], ...]
    load: Callable[[str, str], Encoder]
    """From the whole spec and the model that it names, or the default one."""
    scripts: Scripts | None = None
    """Letters that it can read; None where it has no text side."""
    default_model: str = ""
    """Id on the Hugging Face hub; empty where the weights come with a package and no other can be named."""

    @property
    def spec(self) -> str:
        """How to name it."""
        return f"{self.name}[:MODEL]" if self.default_model else self.name


def _load_small(_spec: str, _model: str) -> Encoder:
    from imgsearch.encoders.small import SmallEncoder

    return SmallEncoder(load_encoder)


def _load_minilm(_spec: str, _model: str) -> Encoder:
    from imgsearch.encoders.minilm import MiniLmEncoder

    return MiniLmEncoder()


def _load_use(_spec: str, _model: str) -> Encoder:
    from imgsearch.encoders.use import UseEncoder

    return UseEncoder()


def _load_lite(_spec: str, _model: str) -> Encoder:
    from imgsearch.encoders.lite import LiteEncoder

    return LiteEncoder()


def _load_clip(spec: str, model: str) -> Encoder:
    return _open_joint(spec, model, None)


def _load_preset(spec: str, _model: str) -> Encoder:
    folder, revision = fetched_folder(spec)
    return _open_joint(spec, str(folder), revision)


def _open_joint(spec: str, model: str, revision: str | None) -> Encoder:
    """CLIP or SigLIP; where a folder holds no weights but ONNX, without torch."""
    from imgsearch.encoders.onnx_hub import OnnxJointEncoder, find_onnx_pair

    folder = Path(model)
    if find_onnx_pair(folder) is not None and not any(folder.glob("*.safetensors")):
        return OnnxJointEncoder(spec, folder, revision)
    from imgsearch.encoders.hub import ClipEncoder

    return ClipEncoder(spec, model, revision)


def _load_resnet(spec: str, model: str) -> Encoder:
    from imgsearch.encoders.hub import ResNetEncoder

    return ResNetEncoder(spec, model)


ENCODERS: dict[str, EncoderEntry] = {
    entry.name: entry
    for entry in (
        EncoderEntry("small", ("images", "texts"), _load_small, "all"),
        EncoderEntry("minilm", ("texts",), _load_minilm, "Latin"),
        EncoderEntry("use-multilingual", ("texts",), _load_use, "all"),
        EncoderEntry("efficientnet-lite2", ("images",), _load_lite),
        EncoderEntry("clip", ("images", "texts"), _load_clip, "all", "openai/clip-vit-base-patch32"),
        EncoderEntry("siglip", ("images", "texts"), _load_clip, "all", "google/siglip-base-patch16-224"),
        *(EncoderEntry(name, ("images", "texts"), _load_preset, preset.scripts) for name, preset in PRESETS.items()),
        EncoderEntry("resnet50", ("images",), _load_resnet, None, "microsoft/resnet-50"),
    )
}


@lru_cache(maxsize=8)
def load_encoder(spec: str) -> Encoder:
    """Load an encoder, once in a process.

    Args:
        spec: a name of ENCODERS; where its weights come from the Hugging Face hub, a model of the hub or a folder may
            follow behind a colon.

    Raises:
        BadInput: there is no such encoder.
        ModelUnavailable: its weights are missing or cannot be read.
    """
    name, _, model = spec.partition(":")
    entry = ENCODERS.get(name)
    if entry is None or (model and not entry.default_model):
        raise BadInput(
            f"there is no encoder {spec!r}; choose one of {', '.join(each.spec for each in ENCODERS.values())}"
        )
    return entry.load(spec, model or entry.default_model)


def load_tower() -> Tower:
    """The network behind `small`, which detectors of minors look through too; once in a process."""
    return cast("Tower", load_encoder("efficientnet-lite2"))


def load_vocabulary() -> Vocabulary:
    """The words of sixteen languages that multilingual USE cuts texts by; once in a process."""
    return cast("Vocabulary", load_encoder("use-multilingual"))

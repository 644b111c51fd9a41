"""CLIP, SigLIP and ResNet-50 through transformers, from a hub id or a folder, with their own processors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from imgsearch.encoders.hub_files import CONFIG, PROCESSOR, TOKENIZER, WEIGHTS, is_local, opening, refuse_gaps
from imgsearch.encoders.pixels import to_rgb
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.errors import ModelUnavailable, UnsupportedInput
from imgsearch.extras import require

if TYPE_CHECKING:
    from PIL import Image

BATCH = 32


class _HubEncoder:
    """A model that transformers loads; only safetensors, never code from the hub.

    Args:
        name: what load_encoder was asked for.
        model: a hub id, or a folder in the format of save_pretrained.
        revision: of the folder's files, where that is known; None asks the hub, or the weights.

    Raises:
        MissingExtra: the packages of the extra `hub` are not installed.
        ModelUnavailable: there is no such model, or it is not one of this kind.
    """

    encodes_images = True
    encodes_texts = True
    #: How transformers' config names the kind of model.
    kinds: tuple[str, ...]

    def __init__(self, name: str, model: str, revision: str | None = None) -> None:

        require("hub")
        from transformers import AutoConfig

        self.name = name
        self._source = model
        self._revision = revision
        with opening(model, CONFIG):
            self._is_local = is_local(model)
            config = AutoConfig.from_pretrained(model, local_files_only=self._is_local)
        if config.model_type not in self.kinds:
            raise ModelUnavailable(f"{model} is a {config.model_type} model, expected {' or '.join(self.kinds)}")
        self.dimension = self._width(config)

    @cached_property
    def revision(self) -> str:
        """Commit on the hub, or a hash of the folder's weights."""
        if self._revision is not None:
            return self._revision
        commit = getattr(self._model.config, "_commit_hash", None)
        return str(commit)[:12] if commit else self._hash_weights()

    def _hash_weights(self) -> str:
        from hashlib import sha256

        digest = sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(tensor.detach().cpu().float().numpy()).tobytes())
        return digest.hexdigest()[:12]

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 (transformers has no useful types)
        from transformers import AutoModel
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # it would stand above the hits of every search
        with opening(self._source, WEIGHTS):
            model, told = AutoModel.from_pretrained(
                self._source, use_safetensors=True, output_loading_info=True, local_files_only=self._is_local
            )
        refuse_gaps(self._source, told)
        return model.eval()

    @cached_property
    def _image_processor(self) -> Any:  # noqa: ANN401
        from transformers import AutoImageProcessor

        with opening(self._source, PROCESSOR):
            # The variant in plain Pillow: the other one needs torchvision.
            return AutoImageProcessor.from_pretrained(self._source, backend="pil", local_files_only=self._is_local)

    def _pixels(self, images: Sequence[Image.Image]) -> Any:  # noqa: ANN401
        return self._image_processor(images=[to_rgb(image) for image in images], return_tensors="pt")

    def _width(self, config: Any) -> int:  # noqa: ANN401
        raise NotImplementedError

    def _image_features(self, images: Sequence[Image.Image]) -> Any:  # noqa: ANN401
        raise NotImplementedError

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Encode pictures; (N, dimension) float32, unit length."""
        import torch

        parts = [np.zeros((0, self.dimension), dtype=np.float32)]
        with torch.inference_mode():
            for start in range(0, len(images), BATCH):
                parts.append(self._image_features(images[start : start + BATCH]).float().numpy())
        return normalize(np.concatenate(parts))


class ClipEncoder(_HubEncoder):
    """CLIP (Radford et al. 2021) and SigLIP (Zhai et al. 2023): both sides."""

    kinds = ("clip", "siglip", "siglip2")

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts; (N, dimension) float32, unit length."""
        import torch

        parts = [np.zeros((0, self.dimension), dtype=np.float32)]
        with torch.inference_mode():
            for start in range(0, len(texts), BATCH):
                tokens = self._tokens(texts[start : start + BATCH])
                parts.append(_pooled(self._model.get_text_features(**tokens)).float().numpy())
        return normalize(np.concatenate(parts))

    def _tokens(self, texts: Sequence[str]) -> dict[str, Any]:
        if self._model.config.model_type == "clip":
            return dict(self._tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt"))
        # SigLIP learned from texts in lower case, padded on the right to the full length, with padding not masked:
        # what its tokenizer's own files say of the three differs from one model to the next.
        tokens = self._tokenizer(
            [text.lower() for text in texts],
            padding="max_length",
            max_length=self._model.config.text_config.max_position_embeddings,
            padding_side="right",
            truncation=True,
            return_tensors="pt",
        )
        return {"input_ids": tokens["input_ids"]}

    def _image_features(self, images: Sequence[Image.Image]) -> Any:  # noqa: ANN401
        return _pooled(self._model.get_image_features(**self._pixels(images)))

    def _width(self, config: Any) -> int:  # noqa: ANN401
        projection = getattr(config, "projection_dim", None)
        return int(projection if projection and config.model_type == "clip" else config.text_config.hidden_size)

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401
        from transformers import AutoTokenizer

        with opening(self._source, TOKENIZER):
            return AutoTokenizer.from_pretrained(self._source, local_files_only=self._is_local)


class ResNetEncoder(_HubEncoder):
    """ResNet features (He et al. 2016): pooled, image side only."""

    kinds = ("resnet",)
    encodes_texts = False

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Refuse: there is no text side."""
        raise UnsupportedInput(f"{self.name} encodes pictures, not texts")

    def _image_features(self, images: Sequence[Image.Image]) -> Any:  # noqa: ANN401
        return self._model(pixel_values=self._pixels(images)["pixel_values"]).pooler_output.flatten(1)

    def _width(self, config: Any) -> int:  # noqa: ANN401
        return int(config.hidden_sizes[-1])


def _pooled(output: Any) -> Any:  # noqa: ANN401
    """The vectors, which transformers 5 wraps in an output object and 4 returned bare."""
    return getattr(output, "pooler_output", output)

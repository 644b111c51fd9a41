"""From whatever way a file stores its colours to 8-bit sRGB: what encoders, thumbnails, copies and sheets see."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageCms

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.hdr import CICP, is_plain, to_plain

#: Ways of storing colours that are known here.
MODES = frozenset("1 L LA La P PA RGB RGBA RGBX RGBa CMYK LAB YCbCr I F I;16 I;16B I;16L I;16N".split())
_DEEP = frozenset("I F I;16 I;16B I;16L I;16N".split())
#: The modes that to_bytes returns, and what a profile for each is called.
_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
_WITHOUT_ALPHA = {"LA": "L", "RGBA": "RGB"}
#: Key of an image's info: how many of 16 bits count.
SAMPLE_BITS = "imgsearch_bits"
#: A profile that changes no colour by more than this is sRGB, of which there are dozens.
SAME = 2
#: Above it, floating-point pixels count as 0 to 255 or more, below as 0 to 1 with highlights.
BRIGHTEST_UNIT = 16.0


def to_srgb(image: Image.Image) -> Image.Image:
    """A picture as 8-bit sRGB on white, by its colour profile where it has one.

    Returns:
        Mode RGB; the picture itself where it is that already.

    Raises:
        UnreadableImage: of a mode that is not in MODES.
    """
    image = to_bytes(image)
    profile = image.info.get("icc_profile")
    cicp = image.info.get(CICP)
    if image.mode == "RGB" and not profile and (cicp is None or is_plain(cicp)):
        return image
    alpha = image.getchannel("A") if image.mode in _WITHOUT_ALPHA else None
    colours = image.convert(_WITHOUT_ALPHA[image.mode]) if alpha is not None else image
    if colours.mode == "RGB" and not profile and cicp is not None:
        rgb = to_plain(colours, cicp)
    else:
        rgb = _through_profile(colours, profile)
    if alpha is not None:
        rgb = Image.composite(rgb, Image.new("RGB", rgb.size, "white"), alpha)
    rgb.info.clear()
    return rgb


def to_bytes(image: Image.Image) -> Image.Image:
    """A picture with 8 bits a channel in L, LA, RGB, RGBA, CMYK or LAB, as it was where it is one of these.

    Raises:
        UnreadableImage: of a mode that is not in MODES.
    """
    if image.mode not in MODES:
        raise UnreadableImage(f"its colours are stored as {image.mode}; save it as RGB")
    if image.mode in _DEEP:
        converted = _shallow(image)
    elif image.mode in ("LA", "RGBA", "CMYK", "LAB"):
        return image
    elif image.has_transparency_data:
        converted = image.convert("LA" if image.mode in ("1", "L", "La") else "RGBA")
    elif image.mode in ("L", "RGB"):
        return image
    else:
        converted = image.convert("L" if image.mode == "1" else "RGB")
    converted.info = {key: value for key, value in image.info.items() if key != "transparency"}
    return converted


def scale_samples(samples: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Samples of any type as 8 bits; 16-bit ones by their range, wider and floating-point ones by what they hold."""
    if samples.dtype == np.uint8:
        return samples.view(np.uint8)
    if samples.dtype == np.uint16:
        # Division by 257 in whole numbers: 65,535 becomes 255.
        return ((samples.astype(np.uint32) * 255 + 32_895) >> 16).astype(np.uint8)
    with np.errstate(over="ignore"):  # what single precision has no room for is no colour either
        numbers = np.nan_to_num(samples.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    most = float(numbers.max(initial=0.0))
    if samples.dtype.kind == "f" and most <= BRIGHTEST_UNIT:
        full = 1.0
    else:
        full = next((top for top in (255.0, 65_535.0, 2.0**31, 2.0**32) if most <= top), max(most, 1.0))
    unit: npt.NDArray[np.float32] = np.clip(numbers / np.float32(full), 0, 1)
    return (unit * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def _shallow(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits as 8 bits; Pillow would clip it to white."""
    samples = np.asarray(image)
    if image.mode.startswith("I;16"):
        samples = samples.astype(np.uint16) << (16 - image.info.get(SAMPLE_BITS, 16))
    grey = Image.fromarray(scale_samples(samples))
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.where(samples == clear, 0, 255).astype(np.uint8)))
    return grey


def _through_profile(colours: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB by a profile, or in the usual way where there is none, or one that is broken or for other colours."""
    if colours.mode == "LAB":
        profile = _lab_profile()
    transform = _transform(profile, colours.mode) if profile else None
    if transform is None and profile and colours.mode == "L":
        colours = colours.convert("RGB")  # grey pixels with a profile for colours, as some cameras write
        transform = _transform(profile, "RGB")
    if transform is None:
        return colours.convert("RGB") if colours.mode != "RGB" else colours.copy()
    try:
        return transform.apply(colours)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return colours.convert("RGB")


@lru_cache(maxsize=64)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB; None where nothing is to be done, or nothing can be."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACES[mode]:
            return None
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
        return None if mode == "RGB" and _keeps_colours(transform) else transform
    except (ImageCms.PyCMSError, OSError, ValueError):  # a broken profile does not make a picture unreadable
        return None


def _keeps_colours(transform: ImageCms.ImageCmsTransform) -> bool:
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    before = Image.fromarray(cube)
    changes = ImageChops.difference(before, transform.apply(before)).getextrema()
    return max(most for _, most in changes) <= SAME  # type: ignore[misc]


@lru_cache(maxsize=1)
def _lab_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

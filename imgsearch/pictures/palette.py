"""The main colours of a picture, by a dozen basic names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image

BLACK_AND_WHITE = "black and white"
#: Shares of the pixels that a colour needs: a red ball is small, and something in most pictures is grey.
VIVID, BROAD, QUIET, GREY = 0.05, 0.12, 0.25, 0.4
#: Name -> share, Russian name, and shades of sRGB that it stands for; what a pixel is called is the nearest shade's.
SHADES: dict[str, tuple[float, str, tuple[str, ...]]] = {
    "red": (VIVID, "красный", ("d0161a", "a51422", "e5484a", "7c1018")),
    "orange": (VIVID, "оранжевый", ("ff8c00", "e56a12", "f7a14a")),
    "yellow": (VIVID, "жёлтый", ("ffe000", "e6c619", "f4e27a")),
    "green": (BROAD, "зелёный", ("1f8a2a", "5fae3c", "2f5a24", "93bf7c", "17401f", "8a9a2e", "5d6b35")),
    "turquoise": (VIVID, "бирюзовый", ("18b8b0", "6fd6d0", "0f7f80")),
    "blue": (BROAD, "синий", ("1443d0", "3f80e0", "86b8ee", "12295c", "0a1a80", "4a6e9e", "2a8fd0", "a9c6e8")),
    "purple": (VIVID, "фиолетовый", ("6f1fa0", "a163d4", "4c1f60", "b79ad8")),
    "pink": (VIVID, "розовый", ("ff8fb6", "ee4f9c", "f3c0d0", "c2307a")),
    "brown": (QUIET, "коричневый", ("5c3a1c", "8b5a2b", "3d2615", "a0683c", "6e4a35")),
    "beige": (QUIET, "бежевый", ("d9c4a0", "eadfc4", "b99b78", "cfae8f")),
    "white": (QUIET, "белый", ("ffffff", "f1f1f1", "e4e6ea")),
    "grey": (GREY, "серый", ("808080", "a6a6a6", "c4c6c8", "585858", "6f767d")),
    "black": (QUIET, "чёрный", ("000000", "1a1a1a", "2b2b30")),
}
COLOURS = (*SHADES, BLACK_AND_WHITE)
RUSSIAN = {name: russian for name, (_, russian, _) in SHADES.items()} | {BLACK_AND_WHITE: "чёрно-белый"}
#: What else they are called.
_ALSO = {"gray": "grey", "голубой": "blue", "cyan": "turquoise", "violet": "purple"}
#: A picture is looked at in this size: sharp edges and noise have colours of their own.
SIDE = 32
MOST = 3
#: A picture is black and white whose pixels, but for this share, have less chroma, and whose lightness differs by so
#: much: one of a plain wall is grey.
FEW, PALE, CONTRAST = 0.02, 6.0, 30.0
#: From linear sRGB to XYZ by the white point D65, and that point (IEC 61966-2-1).
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE_POINT = TO_XYZ.sum(axis=1)
#: Below it CIELAB's cube root is a straight line (CIE 15).
LINEAR = (6 / 29) ** 3


def main_colours(image: Image.Image) -> list[str]:
    """Up to three names of COLOURS, the most striking one first; at least one.

    Args:
        image: as the encoder sees it; sRGB.
    """
    from PIL.Image import Resampling

    small = np.asarray(image.convert("RGB").resize((SIDE, SIDE), resample=Resampling.BOX))
    pixels = _from_linear(_LINEAR_LEVELS[small.reshape(-1, 3)])
    is_pale = (np.hypot(pixels[:, 1], pixels[:, 2]) >= PALE).mean() <= FEW
    if is_pale and np.ptp(np.quantile(pixels[:, 0], (0.05, 0.95))) >= CONTRAST:
        return [BLACK_AND_WHITE]
    # Of the squared distance to each shade what differs from shade to shade.
    nearest = (np.square(_SHADES_LAB).sum(axis=1) - 2 * pixels @ _SHADES_LAB.T).argmin(axis=1)
    shares = np.bincount(_OWNERS[nearest], minlength=len(SHADES)) / len(pixels)
    # By how much of it there is beside what it needs, so that what is striking comes first.
    weights = {name: share / least for share, (name, (least, *_)) in zip(shares, SHADES.items(), strict=True)}
    names = sorted(weights, key=lambda name: -weights[name])
    return [name for name in names if weights[name] >= 1][:MOST] or names[:1]


def read_colour(text: str) -> str:
    """The name in COLOURS of what somebody wrote in English or Russian; the text itself where there is none."""
    text = " ".join(text.lower().replace("ё", "е").split())
    return _NAMES.get(text, text)


def to_lab(rgb: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """(N, 3) of sRGB in 0..1 -> (N, 3) of CIELAB: lightness in 0..100, a and b."""
    return _from_linear(_to_linear(rgb))


def _to_linear(rgb: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    linear: npt.NDArray[np.float64] = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear


def _from_linear(linear: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    xyz = linear @ TO_XYZ.T / WHITE_POINT
    root = np.where(xyz > LINEAR, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


_NAMES = _ALSO | {russian.replace("ё", "е"): name for name, russian in RUSSIAN.items()}
#: Of each of the 256 levels of a channel.
_LINEAR_LEVELS = _to_linear(np.arange(256) / 255)
_OWNERS = np.array([number for number, (*_, shades) in enumerate(SHADES.values()) for _ in shades])
_SHADES_LAB = to_lab(np.array([list(bytes.fromhex(shade)) for *_, shades in SHADES.values() for shade in shades]) / 255)

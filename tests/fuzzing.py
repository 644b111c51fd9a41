"""How much is tried: little in every run, as much as IMGSEARCH_FUZZ_EXAMPLES says when somebody looks for faults."""

from __future__ import annotations

import os
from io import BytesIO

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

WANTED = os.environ.get("IMGSEARCH_FUZZ_EXAMPLES")


def trying(examples: int) -> settings:
    """Settings of a test that tries so many inputs, the same ones each time unless somebody asks for more."""
    return settings(
        max_examples=int(WANTED) if WANTED else examples,
        derandomize=WANTED is None,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def small_pictures() -> dict[str, bytes]:
    """A file of each format and of each way of storing colours that the format has, with all kinds of metadata."""
    noise = Image.effect_noise((37, 23), 90)
    colour = Image.merge(
        "RGB", (noise, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), noise.point(lambda v: 255 - v))
    )
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "somewhere"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    texts = PngInfo()
    texts.add_text("Comment", "somewhere")
    texts.add_itxt("Title", "irgendwo", "de", "Titel", zip=True)
    alpha = colour.convert("RGBA")
    alpha.putalpha(noise)
    metadata: dict[str, object] = {"exif": exif, "icc_profile": profile}
    wanted: dict[str, tuple[Image.Image, str, dict[str, object]]] = {
        "rgb.jpg": (colour, "JPEG", metadata | {"comment": b"somewhere"}),
        "progressive.jpg": (colour, "JPEG", {"progressive": True}),
        "cmyk.jpg": (colour.convert("CMYK"), "JPEG", {"icc_profile": profile}),
        "grey.jpg": (noise, "JPEG", {}),
        "rgb.png": (colour, "PNG", metadata | {"pnginfo": texts}),
        "alpha.png": (alpha, "PNG", {}),
        "palette.png": (colour.quantize(16), "PNG", {"transparency": 3}),
        "deep.png": (noise.convert("I;16"), "PNG", {"transparency": 7}),
        "bits.png": (noise.convert("1"), "PNG", {}),
        "animated.png": (colour, "PNG", {"save_all": True, "append_images": [alpha.convert("RGB")]}),
        "rgb.webp": (colour, "WEBP", metadata),
        "lossless.webp": (alpha, "WEBP", {"lossless": True}),
        "animated.webp": (colour, "WEBP", {"save_all": True, "append_images": [noise.convert("RGB")]}),
        "palette.gif": (colour.quantize(16), "GIF", {"comment": b"somewhere"}),
        "animated.gif": (colour, "GIF", {"save_all": True, "append_images": [noise.convert("RGB")], "loop": 0}),
        "rgb.tif": (colour, "TIFF", metadata),
        "packed.tif": (colour, "TIFF", {"compression": "tiff_lzw"}),
        "float.tif": (noise.convert("F"), "TIFF", {}),
        "deflated.tif": (colour, "TIFF", {"compression": "tiff_deflate"}),
        "rgb.bmp": (colour, "BMP", {}),
        "bits.bmp": (noise.convert("1"), "BMP", {}),
    }
    made = {}
    for name, (picture, format_name, options) in wanted.items():
        data = BytesIO()
        picture.save(data, format_name, **options)
        made[name] = data.getvalue()
    return made


@st.composite
def damaged(draw: st.DrawFn, whole: dict[str, bytes]) -> bytes:
    """One of the files with bytes flipped, overwritten, cut out, doubled or taken from another file."""
    data = bytearray(whole[draw(st.sampled_from(sorted(whole)))])
    for _ in range(draw(st.integers(1, 6))):
        # Headers are where sizes, offsets and counts stand, so half of the damage is done there.
        reach = draw(st.sampled_from([64, 300, len(data)]))
        at = draw(st.integers(0, max(0, min(reach, len(data)) - 1)))
        length = draw(st.integers(1, 8))
        kind = draw(st.sampled_from(["flip", "overwrite", "size", "cut", "drop", "double", "splice"]))
        if kind == "flip" and data:
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "overwrite":
            data[at : at + length] = draw(st.binary(min_size=length, max_size=length))
        elif kind == "size":
            value = draw(st.sampled_from([0, 1, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1]))
            order = draw(st.sampled_from(["big", "little"]))
            width = draw(st.sampled_from([2, 4]))
            data[at : at + width] = (value % 2 ** (8 * width)).to_bytes(width, order)
        elif kind == "cut":
            del data[at:]
        elif kind == "drop":
            del data[at : at + length]
        elif kind == "double":
            data[at:at] = data[at : at + 64]
        else:
            other = whole[draw(st.sampled_from(sorted(whole)))]
            start = draw(st.integers(0, len(other) - 1))
            data[at:] = other[start:]
    return bytes(data)

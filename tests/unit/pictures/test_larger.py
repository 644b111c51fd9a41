"""Pictures that were shrunk are read again with more of their pixels, and JPEG XL tells its size in its first bytes."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow

from imgsearch.pictures.decode import read_larger, read_opened, read_picture
from imgsearch.pictures.extras import read_jxl_size
from tests.odd_pictures import saved


@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("size", "small", "large"),
    [
        ((1024, 1024), (512, 512), (1024, 1024)),
        ((4000, 2000), (1334, 667), (2000, 1000)),
        ((3000, 1100), (1500, 550), (3000, 1100)),
        ((8200, 1024), (4100, 512), (2050, 256)),
    ],
)
def test_what_was_shrunk_is_read_again_with_at_least_2000_pixels_along_its_long_side(
    tmp_path: Path, image_format: str, size: tuple[int, int], small: tuple[int, int], large: tuple[int, int]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(saved(Pillow.new("RGB", size, "red"), image_format).getvalue())
    picture = read_picture(path)
    again = read_larger(picture)
    assert again is not None
    if image_format == "PNG":
        assert (picture.size, again.size) == (small, large)
    assert min(picture.size) >= 512
    assert max(again.size) >= min(2000, max(size))
    assert again.convert("RGB").getpixel((1, 1))[0] > 240  # type: ignore[index]


def test_what_was_not_shrunk_or_is_gone_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(saved(Pillow.new("RGB", (1023, 700)), "PNG").getvalue())
    assert read_larger(read_picture(path)) is None
    data = saved(Pillow.new("RGB", (1100, 1100)), "PNG").getvalue()
    kept = [data]
    shrunk = read_opened(lambda: BytesIO(kept[0]))
    kept[0] = data[:100]
    assert shrunk.size == (550, 550)
    assert read_larger(shrunk) is None
    assert read_larger(read_opened(partial(BytesIO, data))) is not None


@pytest.mark.parametrize(
    ("ratio", "width"), [(1, 240), (2, 288), (3, 320), (4, 360), (5, 426), (6, 300), (7, 480), (0, 8)]
)
def test_jpeg_xl_has_a_number_for_usual_ratios_of_its_sides(ratio: int, width: int) -> None:
    small, height = 1, (240 // 8 - 1) << 1
    bits = small | height | ratio << 6  # a width of 8 where there is no ratio: five bits of 0
    assert read_jxl_size(b"\xff\x0a" + bits.to_bytes(12, "little")) == (width, 240)

"""Files whose pixels are all there are read although a decoder stops at them; files with missing pixels are refused."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import PngImagePlugin
from PIL.PngImagePlugin import PngInfo

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.decode import check_picture, read_full_picture, read_picture_file
from tests.odd_pictures import saved


def noise(mode: str = "RGB", size: tuple[int, int] = (160, 120)) -> Pillow.Image:
    rng = np.random.default_rng(5)
    count = len(Pillow.new(mode, (1, 1)).getbands())
    return Pillow.frombytes(mode, size, rng.integers(0, 255, size[0] * size[1] * count, "u1").tobytes())


KINDS: list[tuple[str, dict[str, object]]] = [
    ("RGB", {}),
    ("RGB", {"progressive": True}),
    ("RGB", {"subsampling": 0}),
    ("RGB", {"restart_marker_blocks": 5}),
    ("RGB", {"restart_marker_rows": 1}),
    ("L", {}),
    ("L", {"progressive": True}),
    ("CMYK", {}),
]


@pytest.mark.parametrize(("mode", "options"), KINDS, ids=str)
@pytest.mark.parametrize("end", [b"", b"\xff", bytes(3000)], ids=["nothing", "half", "zeros"])
def test_a_jpeg_without_its_end_marker_is_read(mode: str, options: dict[str, object], end: bytes) -> None:
    whole = saved(noise(mode), "JPEG", **options)
    cut = io.BytesIO(whole.getvalue()[:-2] + end)
    assert check_picture(cut) == (160, 120)
    assert read_full_picture(cut).tobytes() == read_full_picture(whole).tobytes()
    assert read_picture_file(cut).size == (160, 120)


@pytest.mark.parametrize(("mode", "options"), KINDS, ids=str)
@pytest.mark.parametrize("missing", [8, 30, 400, 9000])
def test_a_jpeg_that_lacks_pixels_is_refused(mode: str, options: dict[str, object], missing: int) -> None:
    data = saved(noise(mode), "JPEG", **options).getvalue()
    with pytest.raises(UnreadableImage, match="damaged: image file is truncated"):
        check_picture(io.BytesIO(data[:-missing]))


def test_a_jpeg_that_ends_between_two_restarts_is_refused() -> None:
    data = saved(noise(), "JPEG", restart_marker_rows=1).getvalue()
    for marker in (b"\xff\xd1", b"\xff\xd4"):
        at = data.rindex(marker)
        for end in (at, at + 2):
            with pytest.raises(UnreadableImage, match="truncated"):
                check_picture(io.BytesIO(data[:end]))


def test_a_progressive_jpeg_that_lacks_a_scan_is_refused() -> None:
    data = saved(noise(), "JPEG", progressive=True).getvalue()
    scans = [at for at in range(len(data)) if data[at : at + 2] == b"\xff\xda"]
    assert len(scans) > 3
    for at in scans[1:]:
        table = data.rfind(b"\xff\xc4", 0, at)  # what comes before a scan
        for end in (at, table):
            with pytest.raises(UnreadableImage, match="truncated"):
                check_picture(io.BytesIO(data[:end]))


def with_chunk(kind: bytes, content: bytes, *, is_last: bool = False) -> io.BytesIO:
    data = saved(noise("RGB", (40, 30)), "PNG").getvalue()
    chunk = struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
    at = len(data) - 12 if is_last else 33
    return io.BytesIO(data[:at] + chunk + data[at:])


LONG = b"x" * 3_000_000


@pytest.mark.parametrize("is_last", [False, True])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (b"tEXt", b"Comment\x00" + LONG),
        (b"zTXt", b"Comment\x00\x00" + zlib.compress(LONG)),
        (b"iTXt", b"Comment\x00\x01\x00\x00\x00" + zlib.compress(LONG)),
        (b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + LONG),
    ],
    ids=["tEXt", "zTXt", "iTXt", "XMP"],
)
def test_a_png_with_a_long_text_is_read(
    kind: bytes, content: bytes, monkeypatch: pytest.MonkeyPatch, *, is_last: bool
) -> None:
    monkeypatch.setattr(PngImagePlugin, "MAX_TEXT_MEMORY", len(LONG))  # 64 MB, for the texts of a file together
    file = with_chunk(kind, content, is_last=is_last)
    assert check_picture(file) == (40, 30)
    assert read_full_picture(file).tobytes() == noise("RGB", (40, 30)).tobytes()


def test_a_png_with_a_long_text_is_still_upright() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    texts = PngInfo()
    texts.add_text("Comment", "x" * 3_000_000, zip=True)
    assert check_picture(saved(noise("RGB", (40, 30)), "PNG", exif=exif, pnginfo=texts)) == (30, 40)


def test_a_png_that_lacks_pixels_is_refused_with_and_without_a_long_text() -> None:
    for file in (with_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(LONG)), with_chunk(b"tEXt", b"a\x00b")):
        with pytest.raises(UnreadableImage, match="damaged"):
            check_picture(io.BytesIO(file.getvalue()[:-400]))

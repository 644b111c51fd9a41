"""Files are what their first bytes say, whatever they are called, and each kind is checked like the others."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pillow_jxl  # noqa: F401  (writes JPEG XL)
import pytest
from PIL import Image as Pillow

from imgsearch.errors import UnreadableImage
from imgsearch.file_kinds import Kind, tell_kind
from imgsearch.pictures import extras, limits
from imgsearch.pictures.decode import check_picture, read_full_picture, read_picture, read_picture_file
from imgsearch.pictures.hdr import CICP
from tests.odd_pictures import DISPLAY_P3, dng, psd, rgb_profile, saved, tiff

pillow_heif.register_heif_opener()

RED, BLUE = (250, 20, 10), (10, 20, 240)


def two_halves(size: tuple[int, int] = (64, 48)) -> Pillow.Image:
    """Red on the left, blue on the right."""
    image = Pillow.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    return image


def halves_of(image: Pillow.Image) -> list[object]:
    return [image.getpixel((x, image.height // 2)) for x in (image.width // 8, image.width * 7 // 8)]


FILES: dict[str, Callable[[], io.BytesIO]] = {
    "JPEG": lambda: saved(two_halves(), "JPEG", quality=95),
    "PNG": lambda: saved(two_halves(), "PNG"),
    "WebP": lambda: saved(two_halves(), "WEBP", lossless=True),
    "GIF": lambda: saved(two_halves(), "GIF"),
    "BMP": lambda: saved(two_halves(), "BMP"),
    "TIFF": lambda: saved(two_halves(), "TIFF", compression="tiff_lzw"),
    "planar TIFF": lambda: tiff(np.asarray(two_halves()).astype("u2") * 257, 2, is_planar=True),
    "PSD": lambda: psd(np.asarray(two_halves()).transpose(2, 0, 1), 3, is_packed=True),
    "AVIF": lambda: saved(two_halves(), "AVIF", quality=95, subsampling="4:4:4"),
    "HEIC": lambda: saved(two_halves(), "HEIF", quality=95, chroma=444),
    "JPEG XL": lambda: saved(two_halves(), "JXL", lossless=True),
    "RAW": lambda: dng(saved(two_halves(), "JPEG", quality=95).getvalue()),
}
SUFFIXES = ("jpg", "heic", "tif", "png", "dng")


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_name_of_a_file_does_not_matter(tmp_path: Path, kind: str, suffix: str) -> None:
    file = tmp_path / f"picture.{suffix}"
    file.write_bytes(FILES[kind]().getvalue())
    with file.open("rb") as opened:
        assert check_picture(opened) == (64, 48)
    shown = read_picture(file)
    assert (shown.mode, shown.size, shown.info) == ("RGB", (64, 48), {})
    np.testing.assert_allclose(np.array(halves_of(shown)), (RED, BLUE), atol=12)


@pytest.mark.parametrize("kind", FILES)
def test_a_missing_half_is_noticed(kind: str) -> None:
    data = FILES[kind]().getvalue()
    with pytest.raises(UnreadableImage, match="damaged"):
        check_picture(io.BytesIO(data[: len(data) // 2]))


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("step", [check_picture, read_picture_file, read_full_picture])
def test_the_limit_of_pixels_holds_for_every_kind(
    kind: str, step: Callable[[io.BytesIO], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_PIXELS", 64 * 48)
    step(FILES[kind]())
    monkeypatch.setattr(limits, "MAX_PIXELS", 64 * 48 - 1)
    for decoder in ("pillow_jxl.Decoder", "imgsearch.pictures.raw._open_preview", "pillow_heif.HeifImageFile.load"):
        monkeypatch.setattr(decoder, pytest.fail)
    with pytest.raises(UnreadableImage, match="64 x 48 pixels, the limit is 3,071"):
        step(FILES[kind]())


@pytest.mark.parametrize(
    "head",
    [b"", b"text", b"%!PS-Adobe-3.0 EPSF", b"PK\x03\x04", b"<svg>", b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42",
     b"RIFF\x00\x00\x00\x00AVI ", b"\x00\x00\x00\x0cjP  \r\n\x87\n"],
)  # fmt: skip
def test_everything_else_is_refused_by_name(head: bytes) -> None:
    assert tell_kind(head) is None
    with pytest.raises(UnreadableImage, match=r"not a picture of a known format \(JPEG, PNG, .*, HEIC, JPEG XL, RAW\)"):
        check_picture(io.BytesIO(head + bytes(600)))


@pytest.mark.parametrize(
    ("major", "others", "kind"),
    [(b"heic", b"mif1heic", Kind.HEIF), (b"mif1", b"mif1heic", Kind.HEIF), (b"mif1", b"mif1avif", Kind.AVIF),
     (b"avif", b"avifmif1", Kind.AVIF), (b"crx ", b"crx isom", Kind.RAW), (b"qt  ", b"qt  ", None)],
)  # fmt: skip
def test_brands_tell_files_that_are_built_alike(major: bytes, others: bytes, kind: Kind | None) -> None:
    head = struct.pack(">L", 16 + len(others)) + b"ftyp" + major + bytes(4) + others + b"heicavif"
    assert tell_kind(head) is kind


@pytest.mark.parametrize(
    "head",
    [b"FUJIFILMCCD-RAW 0201", b"IIRO\x08", b"IIRS\x08", b"MMOR\x00", b"IIU\x00\x18", b"II\x1a\x00\x00\x00HEAPCCDR",
     b"\x00MRM\x00", b"FOVb\x00"],
)  # fmt: skip
def test_raw_files_that_are_no_tiff_are_told_by_their_makers_marks(head: bytes) -> None:
    assert tell_kind(head.ljust(64, b"\x00")) is Kind.RAW


@pytest.mark.parametrize(("kind", "module"), [("HEIC", "pillow_heif"), ("JPEG XL", "pillow_jxl"), ("RAW", "rawpy")])
def test_a_library_that_is_missing_is_named(kind: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> object:
        raise ModuleNotFoundError(name) if name == module else AssertionError(name)

    file = FILES[kind]()
    monkeypatch.setattr("imgsearch.extras.import_module", refuse)
    wanted = rf"{kind} needs a library that is not installed; install imgsearch-pgvector\[formats\]"
    for step in (check_picture, read_picture_file, read_full_picture):
        with pytest.raises(UnreadableImage, match=wanted):
            step(file)


@pytest.mark.parametrize("image_format", ["HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_that_their_file_turns_are_turned_once(image_format: str, orientation: int) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    file = saved(two_halves(), image_format, exif=exif.tobytes(), quality=95)
    size = (64, 48) if orientation < 5 else (48, 64)
    assert check_picture(file) == size
    upright = read_full_picture(file)
    assert upright.size == size
    first = {1: RED, 2: BLUE, 3: BLUE, 4: RED, 5: RED, 6: RED, 7: BLUE, 8: BLUE}[orientation]
    np.testing.assert_allclose(np.array(upright.getpixel((4, 4))), first, atol=20)


def test_the_exif_of_a_jpeg_xl_file_turns_nothing() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    assert check_picture(saved(two_halves(), "JXL", lossless=True, exif=exif.tobytes())) == (64, 48)


def test_a_jpeg_that_was_packed_as_jpeg_xl_is_upright(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    two_halves().save(tmp_path / "a.jpg", exif=exif, quality=95)
    with Pillow.open(tmp_path / "a.jpg") as opened:
        opened.save(tmp_path / "a.jxl", lossless_jpeg=True)
    shown = read_picture(tmp_path / "a.jxl")
    assert shown.size == (48, 64)
    np.testing.assert_allclose(np.array(shown.getpixel((20, 4))), RED, atol=12)


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "I;16", "F"])
def test_every_mode_of_jpeg_xl_is_shown(mode: str) -> None:
    colours: dict[str, object] = {
        "L": 128, "LA": (128, 255), "RGBA": (128, 128, 128, 255), "I;16": 128 * 257, "F": 128 / 255
    }  # fmt: skip
    image = Pillow.new(mode, (40, 30), colours[mode])  # type: ignore[arg-type]
    found = read_full_picture(saved(image, "JXL", lossless=True)).getpixel((9, 9))
    expected = 188 if mode in ("I;16", "F") else 128  # the plugin says of deep samples that they are linear
    np.testing.assert_allclose(np.array(found), (expected,) * 3, atol=2)


@pytest.mark.parametrize("size", [(8, 8), (256, 256), (40, 30), (300, 200), (5000, 3), (16, 9), (8, 600), (1, 1)])
@pytest.mark.parametrize("use_container", [False, True])
def test_the_size_of_a_jpeg_xl_file_is_in_its_header(size: tuple[int, int], *, use_container: bool) -> None:
    data = saved(Pillow.new("L", size), "JXL", use_container=use_container).getvalue()
    assert extras.read_jxl_size(data) == size


@pytest.mark.parametrize("image_format", ["HEIF", "AVIF"])
def test_wide_colours_are_shown_by_their_profile(image_format: str) -> None:
    image = Pillow.new("RGB", (64, 64), (200, 100, 50))
    file = saved(image, image_format, icc_profile=rgb_profile(DISPLAY_P3), quality=98)
    found = np.array(read_full_picture(file).getpixel((9, 9)))
    np.testing.assert_allclose(found, (216, 93, 24), atol=6)


def test_wide_colours_are_shown_by_their_number() -> None:
    image = Pillow.new("RGB", (64, 64), (200, 100, 50))
    plain = saved(image, "AVIF", quality=98, subsampling="4:4:4")
    assert extras.find_cicp(plain) == (1, 13)
    data = plain.getvalue().replace(b"colrnclx\x00\x01\x00\x0d", b"colrnclx\x00\x0c\x00\x0d")
    np.testing.assert_allclose(np.array(read_full_picture(io.BytesIO(data)).getpixel((9, 9))), (215, 93, 31), atol=6)
    heic = saved(image, "HEIF", quality=98, chroma=444, color_primaries=12, transfer_characteristics=13)
    assert extras.open_heif(heic).info[CICP] == (12, 13)
    np.testing.assert_allclose(np.array(read_full_picture(heic).getpixel((9, 9))), (215, 93, 31), atol=6)


def test_the_thumbnail_inside_of_a_file_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    large = saved(two_halves((640, 600)), "HEIF", thumbnails=[560], quality=10)
    assert extras.open_heif(large).info["thumbnails"] == [560]
    monkeypatch.setattr("pillow_heif.HeifImageFile.draft", pytest.fail)
    assert check_picture(large) == (640, 600)
    assert read_picture_file(large).size == (640, 600)

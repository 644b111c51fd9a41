"""Telling what a file is by its first bytes, whatever it is called; what is not here is not decoded."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """The kinds of files that are read; the value is the name that people know."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    GIF = "GIF"
    BMP = "BMP"
    TIFF = "TIFF"
    PSD = "PSD"
    AVIF = "AVIF"
    HEIF = "HEIC"
    JXL = "JPEG XL"
    RAW = "RAW"


#: Bytes of a file that tell_kind looks at.
HEAD_BYTES = 512
NAMES = ", ".join(kind.value for kind in Kind)
EXTENSIONS = {
    Kind.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    Kind.PNG: (".png",),
    Kind.WEBP: (".webp",),
    Kind.GIF: (".gif",),
    Kind.BMP: (".bmp",),
    Kind.TIFF: (".tif", ".tiff"),
    Kind.PSD: (".psd", ".psb"),
    Kind.AVIF: (".avif",),
    Kind.HEIF: (".heic", ".heif", ".hif"),
    Kind.JXL: (".jxl",),
    Kind.RAW: tuple(
        ".3fr .arw .cr2 .cr3 .crw .dng .erf .fff .iiq .mef .mrw .nef .nrw .orf .pef .raf .rw2 .rwl .srw .x3f".split()
    ),
}
#: Of any kind.
ALL_EXTENSIONS = frozenset(extension for kind in Kind for extension in EXTENSIONS[kind])
#: What is made of a RAW file: beside it, both are one photograph.
COMPANIONS = EXTENSIONS[Kind.JPEG] + EXTENSIONS[Kind.HEIF]
#: How RAW files begin that are built as no others are.
FUJIFILM, PANASONIC, MINOLTA = b"FUJIFILMCCD-RAW", b"IIU\x00", b"\x00MRM"  # as Panasonic's: RWL of Leica
OLYMPUS = (b"IIRO", b"IIRS", b"MMOR")
CANON_BRAND = b"crx "
_MAGICS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"8BPS", Kind.PSD),
    (b"\xff\x0a", Kind.JXL),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", Kind.JXL),
    (FUJIFILM, Kind.RAW),
    *((magic, Kind.RAW) for magic in OLYMPUS),
    (PANASONIC, Kind.RAW),
    (b"II\x1a\x00\x00\x00HEAPCCDR", Kind.RAW),  # Canon before CR2
    (MINOLTA, Kind.RAW),
    (b"FOVb", Kind.RAW),  # Sigma
    # Most others are TIFF files too; imgsearch.pictures.tags tells those apart.
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset(b"heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1".split())


def tell_kind(head: bytes) -> Kind | None:
    """What a file that begins so is; None for everything that is not read."""
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp":
        return _tell_brand(head)
    return None


def _tell_brand(head: bytes) -> Kind | None:
    """Of the files that are built like MP4, the ones that hold pictures."""
    end = min(int.from_bytes(head[:4], "big"), HEAD_BYTES)
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, end, 4))}
    if major == CANON_BRAND:
        return Kind.RAW
    if brands & _AVIF_BRANDS:
        return Kind.AVIF
    return Kind.HEIF if brands & _HEIF_BRANDS else None

"""Picture files with metadata in them, made with Pillow and a few bytes more."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from imgsearch.embedded.found import Found
from imgsearch.embedded.picture_file import read_picture_file
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.record import Embedded

UTF8 = b"\x1b%G"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
}
ExifValue = str | bytes | int


def iptc(*datasets: tuple[int, str | bytes], charset: bytes | None = UTF8) -> bytes:
    """Datasets of record 2, after the charset that is declared."""
    declared = [(1, 90, charset)] if charset is not None else []
    values = [(2, number, value.encode() if isinstance(value, str) else value) for number, value in datasets]
    return b"".join(
        struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in (*declared, *values)
    )


def photoshop(block: bytes, resource: int = 0x0404) -> bytes:
    return b"8BIM" + struct.pack(">HH", resource, 0) + struct.pack(">L", len(block)) + block + b"\0" * (len(block) & 1)


def xmp(body: str = "", attributes: str = "") -> bytes:
    """A packet of one rdf:Description with these elements and attributes."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {declared} {attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def bag(name: str, *values: str) -> str:
    items = "".join(f"<rdf:li>{value}</rdf:li>" for value in values)
    return f"<{name}><rdf:Bag>{items}</rdf:Bag></{name}>"


def alt(name: str, **texts: str) -> str:
    """A text in several languages; x_default is the one that is in none."""
    items = "".join(f'<rdf:li xml:lang="{key.replace("_", "-")}">{text}</rdf:li>' for key, text in texts.items())
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def exif(
    first: Mapping[int, ExifValue] | None = None,
    camera: Mapping[int, ExifValue] | None = None,
    gps: Mapping[int, object] | None = None,
) -> bytes:
    """An EXIF block with tags of its directories."""
    block = Image.Exif()
    for tag, value in (first or {}).items():
        block[tag] = value.encode() if isinstance(value, str) else value
    if camera:
        block.get_ifd(0x8769).update(camera)
    if gps:
        block.get_ifd(0x8825).update(gps)
    return block.tobytes()


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def encoded(format_name: str, **options: object) -> bytes:
    data = BytesIO()
    Image.new("RGB", (8, 6), (90, 120, 60)).save(data, format_name, **options)
    return data.getvalue()


PLAIN_JPEG = encoded("JPEG")


def jpeg(
    *, exif: bytes | None = None, iptc: bytes | None = None, xmp: bytes | None = None, more: Sequence[bytes] = ()
) -> bytes:
    """A JPEG with an EXIF block, IPTC datasets, an XMP packet, and segments that are given whole."""
    segments = list(more)
    if exif is not None:
        segments.append(segment(0xE1, exif))
    if iptc is not None:
        segments.append(segment(0xED, b"Photoshop 3.0\0" + photoshop(iptc)))
    if xmp is not None:
        segments.append(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp))
    return PLAIN_JPEG[:2] + b"".join(segments) + PLAIN_JPEG[2:]


def read(folder: Path, data: bytes, name: str = "a.jpg", *, with_gps: bool = False) -> Embedded:
    """What is read of a file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return read_embedded(path, with_gps=with_gps)


def heard(folder: Path, data: bytes, name: str = "a.jpg") -> list[str]:
    """Every text of a file with these bytes, as whoever looks for words hears it."""
    path = folder / name
    path.write_bytes(data)
    found = Found()
    read_picture_file(str(path), found)
    return list(found.heard())

"""Looks into the bytes of everything that is shown: nothing of place, owner or camera is there."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pillow_heif
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.models.store import register_encoder
from imgsearch.pictures.known import KnownFile
from imgsearch.reports.pictures import thumbnail
from imgsearch.search import SearchModels
from imgsearch.shown.hits import Hits
from imgsearch.tables import Image, Thumbnail
from loaders.choices import NO_CHOICES
from loaders.embeddings import load_image_embeddings
from loaders.images import load_pictures
from loaders.thumbnails import load_thumbnails
from tests.asking import search
from tests.odd_pictures import dng

from .conftest import BLUE, RED, flag, log_in

pillow_heif.register_heif_opener()

#: Each stands in another place of a file; a profile's name is UTF-16, and as long as the one it takes the place of.
EXIF, GPS, XMP, IPTC, COMMENT, TEXT = (f"secret-{name}-here" for name in "exif GPS xmp iptc com txt".split())
PROFILE = "secret-prfile"
MARKS = [mark.encode() for mark in (EXIF, GPS, XMP, IPTC, COMMENT, TEXT, PROFILE)] + [PROFILE.encode("utf-16-be")]
#: How metadata of each kind begin, in whatever format.
KINDS = [b"Exif", b"EXIF", b"GPS", b"eXIf", b"http://ns.adobe.com/xap", b"XMP ", b"xpacket", b"Photoshop 3.0", b"8BIM",
         b"tEXt", b"iTXt", b"zTXt", b"ICC_PROFILE", b"ICCP", b"iCCP", b"acsp", b"II*\x00", b"MM\x00*"]  # fmt: skip
PACKET = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="{XMP}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()


def profile() -> bytes:
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    named = plain.replace("sRGB built-in".encode("utf-16-be"), PROFILE.encode("utf-16-be"))
    assert named != plain
    return named


def exif() -> Pillow.Exif:
    made = Pillow.Exif()
    made[0x0112] = 6
    made[0x010F] = EXIF
    place = made.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 5.0, 1.0), "E", (4.0, 18.0, 2.0)
    place[27] = GPS.encode()
    return made


def iptc() -> bytes:
    """A segment as Photoshop writes it, with a caption."""
    caption = b"\x1c\x02\x78" + len(IPTC).to_bytes(2, "big") + IPTC.encode()
    caption += b"\x00" * (len(caption) % 2)
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(caption).to_bytes(4, "big") + caption
    return b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block


def originals() -> dict[str, bytes]:
    """Stored lying on its side: upright it is 40 x 60, red above and blue below."""
    lying = Pillow.new("RGB", (60, 40), BLUE)
    lying.paste(RED, (0, 0, 30, 40))
    texts = PngInfo()
    texts.add_text("Comment", TEXT)
    texts.add_itxt("XML:com.adobe.xmp", PACKET.decode())
    in_tiff = exif()
    in_tiff[700], in_tiff[33723], in_tiff[270] = PACKET, IPTC.encode(), TEXT
    usual: dict[str, object] = {"exif": exif(), "icc_profile": profile()}
    wanted: dict[str, dict[str, object]] = {
        "a.jpg": {**usual, "format": "JPEG", "xmp": PACKET, "comment": COMMENT, "quality": 95},
        "plain.jpg": {"format": "JPEG", "exif": exif(), "xmp": PACKET, "comment": COMMENT},
        "b.png": {**usual, "format": "PNG", "pnginfo": texts, "compress_level": 0},
        "c.webp": {**usual, "format": "WEBP", "xmp": PACKET, "lossless": True},
        "d.tif": {"format": "TIFF", "icc_profile": profile(), "exif": in_tiff},
        "e.heic": {**usual, "format": "HEIF", "exif": exif().tobytes(), "xmp": PACKET, "quality": 95},
        "f.avif": {**usual, "format": "AVIF", "exif": exif().tobytes(), "xmp": PACKET, "quality": 95},
    }
    made = {}
    for name, options in wanted.items():
        data = BytesIO()
        lying.save(data, **options)  # type: ignore[arg-type]
        made[name] = data.getvalue()
    made["a.jpg"] = made["a.jpg"][:2] + iptc() + made["a.jpg"][2:]
    # The preview of a RAW file as small as its sensor; JFIF's segment goes, so that EXIF comes first as in a camera's.
    made["g.dng"] = dng(made["plain.jpg"][:2] + made["plain.jpg"][20:], size=(60, 40)).getvalue()
    return made


ORIGINALS = originals()


class Shown(NamedTuple):
    """Where the pictures are, and what asks for them."""

    client: TestClient
    session: Session
    models: SearchModels
    folder: Path
    ids: dict[str, int]


@pytest.fixture
def command_database(database_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands use the test's database too."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))


@pytest.fixture
def shown(
    client: TestClient,
    session: Session,
    models: SearchModels,
    accounts: None,
    tmp_path: Path,
    command_database: None,
) -> Shown:
    folder = tmp_path / "originals"
    folder.mkdir()
    for name, data in ORIGINALS.items():
        (folder / name).write_bytes(data)
    assert load_pictures(session, folder, NO_CHOICES).inserted == len(ORIGINALS)
    register_encoder(session, models.encoder)
    load_image_embeddings(session, "small", lambda _name: models.encoder)
    load_thumbnails(session)
    ids = {row.name: row.id for row in session.execute(select(Image.name, Image.id))}
    session.rollback()
    return Shown(client, session, models, folder, ids)


def in_page(page: str) -> Iterator[bytes]:
    """The page and every picture that is inside of it."""
    yield re.sub(r"base64,[A-Za-z0-9+/=]+", "", page).encode()
    found = re.findall(r"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)", page)
    assert len(found) >= len(ORIGINALS)
    yield from map(base64.b64decode, found)


def thumbnails(shown: Shown) -> Iterator[bytes]:
    yield from shown.session.scalars(select(Thumbnail.webp))


def page_thumbnails(shown: Shown) -> Iterator[bytes]:
    for image_id in shown.ids.values():
        yield shown.client.get(f"/thumbnail/{image_id}.webp").content
    yield shown.client.get("/?q=red&nearest=1").content


def full_copies(shown: Shown) -> Iterator[bytes]:
    assert log_in(shown.client, "sam") == 303
    for image_id in shown.ids.values():
        yield shown.client.get(f"/picture/{image_id}/full.jpg").content
        yield shown.client.get(f"/picture/{image_id}").content


def review_copies(shown: Shown) -> Iterator[bytes]:
    assert log_in(shown.client, "eve") == 303
    for image_id in shown.ids.values():
        flag(shown.session, image_id)
        yield shown.client.get(f"/review/thumbnail/{image_id}.webp").content
        yield shown.client.get(f"/review/picture/{image_id}.jpg").content


def sheets(shown: Shown) -> Iterator[bytes]:
    for ending in ("html", "png", "jpg"):
        sheet = shown.folder.parent / f"sheet.{ending}"
        done = CliRunner().invoke(main, ["query", "red", "--nearest", "--sheet", str(sheet)])
        assert done.exit_code == 0, done.output
        yield from in_page(sheet.read_text()) if ending == "html" else (sheet.read_bytes(),)


def notebook(shown: Shown) -> Iterator[bytes]:
    yield from in_page(Hits(search(shown.session, shown.models, "red", nearest=True))._repr_html_())


def report(shown: Shown) -> Iterator[bytes]:
    page = shown.folder.parent / "eda.html"
    done = CliRunner().invoke(main, ["report", "eda", "--out", str(page)])
    assert done.exit_code == 0, done.output
    yield from in_page(page.read_text())
    files = (KnownFile(str(shown.folder / name), sha256(data).digest()) for name, data in ORIGINALS.items())
    yield from in_page(" ".join(thumbnail(file, 64) for file in files))


PLACES = (thumbnails, page_thumbnails, full_copies, review_copies, sheets, notebook, report)


@pytest.mark.parametrize("show", PLACES, ids=lambda show: show.__name__)
def test_nothing_of_the_metadata_is_in_what_is_shown_and_it_is_upright(
    shown: Shown, show: Callable[[Shown], Iterator[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", lambda _name: shown.models.encoder)
    pictures = 0
    for data in show(shown):
        assert [mark for mark in MARKS if mark in data] == []
        if not data.startswith((b"\xff\xd8", b"RIFF", b"\x89PNG")):
            continue  # a page
        pictures += 1
        assert [kind for kind in KINDS if kind in data] == []
        copy = Pillow.open(BytesIO(data))
        assert not copy.getexif()
        if copy.width > 400:
            continue  # a sheet of several
        assert copy.width <= copy.height
        assert is_near(copy, 0.1, RED)
        assert is_near(copy, 0.9, BLUE)
    assert pictures >= len(ORIGINALS)


def is_near(picture: Pillow.Image, height: float, colour: tuple[int, int, int]) -> bool:
    found = picture.convert("RGB").getpixel((picture.width // 2, int(picture.height * height)))
    assert isinstance(found, tuple)
    return max(abs(one - other) for one, other in zip(found, colour, strict=True)) < 40


def test_the_originals_hold_what_is_looked_for() -> None:
    everything = b"".join(ORIGINALS.values())
    assert [mark for mark in (*MARKS[:6], MARKS[7]) if mark not in everything] == []
    assert [kind for kind in KINDS if kind not in everything] == [b"zTXt"]
    for name, data in ORIGINALS.items():
        assert EXIF.encode() in data, name
        assert GPS.encode() in data or name == "d.tif", name
        assert XMP.encode() in data, name

"""What stands in picture files and sidecars reaches captions, tags, dates and names, and is screened."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.queries.filters import Filters
from imgsearch.tables import Caption, Image, MinorEvidence
from loaders.choices import NO_CHOICES
from loaders.embedded import load_embedded
from loaders.folder import load_folder
from loaders.images import load_pictures
from loaders.metadata import load_metadata
from loaders.minors import load_minors
from tests.embedded_files import alt, bag, exif, iptc, jpeg, xmp

SIDECAR = xmp(alt("dc:description", **{"ru": "Рыбаки чинят сети на берегу"}) + bag("dc:subject", "море", "Nets"))


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    told = [(0x78, "A man mends a net"), (0x19, "Harbour"), (0x19, "net"), (0x50, "Ann Otherwise"), (0x5A, "Porto")]
    (folder / "told.jpg").write_bytes(jpeg(iptc=iptc(*told)))
    (folder / "silent.jpg").write_bytes(jpeg())
    return folder


def row(session: Session, name: str) -> Image:
    session.expire_all()
    return session.execute(select(Image).where(Image.name == name)).scalar_one()


def captions(session: Session) -> list[tuple[str, str]]:
    found = session.execute(select(Caption.caption_key, Caption.text).order_by(Caption.caption_key)).all()
    return [(key, text) for key, text in found]


def counts(session: Session, folder: Path) -> tuple[int, int]:
    result = load_embedded(session, folder)
    return result.inserted, result.unchanged


def test_captions_keywords_and_names_in_a_file_are_loaded_once(session: Session, shoot: Path) -> None:
    load_pictures(session, shoot, NO_CHOICES)
    assert counts(session, shoot) == (1, 1)
    assert captions(session) == [("told.jpg#file0", "A man mends a net")]
    told = row(session, "told.jpg")
    assert (told.tags, told.photographer) == (["harbour", "net"], "Ann Otherwise")
    assert told.details["file"]["city"] == "Porto"
    silent = row(session, "silent.jpg")
    assert (silent.tags, silent.photographer, set(silent.details)) == ([], None, {"file_stamp"})
    assert counts(session, shoot) == (0, 2)


def test_keywords_in_a_file_are_tags_as_filters_have_them(session: Session, shoot: Path) -> None:
    (shoot / "told.jpg").write_bytes(jpeg(xmp=xmp(bag("dc:subject", "#Snow", "# Big  Dog", "snow", "#"))))
    load_pictures(session, shoot, NO_CHOICES)
    load_embedded(session, shoot)
    assert row(session, "told.jpg").tags == ["snow", "big dog"]
    assert Filters(tags=["#Snow", "# Big Dog"]) == Filters(tags=row(session, "told.jpg").tags)
    assert counts(session, shoot) == (0, 2)


def test_files_are_read_once_more_when_more_is_read_of_them(
    session: Session, shoot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_pictures(session, shoot, NO_CHOICES)
    with monkeypatch.context() as before:
        before.setattr("loaders.embedded.READER", 2)
        load_embedded(session, shoot)
    monkeypatch.setattr("loaders.embedded._write", lambda _session, found, *_: read.extend(found))
    read: list[object] = []
    load_embedded(session, shoot)
    assert len(read) == 2
    monkeypatch.undo()
    load_embedded(session, shoot)
    assert counts(session, shoot) == (0, 2)


def test_a_sidecar_is_noticed_without_the_file_having_changed(session: Session, shoot: Path) -> None:
    load_pictures(session, shoot, NO_CHOICES)
    load_embedded(session, shoot)
    (shoot / "silent.xmp").write_bytes(SIDECAR)
    assert counts(session, shoot) == (1, 1)
    assert ("silent.jpg#file0", "Рыбаки чинят сети на берегу") in captions(session)
    assert row(session, "silent.jpg").tags == ["море", "nets"]
    (shoot / "silent.xmp").write_bytes(xmp(bag("dc:subject", "coast")))
    load_embedded(session, shoot)
    assert row(session, "silent.jpg").tags == ["coast"]
    (shoot / "silent.xmp").unlink()
    load_embedded(session, shoot)
    assert row(session, "silent.jpg").tags == []
    assert captions(session) == [("told.jpg#file0", "A man mends a net")]


def test_what_a_metadata_file_said_stays(session: Session, shoot: Path) -> None:
    load_pictures(session, shoot, NO_CHOICES)
    (shoot / "metadata.csv").write_text("image,tags,photographer,taken_at\ntold.jpg,mine,Boris,2020-05-01 12:00\n")
    load_metadata(session, shoot / "metadata.csv")
    load_embedded(session, shoot)
    told = row(session, "told.jpg")
    assert (told.tags, told.photographer, told.taken_at) == (["mine"], "Boris", datetime(2020, 5, 1, 12))


def test_the_date_of_a_file_is_replaced_by_its_next_one(session: Session, shoot: Path) -> None:
    (shoot / "silent.jpg").write_bytes(jpeg(exif=exif(camera={0x9003: "2019:06:01 10:30:00"})))
    load_pictures(session, shoot, NO_CHOICES)
    load_embedded(session, shoot)
    assert row(session, "silent.jpg").taken_at == datetime(2019, 6, 1, 10, 30)
    (shoot / "silent.xmp").write_bytes(xmp(attributes='exif:DateTimeOriginal="2018-01-02T03:04:05"'))
    load_embedded(session, shoot)
    assert row(session, "silent.jpg").taken_at == datetime(2018, 1, 2, 3, 4, 5)


def test_a_file_that_speaks_of_a_child_is_hidden_by_it(session: Session, shoot: Path) -> None:
    (shoot / "silent.xmp").write_bytes(xmp(bag("dc:subject", "kindergarten")))
    (shoot / "told.xmp").write_bytes(xmp(alt("dc:description", **{"en": "a girl mends a net"})))
    list(load_folder(session, shoot, find_terms))
    assert (row(session, "silent.jpg").state, row(session, "told.jpg").state) == ("hidden", "hidden")
    found = select(Image.name, MinorEvidence.source, MinorEvidence.term).join(Image, Image.id == MinorEvidence.image_id)
    assert {tuple(each)[:2] for each in session.execute(found)} == {("silent.jpg", "metadata"), ("told.jpg", "caption")}


def test_a_picture_whose_file_is_noted_alone_stays_screened(session: Session, shoot: Path) -> None:
    load_pictures(session, shoot, NO_CHOICES)
    load_minors(session, find_terms)
    load_embedded(session, shoot)
    assert row(session, "silent.jpg").texts_screened_by is not None
    assert row(session, "told.jpg").texts_screened_by is None


def test_an_export_with_the_same_caption_keeps_it(session: Session, shoot: Path) -> None:
    load_pictures(session, shoot, NO_CHOICES)
    load_embedded(session, shoot)
    (shoot / "told.jpg").write_bytes(jpeg(iptc=iptc((0x78, "A man mends a net"))))
    load_pictures(session, shoot, NO_CHOICES)
    assert captions(session) == []
    load_embedded(session, shoot)
    assert captions(session) == [("told.jpg#file0", "A man mends a net")]


@pytest.mark.parametrize(
    "packet",
    [
        xmp('<z:note xmlns:z="http://z.example/">two small children</z:note>'),
        xmp("<Iptc4xmpExt:ModelAge>7</Iptc4xmpExt:ModelAge>"),
        xmp("<plus:MinorModelAgeDisclosure>http://ns.useplus.org/ldf/vocab/AG-A17</plus:MinorModelAgeDisclosure>"),
        xmp(alt("dc:description", en="two small children"))[:-60],
    ],
)
def test_what_is_not_kept_of_a_file_hides_it_too(session: Session, shoot: Path, packet: bytes) -> None:
    (shoot / "silent.jpg").write_bytes(jpeg(xmp=packet))
    load_pictures(session, shoot, NO_CHOICES)
    load_embedded(session, shoot)
    load_minors(session, find_terms)
    assert row(session, "silent.jpg").is_hidden
    assert set(session.scalars(select(MinorEvidence.image_id))) == {row(session, "silent.jpg").id}
    (shoot / "silent.jpg").write_bytes(
        jpeg(xmp=xmp("<plus:MinorModelAgeDisclosure>AG-A25</plus:MinorModelAgeDisclosure>"))
    )
    load_pictures(session, shoot, NO_CHOICES)
    load_embedded(session, shoot)
    load_minors(session, find_terms)
    assert session.scalars(select(MinorEvidence.image_id)).all() == []


def test_what_exiftool_says_in_other_fields_hides_too(session: Session, shoot: Path) -> None:
    load_pictures(session, shoot, NO_CHOICES)
    file = shoot / "metadata.json"
    file.write_text('[{"SourceFile": "silent.jpg", "XMP:Instructions": "ask the mother of the girl", "ModelAge": 30}]')
    load_metadata(session, file)
    load_minors(session, find_terms)
    assert session.scalars(select(MinorEvidence.image_id)).all() == [row(session, "silent.jpg").id]
    file.write_text('[{"SourceFile": "silent.jpg", "XMP:Instructions": "ask the owner", "ModelAge": 30}]')
    load_metadata(session, file)
    load_minors(session, find_terms)
    assert "other" not in row(session, "silent.jpg").details
    assert session.scalars(select(MinorEvidence.image_id)).all() == []

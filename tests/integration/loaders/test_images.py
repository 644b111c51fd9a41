from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.queries.captions import vector_of_caption
from imgsearch.tables import (
    Caption,
    CaptionEmbedding,
    Encoder,
    Image,
    ImageEmbedding,
    LoadReject,
    MinorEvidence,
    MinorReview,
    TestQuery,
)
from loaders.images import load_images
from loaders.report import LoadResult

MakePicture = Callable[..., Path]


def counts(result: LoadResult) -> tuple[int, int, int, int]:
    return result.inserted, result.updated, result.unchanged, len(result.rejects)


def reject_reasons(session: Session) -> dict[str, str]:
    rows = session.execute(select(LoadReject.file, LoadReject.reason).where(LoadReject.row_number == 0))
    return {Path(file).name: reason for file, reason in rows}


@pytest.fixture
def folder(tmp_path: Path, make_picture: MakePicture) -> Path:
    root = tmp_path / "photos"
    make_picture(root / "a.jpg", "red", (40, 30))
    make_picture(root / "below" / "b.png", "green", (20, 50))
    return root


def add_derived_rows(session: Session, image_id: int) -> None:
    """A vector, evidence of both kinds and an editor's word on one picture."""
    encoder_id = session.scalar(insert(Encoder).values(name="x", revision="1", dimension=2).returning(Encoder.id))
    session.execute(insert(ImageEmbedding).values(encoder_id=encoder_id, image_id=image_id, embedding=[0.6, 0.8]))
    for source in ("classifier", "caption"):
        session.execute(
            insert(MinorEvidence).values(
                image_id=image_id, source=source, term="t", caption_key="k", probability=0.5, flags=False
            )
        )
    session.execute(insert(MinorReview).values(image_id=image_id, verdict="clear", reviewer="e", sha256=b"0" * 32))
    session.commit()


def test_pictures_get_name_size_gallery_and_hash(session: Session, folder: Path) -> None:
    assert counts(load_images(session, folder)) == (2, 0, 0, 0)
    rows = session.execute(select(Image.name, Image.gallery, Image.width, Image.height, Image.path).order_by(Image.id))
    assert [tuple(row) for row in rows] == [
        ("a.jpg", "photos", 40, 30, str(folder / "a.jpg")),
        ("below/b.png", "photos", 20, 50, str(folder / "below" / "b.png")),
    ]


def test_flat_names_leave_the_folder_out(session: Session, folder: Path) -> None:
    load_images(session, folder, flat_names=True)
    assert session.scalars(select(Image.name).order_by(Image.id)).all() == ["a.jpg", "b.png"]


def test_exif_orientation_makes_the_size_upright(session: Session, tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    Pillow.new("RGB", (40, 30)).save(tmp_path / "turned.jpg", exif=exif)
    load_images(session, tmp_path)
    assert session.execute(select(Image.width, Image.height)).one() == (30, 40)


def test_hidden_and_other_files_are_ignored(session: Session, folder: Path, make_picture: MakePicture) -> None:
    make_picture(folder / ".hidden.jpg", "blue")
    make_picture(folder / ".cache" / "c.jpg", "blue")
    (folder / "notes.txt").write_text("x")
    assert counts(load_images(session, folder)) == (2, 0, 0, 0)


def test_second_load_reads_no_file(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_images(session, folder)
    monkeypatch.setattr("loaders.images.check_picture", pytest.fail)
    assert counts(load_images(session, folder)) == (0, 0, 2, 0)


def test_renamed_file_keeps_its_row_and_all_that_hangs_on_it(session: Session, folder: Path) -> None:
    load_images(session, folder)
    image_id = session.scalars(select(Image.id).where(Image.name == "a.jpg")).one()
    add_derived_rows(session, image_id)
    (folder / "a.jpg").rename(folder / "below" / "new.jpg")
    assert counts(load_images(session, folder)) == (0, 1, 1, 0)
    row = session.execute(select(Image.id, Image.name, Image.path).where(Image.id == image_id)).one()
    assert tuple(row) == (image_id, "below/new.jpg", str(folder / "below" / "new.jpg"))
    assert session.scalars(select(ImageEmbedding.image_id)).all() == [image_id]
    assert session.scalars(select(MinorEvidence.source).order_by(MinorEvidence.source)).all() == [
        "caption",
        "classifier",
    ]
    assert session.scalars(select(MinorReview.image_id)).all() == [image_id]


def test_copy_of_a_picture_is_a_picture_of_its_own(session: Session, folder: Path) -> None:
    (folder / "copy.jpg").write_bytes((folder / "a.jpg").read_bytes())
    assert counts(load_images(session, folder)) == (3, 0, 0, 0)


def test_moved_folder_updates_paths(session: Session, folder: Path) -> None:
    load_images(session, folder)
    ids = session.scalars(select(Image.id)).all()
    moved = folder.rename(folder.parent / "albums")
    assert counts(load_images(session, moved)) == (0, 2, 0, 0)
    assert session.scalars(select(Image.id)).all() == ids
    assert set(session.scalars(select(Image.gallery))) == {"albums"}


def test_changed_content_drops_vectors_and_classifier_evidence(
    session: Session, folder: Path, make_picture: MakePicture
) -> None:
    load_images(session, folder)
    image_id, old_hash = session.execute(select(Image.id, Image.sha256).where(Image.name == "a.jpg")).one()
    add_derived_rows(session, image_id)
    make_picture(folder / "a.jpg", "yellow", (60, 10))
    assert counts(load_images(session, folder)) == (0, 1, 1, 0)
    found = session.execute(select(Image.sha256, Image.width).where(Image.id == image_id)).one()
    assert found.width == 60
    assert found.sha256 != old_hash
    assert session.scalars(select(ImageEmbedding.image_id)).all() == []
    assert session.scalars(select(MinorEvidence.source)).all() == ["caption"]


def test_touched_file_keeps_its_vectors(session: Session, folder: Path) -> None:
    load_images(session, folder)
    image_id = session.scalars(select(Image.id).where(Image.name == "a.jpg")).one()
    add_derived_rows(session, image_id)
    os.utime(folder / "a.jpg", ns=(1, 1))
    assert counts(load_images(session, folder)) == (0, 1, 1, 0)
    assert session.scalars(select(Image.mtime_ns).where(Image.id == image_id)).one() == 1
    assert session.scalars(select(ImageEmbedding.image_id)).all() == [image_id]


def test_same_name_elsewhere_with_other_content_is_refused(
    session: Session, folder: Path, tmp_path: Path, make_picture: MakePicture
) -> None:
    load_images(session, folder)
    other = make_picture(tmp_path / "other" / "a.jpg", "blue").parent
    result = load_images(session, other)
    assert counts(result) == (0, 0, 0, 1)
    assert result.rejects[0].reason == f"duplicate name: a.jpg is already {folder / 'a.jpg'}"


def test_same_name_elsewhere_with_same_content_is_unchanged(session: Session, folder: Path, tmp_path: Path) -> None:
    load_images(session, folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.jpg").write_bytes((folder / "a.jpg").read_bytes())
    assert counts(load_images(session, tmp_path / "other")) == (0, 0, 1, 0)
    assert session.scalars(select(Image.path).where(Image.name == "a.jpg")).one() == str(folder / "a.jpg")


def test_two_files_of_one_name_in_one_folder(session: Session, folder: Path, make_picture: MakePicture) -> None:
    make_picture(folder / "below" / "a.jpg", "blue")
    result = load_images(session, folder, flat_names=True)
    assert counts(result) == (2, 0, 0, 1)
    assert result.rejects[0].file == str(folder / "below" / "a.jpg")


def test_picture_gone_from_disk_stays_and_is_counted(session: Session, folder: Path) -> None:
    load_images(session, folder)
    (folder / "a.jpg").unlink()
    result = load_images(session, folder)
    assert counts(result) == (0, 0, 1, 0)
    assert result.notes == [f"no longer on disk, kept in the database: 1 from {folder}"]
    assert session.scalars(select(Image.name).order_by(Image.id)).all() == ["a.jpg", "below/b.png"]


def test_texts_that_came_first_are_linked_with_their_vectors(session: Session, folder: Path) -> None:
    caption_id = session.scalar(
        insert(Caption).values(caption_key="a.jpg#0", image_name="a.jpg", text="Dogs").returning(Caption.id)
    )
    session.execute(insert(Caption).values(caption_key="z.jpg#0", image_name="z.jpg", text="Cats"))
    session.execute(insert(TestQuery).values(query_key="q", image_name="a.jpg", text="a dog"))
    encoder_id = session.scalar(insert(Encoder).values(name="x", revision="1", dimension=2).returning(Encoder.id))
    vector = {"encoder_id": encoder_id, "caption_id": caption_id, "embedding": [0.6, 0.8]}
    session.execute(insert(CaptionEmbedding).values(vector))
    session.commit()
    for _ in range(2):
        load_images(session, folder)
        for table in (Caption, TestQuery):
            names = select(table.text, Image.name).outerjoin(Image, Image.id == table.image_id).order_by(table.text)
            expected = [("Cats", None), ("Dogs", "a.jpg")] if table is Caption else [("a dog", "a.jpg")]
            assert [tuple(row) for row in session.execute(names)] == expected
        kept = select(Caption.id, Image.name).join_from(CaptionEmbedding, Caption, vector_of_caption())
        kept = kept.join(Image, Image.id == CaptionEmbedding.image_id)
        assert [tuple(row) for row in session.execute(kept)] == [(caption_id, "a.jpg")]


def jpeg_bytes() -> bytes:
    buffer = io.BytesIO()
    Pillow.effect_noise((400, 300), 90).save(buffer, "JPEG")
    return buffer.getvalue()


def huge_png() -> bytes:
    """A PNG of 80 bytes that says it has 20,000 x 20,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + checked + struct.pack(">I", 9) + b"IDAT" + b"x" * 13


def test_bad_files_are_refused_and_the_others_loaded(session: Session, folder: Path, tmp_path: Path) -> None:
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("not a picture")
    (folder / "cut.jpg").write_bytes(jpeg_bytes()[:-2000])
    (folder / "huge.png").write_bytes(huge_png())
    (folder / "phone.heic").write_bytes(b"x")
    (tmp_path / "outside.jpg").write_bytes(jpeg_bytes())
    (folder / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    (folder / "broken.jpg").symlink_to(folder / "nothing.jpg")
    (folder / "linked").symlink_to(folder / "below")
    os.mkfifo(folder / "pipe.jpg")
    (folder / "eps.jpg").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    result = load_images(session, folder)
    assert counts(result) == (2, 0, 0, 10)
    reasons = reject_reasons(session)
    cut = reasons.pop("cut.jpg")
    assert cut.startswith("damaged: image file is truncated"), cut
    assert reasons == {
        "huge.png": "more pixels than the limit of 178,956,970",
        "empty.jpg": "file is empty",
        "text.jpg": "not a picture of a known format (JPEG, PNG, WebP, GIF, TIFF, BMP)",
        "eps.jpg": "not a picture of a known format (JPEG, PNG, WebP, GIF, TIFF, BMP)",
        "phone.heic": ".heic files are not supported; convert it to JPEG or PNG",
        "link.jpg": "symbolic link that leaves the folder",
        "broken.jpg": "cannot be opened: No such file or directory",
        "linked": "symbolic link to a folder, which is not followed",
        "pipe.jpg": "not a regular file",
    }


def test_name_that_is_not_utf8_is_refused(session: Session, folder: Path) -> None:
    os.rename(os.fsencode(folder / "a.jpg"), os.fsencode(folder) + b"/\xff.jpg")
    assert counts(load_images(session, folder)) == (1, 0, 0, 1)
    assert reject_reasons(session) == {"\\xff.jpg": "file name is not valid UTF-8; rename it"}


def test_file_without_permission_is_refused(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, mode: str) -> io.BytesIO:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("loaders.images.open", refuse, raising=False)
    assert counts(load_images(session, folder)) == (0, 0, 0, 2)
    assert set(reject_reasons(session).values()) == {"cannot be opened: Permission denied"}


def test_mended_file_leaves_load_reject(session: Session, folder: Path, make_picture: MakePicture) -> None:
    (folder / "bad.jpg").write_text("no")
    (folder / "worse.jpg").write_text("no")
    load_images(session, folder)
    first = session.execute(select(LoadReject.file, LoadReject.id, LoadReject.rejected_at)).all()
    load_images(session, folder)
    assert session.execute(select(LoadReject.file, LoadReject.id, LoadReject.rejected_at)).all() == first
    make_picture(folder / "bad.jpg", "blue")
    assert counts(load_images(session, folder)) == (1, 0, 2, 1)
    assert list(reject_reasons(session)) == ["worse.jpg"]
    (folder / "worse.jpg").unlink()
    load_images(session, folder)
    assert reject_reasons(session) == {}


def test_entries_of_other_folders_stay(session: Session, folder: Path, tmp_path: Path) -> None:
    for name in ("photos2", "photos_"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.jpg").write_text("no")
        load_images(session, tmp_path / name)
    load_images(session, folder)
    assert sorted(reject_reasons(session)) == ["photos2.jpg", "photos_.jpg"]


def test_strict_stops_at_the_first_bad_file(session: Session, folder: Path) -> None:
    (folder / "bad.jpg").write_text("no")
    with pytest.raises(UnreadableImage, match=r"photos/bad\.jpg: not a picture .*; replace or remove the file"):
        load_images(session, folder, strict=True)


def test_folder_that_is_a_file(session: Session, folder: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.jpg is not a folder"):
        load_images(session, folder / "a.jpg")


def test_flag_of_the_picture_reaches_captions_that_are_linked_later(session: Session, folder: Path) -> None:
    load_images(session, folder)
    session.execute(update(Image).where(Image.name == "a.jpg").values(is_minor=True))
    session.execute(insert(Caption).values(caption_key="a.jpg#0", image_name="a.jpg", text="Dogs"))
    session.commit()
    load_images(session, folder)
    assert session.scalars(select(Caption.is_minor)).all() == [True]

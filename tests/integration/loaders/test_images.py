from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.queries.captions import vector_of_caption
from imgsearch.tables import (
    Caption,
    CaptionEmbedding,
    Encoder,
    Image,
    ImageEmbedding,
    MinorEvidence,
    MinorReview,
    TestQuery,
)
from loaders.choices import Choices
from loaders.folder import load_folder
from loaders.images import load_images
from tests.builders import hide
from tests.integration.loaders.results import counts

MakePicture = Callable[..., Path]


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
    monkeypatch.setattr("loaders.inspect.check_picture", pytest.fail)
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


def test_changed_content_drops_vectors_and_evidence(session: Session, folder: Path, make_picture: MakePicture) -> None:
    load_images(session, folder)
    image_id, old_hash = session.execute(select(Image.id, Image.sha256).where(Image.name == "a.jpg")).one()
    add_derived_rows(session, image_id)
    make_picture(folder / "a.jpg", "yellow", (60, 10))
    assert counts(load_images(session, folder)) == (0, 1, 1, 0)
    found = session.execute(select(Image.sha256, Image.width).where(Image.id == image_id)).one()
    assert found.width == 60
    assert found.sha256 != old_hash
    assert session.scalars(select(ImageEmbedding.image_id)).all() == []
    assert session.scalars(select(MinorEvidence.source)).all() == []


def test_touched_file_keeps_its_vectors(session: Session, folder: Path) -> None:
    load_images(session, folder)
    image_id = session.scalars(select(Image.id).where(Image.name == "a.jpg")).one()
    add_derived_rows(session, image_id)
    os.utime(folder / "a.jpg", ns=(1, 1))
    assert counts(load_images(session, folder)) == (0, 1, 1, 0)
    assert session.scalars(select(Image.mtime_ns).where(Image.id == image_id)).one() == 1
    assert session.scalars(select(ImageEmbedding.image_id)).all() == [image_id]


def test_where_pictures_are_called_by_file_name_one_of_another_content_is_refused(
    session: Session, folder: Path, make_picture: MakePicture
) -> None:
    load_images(session, folder, flat_names=True)
    make_picture(folder / "other" / "a.jpg", "blue")
    result = load_images(session, folder)
    assert counts(result) == (0, 0, 2, 1)
    assert result.rejects[0].reason == f"duplicate name: a.jpg is already {folder / 'a.jpg'}"


def test_where_pictures_are_called_by_file_name_one_of_the_same_content_is_unchanged(
    session: Session, folder: Path
) -> None:
    load_images(session, folder, flat_names=True)
    (folder / "other").mkdir()
    (folder / "other" / "a.jpg").write_bytes((folder / "a.jpg").read_bytes())
    assert counts(load_images(session, folder)) == (0, 0, 3, 0)
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
    assert counts(result) == (0, 1, 1, 0)
    (said,) = result.notes
    assert said.startswith(f"files that are gone: 1 from {folder}, not shown until they are back")
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


def test_flag_of_the_picture_reaches_captions_that_are_linked_later(session: Session, folder: Path) -> None:
    load_images(session, folder)
    hide(session, Image.name == "a.jpg")
    session.execute(insert(Caption).values(caption_key="a.jpg#0", image_name="a.jpg", text="Dogs"))
    session.commit()
    load_images(session, folder)
    assert session.scalars(select(Caption.is_hidden)).all() == [True]


def test_it_is_told_how_many_files_were_read_and_how_many_there_were(session: Session, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    choices = Choices(progress=lambda *each: told.append(each))
    list(load_folder(session, folder, lambda _text: [], choices))
    steps = ("pictures", "metadata in files")
    assert told == [(step, 2, total) for step in steps for total in (0, 2)]

"""What a second load looks at again: each property of a file alone, and batches at their boundary."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.models.store import register_encoder
from imgsearch.pictures.copies import Copy
from imgsearch.pictures.decode import ORIENTATION_TAG
from imgsearch.tables import Caption, CaptionEmbedding, EncodingTask, Image, ImageEmbedding, Thumbnail
from imgsearch.vectors.fill import index_images
from imgsearch.vectors.fill_captions import index_captions
from loaders.images import load_images
from loaders.texts import in_batches
from loaders.thumbnails import load_thumbnails
from tests.integration.loaders.results import counts

MakePicture = Callable[..., Path]
RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def file(session: Session, tmp_path: Path) -> Path:
    """One loaded picture, a BMP: all of one size are of so many bytes."""
    path = tmp_path / "photos" / "a.bmp"
    path.parent.mkdir()
    Pillow.new("RGB", (40, 30), RED).save(path)
    load_images(session, path.parent)
    return path


def with_time_of(file: Path, change: Callable[[], object]) -> None:
    """Change a file and turn its clock back."""
    moment = file.stat().st_mtime_ns
    change()
    os.utime(file, ns=(moment, moment))


def stored(session: Session) -> tuple[str, int, bytes]:
    row = session.execute(select(Image.gallery, Image.file_bytes, Image.sha256)).one()
    session.rollback()
    return row.gallery, row.file_bytes, row.sha256


def test_another_gallery_alone_is_noticed(session: Session, file: Path) -> None:
    session.execute(update(Image).values(gallery="holidays"))
    assert counts(load_images(session, file.parent)) == (0, 1, 0, 0)
    assert stored(session)[0] == file.parent.name
    assert counts(load_images(session, file.parent)) == (0, 0, 1, 0)


def test_another_size_alone_is_noticed(session: Session, file: Path) -> None:
    before = stored(session)
    with_time_of(file, lambda: Pillow.new("RGB", (40, 31), RED).save(file))
    assert counts(load_images(session, file.parent)) == (0, 1, 0, 0)
    assert stored(session)[1] == file.stat().st_size == before[1] + 120
    assert stored(session)[2] != before[2]


def test_another_time_alone_is_noticed_and_the_content_read(session: Session, file: Path) -> None:
    before = stored(session)
    Pillow.new("RGB", (40, 30), BLUE).save(file)
    os.utime(file, ns=(5, 5))
    assert counts(load_images(session, file.parent)) == (0, 1, 0, 0)
    assert stored(session)[1] == before[1]
    assert stored(session)[2] != before[2]


def test_another_path_alone_is_noticed(session: Session, file: Path) -> None:
    (file.parents[1] / "moved").mkdir()
    moved = file.parent.rename(file.parents[1] / "moved" / file.parent.name) / file.name
    assert counts(load_images(session, moved.parent)) == (0, 1, 0, 0)
    assert session.scalars(select(Image.path)).all() == [str(moved)]


def test_file_of_the_same_size_and_time_is_not_read(session: Session, file: Path) -> None:
    before = stored(session)
    with_time_of(file, lambda: Pillow.new("RGB", (40, 30), BLUE).save(file))
    assert counts(load_images(session, file.parent)) == (0, 0, 1, 0)
    assert stored(session) == before


def test_a_thumbnail_of_another_file_is_made_again_and_no_other(session: Session, file: Path) -> None:
    Pillow.new("RGB", (40, 30), BLUE).save(file.with_name("b.bmp"))
    load_images(session, file.parent)
    assert (load_thumbnails(session).inserted, load_thumbnails(session).unchanged) == (2, 2)
    Pillow.new("RGB", (20, 10), BLUE).save(file)
    # Until it is loaded again, the old thumbnail shows what the row speaks of.
    assert load_thumbnails(session).inserted == 0
    load_images(session, file.parent)
    made = load_thumbnails(session)
    assert (made.inserted, made.unchanged, made.notes) == (1, 1, [])
    rows = session.execute(select(Thumbnail.width, Thumbnail.sha256 == Image.sha256).join(Image).order_by(Image.name))
    assert [tuple(row) for row in rows] == [(20, True), (40, True)]


def test_no_thumbnail_is_made_of_a_file_that_was_not_loaded_yet(session: Session, file: Path) -> None:
    Pillow.new("RGB", (20, 10), BLUE).save(file)
    made = load_thumbnails(session)
    assert (made.inserted, made.unchanged) == (0, 0)
    assert made.notes == ["1 picture has no thumbnail: its file cannot be read or has changed; load the folder again"]
    assert session.scalars(select(Thumbnail.image_id)).all() == []


def test_turned_pictures_are_stored_shown_and_encoded_upright(
    session: Session, tmp_path: Path, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for orientation in range(1, 9):
        exif = Pillow.Exif()
        exif[ORIENTATION_TAG] = orientation
        Pillow.new("RGB", (40, 30)).save(folder / f"{orientation}.jpg", exif=exif)
    load_images(session, folder)
    load_thumbnails(session)
    encoder, given = make_encoder(), list[tuple[int, int]]()
    encode = encoder.encode_images

    def note_then_encode(images: Any) -> Any:  # noqa: ANN401
        given.extend(image.size for image in images)
        return encode(images)

    monkeypatch.setattr(encoder, "encode_images", note_then_encode)
    index_images(session, encoder, register_encoder(session, encoder))
    query = select(Image.width, Image.height, Thumbnail.width, Thumbnail.height, Thumbnail.webp)
    rows = session.execute(query.join(Thumbnail, Thumbnail.image_id == Image.id).order_by(Image.name)).all()
    expected = [(40, 30)] * 4 + [(30, 40)] * 4
    assert [tuple(row[:2]) for row in rows] == [tuple(row[2:4]) for row in rows] == expected
    assert [Pillow.open(io.BytesIO(row.webp)).size for row in rows] == given == expected


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])])
def test_batches_hold_every_row_once(count: int, sizes: list[int]) -> None:
    batches = list(in_batches(range(count), 3))
    assert [len(batch) for batch in batches] == sizes
    assert [row for batch in batches for row in batch] == list(range(count))


@pytest.fixture
def commits(session: Session) -> Iterator[Callable[[type], list[int]]]:
    """Rows of a table at each commit that changed their number."""
    seen: dict[type, list[int]] = {}

    def look(_: Session) -> None:
        with Session(session.get_bind()) as other:
            for table, numbers in seen.items():
                number = len(other.scalars(select(table.image_id if hasattr(table, "image_id") else table.id)).all())  # type: ignore[attr-defined]
                if number != (numbers or [0])[-1]:
                    numbers.append(number)

    event.listen(session, "after_commit", look)
    yield lambda table: seen.setdefault(table, [])
    event.remove(session, "after_commit", look)


@pytest.fixture
def batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("loaders.images.BATCH_FILES", "loaders.thumbnails.COMMIT_THUMBNAILS")
    for name in (*names, "imgsearch.vectors.fill.COMMIT_PICTURES"):
        monkeypatch.setattr(name, 2)


@pytest.mark.usefixtures("batches_of_two")
@pytest.mark.parametrize("expected", [[1], [2], [2, 3], [2, 4], [2, 4, 5]])
def test_pictures_are_committed_by_batches_of_the_size_that_is_named(
    session: Session,
    tmp_path: Path,
    make_picture: MakePicture,
    make_encoder: Callable[..., Any],
    commits: Callable[[type], list[int]],
    expected: list[int],
) -> None:
    count = expected[-1]
    for number in range(count):
        make_picture(tmp_path / "photos" / f"{number}.png", f"#{number:02x}0000")
    images, thumbnails, vectors = commits(Image), commits(Thumbnail), commits(ImageEmbedding)
    assert load_images(session, tmp_path / "photos").inserted == count
    shown: list[tuple[int, int]] = []
    made = load_thumbnails(session, progress=lambda _kind, done, total: shown.append((done, total)))
    assert (made.inserted, made.unchanged) == (count, 0)
    encoder = make_encoder()
    assert index_images(session, encoder, register_encoder(session, encoder)).encoded == count
    assert images == thumbnails == vectors == expected
    assert shown == [(done, count) for done in expected]
    assert session.scalars(select(EncodingTask.image_id)).all() == []


@pytest.mark.parametrize(("count", "expected"), [(2, [2]), (3, [2, 3]), (4, [4]), (5, [4, 5]), (1, [1])])
def test_captions_are_committed_when_a_batch_is_full(
    session: Session,
    make_encoder: Callable[..., Any],
    commits: Callable[[type], list[int]],
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    expected: list[int],
) -> None:
    monkeypatch.setattr("imgsearch.vectors.fill_captions.BATCH_TEXTS", 2)
    monkeypatch.setattr("imgsearch.vectors.fill_captions.COMMIT_TEXTS", 2 if count < 4 else 4)
    rows = [{"caption_key": f"a#{n}", "image_name": "a", "text": f"text {n}"} for n in range(count)]
    session.execute(insert(Caption), rows)
    session.commit()
    vectors, encoder = commits(CaptionEmbedding), make_encoder("minilm")
    assert index_captions(session, encoder, register_encoder(session, encoder)).encoded == count
    assert vectors == expected
    assert sorted(encoder.encoded_texts) == [f"text {n}" for n in range(count)]


def test_caption_changed_while_encoding_gets_no_stale_vector(
    session: Session, make_encoder: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute(insert(Caption), [{"caption_key": f"a#{n}", "image_name": "a", "text": f"t{n}"} for n in range(2)])
    session.commit()
    encoder = make_encoder("minilm")
    encode = encoder.encode_texts

    def change_then_encode(texts: Any) -> np.ndarray:  # noqa: ANN401
        with Session(session.get_bind()) as other:
            other.execute(update(Caption).where(Caption.caption_key == "a#0").values(text="other"))
            other.commit()
        return np.asarray(encode(texts))

    monkeypatch.setattr(encoder, "encode_texts", change_then_encode)
    index_captions(session, encoder, register_encoder(session, encoder))
    query = select(Caption.caption_key).join(CaptionEmbedding, CaptionEmbedding.caption_id == Caption.id)
    assert session.scalars(query).all() == ["a#1"]


def test_picture_changed_while_its_thumbnail_is_made_keeps_none(
    session: Session, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_then_make(image: object) -> Copy:
        with Session(session.get_bind()) as other:
            other.execute(update(Image).values(sha256=b"1" * 32))
            other.commit()
        return Copy(1, 1, b"x")

    monkeypatch.setattr("loaders.thumbnails.make_thumbnail", change_then_make)
    load_thumbnails(session)
    assert session.scalars(select(Thumbnail.image_id)).all() == []

"""load_reject: a refused file of a flagged picture is hidden with it, and counts are of one file at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from imgsearch.tables import NOT_LOADED, Image, LoadReject, MinorEvidence
from loaders.captions import load_captions
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from loaders.report import FILE_BYTES, REASON_LENGTH, LoadResult, stored_path
from tests.builders import hide

Connect = Callable[[str], Engine]
Entry = tuple[str, str | None, bool]


@pytest.fixture
def photos(session: Session, tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """a.jpg is flagged, b.jpg is not; both are loaded, and then no pictures any more."""
    folder = tmp_path / "photos"
    for name in ("a.jpg", "b.jpg"):
        make_picture(folder / name, "red" if name == "a.jpg" else "blue")
    load_images(session, folder)
    hide(session, Image.name == "a.jpg")
    session.commit()
    for name in ("a.jpg", "b.jpg", "new.jpg"):
        (folder / name).write_text("no picture any more")
    return folder


def entries(session: Session) -> list[Entry]:
    """File name, name of its picture, and flag of each entry."""
    query = select(LoadReject.file, Image.name, LoadReject.is_hidden).outerjoin(Image, Image.id == LoadReject.image_id)
    found: list[Entry] = [
        (Path(file).name, name, flag) for file, name, flag in session.execute(query.order_by(LoadReject.file))
    ]
    session.rollback()
    return found


def seen_by(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [Path(file).name for file in session.scalars(select(LoadReject.file).order_by(LoadReject.file))]


@pytest.mark.parametrize("load", ["files", "vectors"])
def test_refused_file_of_a_flagged_picture_is_hidden_from_analysts(
    session: Session, photos: Path, make_encoder: Callable[..., Any], connect_as: Connect, load: str
) -> None:
    if load == "files":
        assert len(load_images(session, photos).rejects) == 3
        added: list[Entry] = [("new.jpg", None, True)]
    else:
        assert len(load_image_embeddings(session, "small", lambda _: make_encoder()).rejects) == 2
        added = []
    assert entries(session) == [("a.jpg", "a.jpg", True), ("b.jpg", "b.jpg", False), *added]
    assert seen_by(connect_as("analyst")) == ["b.jpg"]
    assert seen_by(connect_as("editor")) == ["a.jpg", "b.jpg", *(name for name, _, _ in added)]


def test_entry_of_a_refused_file_follows_the_flag(session: Session, photos: Path, connect_as: Connect) -> None:
    load_images(session, photos)
    assert seen_by(connect_as("analyst")) == ["b.jpg"]
    session.execute(delete(MinorEvidence))
    session.commit()
    assert seen_by(connect_as("analyst")) == ["a.jpg", "b.jpg"]
    hide(session)
    session.commit()
    assert seen_by(connect_as("analyst")) == []


def test_rows_of_text_files_belong_to_no_picture(session: Session, photos: Path) -> None:
    file = photos / "captions.tsv"
    file.write_text("no key\ttext\n")
    load_captions(session, [file])
    assert session.execute(select(LoadReject.row_number, LoadReject.image_id, LoadReject.is_hidden)).all() == [
        (1, NOT_LOADED, True)
    ]


def test_vectors_and_files_replace_only_their_own_entries(
    session: Session, photos: Path, make_encoder: Callable[..., Any]
) -> None:
    load_images(session, photos)
    load_image_embeddings(session, "small", lambda _: make_encoder())
    by_vector = func.starts_with(LoadReject.reason, "no vector: ")
    count = select(func.count()).select_from(LoadReject)
    assert (session.scalar(count.where(by_vector)), session.scalar(count.where(~by_vector))) == (2, 3)
    load_image_embeddings(session, "small", lambda _: make_encoder())
    assert session.scalar(count) == 5


def test_entries_of_files_that_were_not_looked_into_still_hold(session: Session, photos: Path) -> None:
    """b.jpg has the size and the time that are stored, so a load passes over it and over what was said of it."""
    stat = (photos / "b.jpg").stat()
    session.execute(
        update(Image).where(Image.name == "b.jpg").values(file_bytes=stat.st_size, mtime_ns=stat.st_mtime_ns)
    )
    session.add(LoadReject(file=str(photos / "b.jpg"), row_number=0, reason="no vector: x", content=""))
    session.commit()
    assert load_images(session, photos).unchanged == 1
    assert [name for name, _, _ in entries(session)] == ["a.jpg", "b.jpg", "new.jpg"]


def test_what_is_stored_is_cut_where_an_index_would_be_too_long() -> None:
    result = LoadResult("x")
    result.refuse_row(Path("/" + "é" * 3000), 7, "r" * 400, "c" * 600 + "\r\n")
    (reject,) = result.rejects
    assert len(reject.file.encode()) == FILE_BYTES - 1  # a letter of two bytes does not fit into the last one
    assert (len(reject.reason), len(reject.content), reject.row_number) == (REASON_LENGTH, 500, 7)
    assert stored_path("/" + "e" * 1999) == "/" + "e" * 1999
    result.refuse_row(Path("/f"), 1, "я" * 300)
    assert result.rejects[1].reason == "я" * 300
    result.refuse_row(Path("/f"), 1, "日" * 300)
    assert result.rejects[1 + 1].reason == "日" * 200

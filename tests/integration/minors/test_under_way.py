"""What a load has brought and not read to the end is shown by no other load."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from imgsearch.files import locate
from imgsearch.minors import find_terms
from loaders.classified import load_classified
from loaders.folder import load_files, load_folder
from loaders.minors import load_minors
from loaders.under_way import READER, places_under_way
from tests.screened import SHOWN_AT_THE_END, GreyDetector, load_all, shown

MANY = text(
    "INSERT INTO refused_text (key, file, reader, row_number, source, source_path, text) "
    "SELECT sha256(CAST(n AS text)::bytea), :folder || n || '.png', :reader, 1, '', '', '' "
    "FROM generate_series(10000, 76000) n"
)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    Pillow.new("RGB", (8, 8), "#101010").save(folder / "other.png")
    return folder


def begin(session: Session, folder: Path) -> None:
    """A load that is killed once the pictures are there."""
    next(load_folder(session, folder, find_terms))
    session.rollback()


@pytest.mark.parametrize("is_whole", [True, False])
def test_another_load_shows_nothing_of_one_that_was_killed_before_its_captions(
    strict: Session, engine: Engine, photos: Path, other: Path, is_whole: bool
) -> None:
    begin(strict, photos)
    if is_whole:
        load_all(strict, other)
    else:
        list(load_files(strict, [locate(str(photos / "girl.png"))], find_terms))
        load_all(strict, other)
    assert shown(engine) == ["other.png"]
    assert shown(engine, "thumbnail JOIN image ON id = image_id", "name") == ["other.png"]
    load_all(strict, photos)
    assert shown(engine) == sorted([*SHOWN_AT_THE_END, "other.png"])
    assert places_under_way(strict) == []


def test_single_pictures_wait_for_the_end_of_their_load_as_well(
    strict: Session, engine: Engine, photos: Path, other: Path
) -> None:
    pictures = [locate(str(photos / name)) for name in ("girl.png", "dark.png")]
    next(load_files(strict, pictures, find_terms))
    strict.rollback()
    load_all(strict, other)
    assert shown(engine) == ["other.png"]
    assert places_under_way(strict) == sorted(map(str, pictures))
    list(load_files(strict, pictures[1:], find_terms))
    load_classified(strict, GreyDetector())
    assert shown(engine) == ["dark.png", "other.png"]


def test_a_load_of_very_many_single_pictures_that_was_killed_stops_no_other(
    loaded: Session, engine: Engine, photos: Path, other: Path
) -> None:
    """PostgreSQL takes 65,535 parameters in a statement."""
    loaded.execute(MANY, {"folder": f"{other}/", "reader": READER})
    loaded.commit()
    next(load_files(loaded, [locate(str(other / "other.png"))], find_terms))
    loaded.rollback()
    load_all(loaded, photos)
    assert shown(engine) == SHOWN_AT_THE_END
    (note,) = load_minors(loaded, find_terms).notes
    assert note.startswith(f"1 picture is not shown, since a load of {other}/10000.png, {other}/10001.png, ")
    assert note.endswith("has not ended: where none runs, `imgsearch load` with these reads what is left")
    load_all(loaded, other)
    assert shown(engine) == sorted([*SHOWN_AT_THE_END, "other.png"])


def test_what_waits_and_what_ends_it_is_said(strict: Session, photos: Path) -> None:
    begin(strict, photos)
    assert load_minors(strict, find_terms).notes == [
        f"5 pictures are not shown, since a load of {photos} has not ended: where none runs, `imgsearch load {photos}` "
        "reads what is left"
    ]
    load_all(strict, photos)
    assert load_minors(strict, find_terms).notes == []


def test_pictures_that_were_shown_before_stay_so_while_their_folder_is_loaded_again(
    loaded: Session, engine: Engine, photos: Path, other: Path
) -> None:
    Pillow.new("RGB", (8, 8), "#050505").save(photos / "late.png")
    begin(loaded, photos)
    load_all(loaded, other)
    assert shown(engine) == sorted([*SHOWN_AT_THE_END, "other.png"])


def test_new_rules_read_what_was_complete_before_also_where_a_load_was_killed(
    loaded: Session, engine: Engine, photos: Path
) -> None:
    begin(loaded, photos)
    load_minors(loaded, find_terms, revision="of the next version")
    assert shown(engine) == SHOWN_AT_THE_END


def test_a_picture_with_a_new_text_waits_as_well(loaded: Session, engine: Engine, photos: Path) -> None:
    begin(loaded, photos)
    loaded.execute(text("UPDATE caption SET text = 'two men at work' WHERE image_name = 'said.png'"))
    loaded.commit()
    load_minors(loaded, find_terms)
    assert shown(engine) == ["dark.png"]


def test_what_was_killed_is_known_under_the_folders_new_name(strict: Session, engine: Engine, photos: Path) -> None:
    begin(strict, photos)
    moved = photos.rename(photos.with_name("moved"))
    begin(strict, moved)
    load_minors(strict, find_terms)
    load_classified(strict, GreyDetector())
    assert shown(engine) == []
    load_all(strict, moved)
    assert shown(engine) == SHOWN_AT_THE_END
    assert places_under_way(strict) == []


def test_a_load_of_the_folder_above_ends_what_was_killed_in_it_and_no_other(
    strict: Session, engine: Engine, photos: Path, other: Path, tmp_path: Path
) -> None:
    begin(strict, photos)
    begin(strict, other)
    os.rename(other / "other.png", other / "named as it was.png")
    load_all(strict, other)
    assert shown(engine) == ["named as it was.png"]
    load_all(strict, tmp_path)
    assert {"dark.png", "named as it was.png"} <= set(shown(engine))

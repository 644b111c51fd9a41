"""A picture is known by its source and its path in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.tables import Caption, ExpertAnnotation, Image, MatchRating, Source
from loaders.captions import load_captions
from loaders.choices import Choices
from loaders.folder import load_folder
from loaders.images import load_images
from tests.fakes import FakeTerm
from tests.integration.loaders.results import counts, texts

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]


def pictures(session: Session) -> dict[str, tuple[str, str, str]]:
    """Name, source and path in it, by file."""
    rows = session.execute(select(Image.path, Image.name, Image.source, Image.source_path))
    return {path: (name, source, source_path) for path, name, source, source_path in rows}


def test_two_photographers_have_files_of_one_name(
    session: Session, two: tuple[Path, Path], find_terms: FindTerms
) -> None:
    for folder in two:
        results = list(load_folder(session, folder, find_terms))
        assert [reject for result in results for reject in result.rejects] == []
    smith, jones = (str(folder / "DSCF0001.jpg") for folder in two)
    assert pictures(session) == {
        smith: ("DSCF0001.jpg", "wedding", "DSCF0001.jpg"),
        jones: ("jones/wedding/DSCF0001.jpg", "jones/wedding", "DSCF0001.jpg"),
    }
    assert texts(session) == {smith: ["A red wall"], jones: ["A green wall"]}
    for folder in two:
        assert not any(result.wrote for result in load_folder(session, folder, find_terms))


def test_texts_wait_for_the_picture_of_their_own_source(
    session: Session, two: tuple[Path, Path], find_terms: FindTerms
) -> None:
    smith, jones = two
    (smith / "captions.csv").write_text("image,caption\nDSCF0002.jpg,A red door\n")
    for folder in two:
        list(load_folder(session, folder, find_terms))
    shutil.copy(jones / "DSCF0001.jpg", jones / "DSCF0002.jpg")
    list(load_folder(session, jones, find_terms))
    assert texts(session) == {"": ["A red door"], str(jones / "DSCF0001.jpg"): ["A green wall"]}
    shutil.copy(smith / "DSCF0001.jpg", smith / "DSCF0002.jpg")
    load_images(session, smith)
    assert texts(session)[str(smith / "DSCF0002.jpg")] == ["A red door"]
    assert pictures(session)[str(smith / "DSCF0002.jpg")][0] == "DSCF0002.jpg"


def test_a_folder_below_and_one_above_are_the_same_pictures(
    session: Session, tmp_path: Path, make_picture: MakePicture
) -> None:
    make_picture(tmp_path / "photos" / "june" / "a.png", "red")
    make_picture(tmp_path / "photos" / "b.png", "green")
    assert counts(load_images(session, tmp_path / "photos" / "june")) == (1, 0, 0, 0)
    assert counts(load_images(session, tmp_path / "photos")) == (1, 0, 1, 0)
    assert counts(load_images(session, tmp_path)) == (0, 0, 2, 0)
    assert counts(load_images(session, tmp_path / "photos" / "june")) == (0, 0, 1, 0)
    assert {place[1:] for place in pictures(session).values()} == {("june", "a.png"), ("photos", "b.png")}
    (tmp_path / "photos" / "captions.csv").write_text("image,caption\njune/a.png,By path\nb.png,By name\n")
    load_captions(session, [tmp_path / "photos" / "captions.csv"])
    assert sorted(text for found in texts(session).values() for text in found) == ["By name", "By path"]
    assert "" not in texts(session)


def test_an_unmounted_disk_changes_nothing(session: Session, two: tuple[Path, Path], find_terms: FindTerms) -> None:
    smith, jones = two
    list(load_folder(session, smith, find_terms))
    before = pictures(session), texts(session)
    shutil.copy(smith / "DSCF0001.jpg", jones / "copy.jpg")
    smith.rename(smith.with_name("elsewhere"))
    smith.mkdir()
    list(load_folder(session, jones, find_terms))
    smith.rmdir()
    list(load_folder(session, jones, find_terms))
    smith.with_name("elsewhere").rename(smith)
    assert not any(result.wrote for result in load_folder(session, smith, find_terms))
    assert before[0].items() <= pictures(session).items()
    assert before[1].items() <= texts(session).items()


def test_a_source_that_was_moved_is_named(
    session: Session, tmp_path: Path, make_picture: MakePicture, find_terms: FindTerms
) -> None:
    make_picture(tmp_path / "one" / "june" / "a.png", "red")
    (tmp_path / "one" / "captions.csv").write_text("image,caption\na.png,A wall\n")
    list(load_folder(session, tmp_path / "one", find_terms, Choices(source="Ann")))
    ids = session.scalars(select(Image.id)).all()
    (tmp_path / "one").rename(tmp_path / "two")
    list(load_folder(session, tmp_path / "two", find_terms, Choices(source="Ann")))
    assert session.scalars(select(Image.id)).all() == ids
    assert texts(session) == {str(tmp_path / "two" / "june" / "a.png"): ["A wall"]}
    assert session.execute(select(Source.name, Source.root)).all() == [("Ann", str(tmp_path / "two"))]
    assert counts(load_images(session, tmp_path / "two" / "june")) == (0, 0, 1, 0)
    with pytest.raises(BadInput, match=r"two/june belongs to the source Ann already; leave --source out, or name"):
        load_images(session, tmp_path / "two" / "june", source="Bob")


@pytest.mark.parametrize(("kept", "is_moved"), [(5, True), (4, True), (3, False), (0, False)])
def test_a_folder_is_the_moved_one_where_four_of_five_files_are_as_they_were(
    session: Session, tmp_path: Path, make_picture: MakePicture, kept: int, is_moved: bool
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for number in range(5):
        make_picture(one / f"{number}.png", "red", (40, 30 + number))
    load_images(session, one)
    shutil.copytree(one, two)  # with the files' times
    for number in range(kept, 5):
        if number % 2:
            (two / f"{number}.png").unlink()
        else:
            os.utime(two / f"{number}.png", (1, 1))
    make_picture(two / "new.png", "blue")
    shutil.rmtree(one)
    load_images(session, two)
    found = session.execute(select(Source.name, Source.root).order_by(Source.name)).all()
    assert found == ([("one", str(two))] if is_moved else [("one", str(one)), ("two", str(two))])


def test_ratings_are_of_their_own_sources_pictures(
    session: Session, rated_set: Path, tmp_path: Path, make_picture: MakePicture, find_terms: FindTerms
) -> None:
    other = tmp_path / "other"
    for name, colour in (("a.jpg", "white"), ("b.jpg", "black")):
        make_picture(other / name, colour)
    (other / "captions.tsv").write_text("a.jpg#0\tSnow\nb.jpg#0\tNight\n")
    list(load_folder(session, other, find_terms))
    list(load_folder(session, rated_set, find_terms))
    rated = session.execute(select(Image.path, MatchRating.caption_key).join(MatchRating).order_by(Image.path)).all()
    train = rated_set / "train_images"
    assert {path for path, _ in rated} == {str(train / "a.jpg"), str(train / "b.jpg")}
    judged = (
        select(Image.path, Caption.text)
        .select_from(ExpertAnnotation)
        .join(Image, Image.id == ExpertAnnotation.image_id)
    )
    judged = judged.join(Caption, Caption.caption_key == ExpertAnnotation.caption_key)
    assert set(map(tuple, session.execute(judged))) == {
        (str(train / "a.jpg"), "Two dogs run ."),
        (str(train / "a.jpg"), "A girl smiles ."),
        (str(train / "b.jpg"), "A girl smiles ."),
    }
    assert texts(session)[str(other / "a.jpg")] == ["Snow"]
    for folder in (rated_set, other):
        assert not any(result.wrote for result in load_folder(session, folder, find_terms))


def test_a_renamed_file_stays_the_same_picture_within_its_source(
    session: Session, tmp_path: Path, make_picture: MakePicture
) -> None:
    make_picture(tmp_path / "photos" / "a.png", "red")
    load_images(session, tmp_path / "photos")
    ids = session.scalars(select(Image.id)).all()
    (tmp_path / "photos" / "june").mkdir()
    os.rename(tmp_path / "photos" / "a.png", tmp_path / "photos" / "june" / "b.png")
    assert counts(load_images(session, tmp_path / "photos")) == (0, 1, 0, 0)
    assert session.scalars(select(Image.id)).all() == ids
    assert list(pictures(session).values()) == [("june/b.png", "photos", "june/b.png")]


def test_the_longest_name_of_a_source_is_taken(session: Session, tmp_path: Path, make_picture: MakePicture) -> None:
    make_picture(tmp_path / "a" / "a.png", "red")
    with pytest.raises(BadInput, match="the source's name has 301 bytes; 300 are the most"):
        load_images(session, tmp_path / "a", source="s" * 301)
    assert counts(load_images(session, tmp_path / "a", source="s" * 300)) == (1, 0, 0, 0)

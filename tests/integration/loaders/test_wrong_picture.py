"""A text never goes to another picture that has the same file name as the one that it was written for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image
from loaders.choices import Choices
from loaders.folder import load_folder
from loaders.removing import find_pictures, remove_pictures
from tests.fakes import FakeTerm
from tests.integration.loaders.results import counts

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]


@pytest.fixture
def wedding(tmp_path: Path, make_picture: MakePicture) -> Path:
    """Two pictures of one file name, of which the captions describe the outer one."""
    root = tmp_path / "wedding"
    make_picture(root / "a.png", "red")
    make_picture(root / "church" / "a.png", "blue")
    (root / "captions.csv").write_text("image,caption\na.png,The bride laughs\n")
    return root


def shown_captions(session: Session) -> list[tuple[str, str]]:
    """Captions of pictures, with the pictures' places."""
    found = select(Image.source_path, Caption.text).join(Caption, Caption.image_id == Image.id)
    rows = sorted((row.source_path, row.text) for row in session.execute(found))
    session.rollback()
    return rows


def test_not_where_its_own_cannot_be_loaded(session: Session, wedding: Path, find_terms: FindTerms) -> None:
    (wedding / "a.png").write_bytes(b"no picture")
    list(load_folder(session, wedding, find_terms))
    assert shown_captions(session) == []


@pytest.mark.parametrize("stays_out", [True, False])
def test_not_where_its_own_was_removed(session: Session, wedding: Path, find_terms: FindTerms, stays_out: bool) -> None:
    list(load_folder(session, wedding, find_terms))
    assert shown_captions(session) == [("a.png", "The bride laughs")]
    remove_pictures(session, find_pictures(session, ["a.png"]), stays_out=stays_out)
    session.commit()
    (wedding / "a.png").unlink()
    list(load_folder(session, wedding, find_terms))
    assert shown_captions(session) == []


def test_not_where_its_own_was_pruned(session: Session, wedding: Path, find_terms: FindTerms) -> None:
    list(load_folder(session, wedding, find_terms))
    (wedding / "a.png").unlink()
    list(load_folder(session, wedding, find_terms, Choices(prune=True)))
    assert shown_captions(session) == []


def test_not_where_its_own_was_renamed(session: Session, wedding: Path, find_terms: FindTerms) -> None:
    list(load_folder(session, wedding, find_terms))
    (wedding / "a.png").rename(wedding / "b.png")
    results = {result.kind: result for result in load_folder(session, wedding, find_terms)}
    assert counts(results["captions"]) == (0, 0, 1, 0)
    assert results["captions"].notes == []
    assert shown_captions(session) == [("b.png", "The bride laughs")]


def test_not_where_a_file_in_the_same_folder_as_the_texts_was_withdrawn(
    session: Session, wedding: Path, find_terms: FindTerms
) -> None:
    (wedding / "captions.csv").unlink()
    (wedding / "church" / "captions.csv").write_text("image,caption\na.png,The bride laughs\n")
    list(load_folder(session, wedding, find_terms))
    remove_pictures(session, find_pictures(session, ["church/a.png"]), stays_out=True)
    session.commit()
    (wedding / "church" / "a.png").unlink()
    list(load_folder(session, wedding, find_terms))
    assert shown_captions(session) == []
    assert session.scalars(select(Caption.text)).all() == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_texts_of_what_was_withdrawn_stay_out_however_their_letters_are_composed(
    session: Session, tmp_path: Path, make_picture: MakePicture, find_terms: FindTerms, form: Literal["NFC", "NFD"]
) -> None:
    root = tmp_path / "wedding"
    make_picture(root / unicodedata.normalize("NFD", "Йод.png"), "red")
    make_picture(root / "b.png", "blue")
    list(load_folder(session, root, find_terms))
    remove_pictures(session, find_pictures(session, [unicodedata.normalize("NFD", "Йод.png")]), stays_out=True)
    session.commit()
    written = unicodedata.normalize(form, "Йод.png")
    (root / "captions.csv").write_text(f"image,caption\n{written},The bride laughs\n")
    list(load_folder(session, root, find_terms))
    assert session.scalars(select(Caption.text)).all() == []


@pytest.mark.parametrize("name", ["/elsewhere/a.png", r"\\nas\share\a.png", r"C:\wedding\a.png", "../a.png"])
def test_a_path_that_leads_elsewhere_waits_and_is_named(
    session: Session, wedding: Path, find_terms: FindTerms, name: str
) -> None:
    (wedding / "captions.csv").write_text(f"image,caption\n{name},The bride laughs\n")
    results = {result.kind: result for result in load_folder(session, wedding, find_terms)}
    assert shown_captions(session) == []
    assert f"1 caption in {wedding / 'captions.csv'} reaches no picture: {name}; " in results["captions"].notes[0]

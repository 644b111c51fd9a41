"""A list that has not changed is not read again, unless a picture that it may mean has come."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.tables import RefusedText
from loaders import lists
from loaders.choices import Choices
from loaders.folder import load_below, load_files, load_folder
from loaders.parts import parts_of
from tests.integration.loaders.hiding import hidden, load

MakePicture = Callable[..., Path]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the lists that are read."""
    names: list[str] = []

    def note(file: Path) -> object:
        names.append(file.name)
        return parts_of(file)

    monkeypatch.setattr(lists, "parts_of", note)
    return names


def test_a_list_is_read_when_it_has_changed(session: Session, shoot: Path, read: list[str]) -> None:
    file = shoot / "list.csv"
    file.write_text("image,caption\na.png,a girl\n")
    (shoot / "readme.txt").write_text("Nothing.\n")
    for _ in range(3):
        assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    assert sorted(read) == ["list.csv", "readme.txt"]
    file.write_text("image,caption\na.png,a road\n")
    assert (load(session, shoot), hidden(session)) == (0, [])
    os.utime(file, ns=(1, 1))
    load(session, shoot)
    assert sorted(read) == ["list.csv"] * 3 + ["readme.txt"]
    list(load_folder(session, shoot, find_terms, Choices(force=True)))
    assert len(read) == 6


def test_a_list_is_read_again_for_a_picture_that_comes(
    session: Session, shoot: Path, read: list[str], make_picture: MakePicture
) -> None:
    (shoot / "list.csv").write_text("image,caption\nD:\\2019\\c.png,a girl\n")
    load(session, shoot)
    make_picture(shoot / "below" / "c.png", "blue")
    for _ in range(2):
        assert (load(session, shoot), hidden(session)) == (0, ["below/c.png"])
    assert read == ["list.csv"] * 2


def test_a_list_that_comes_back_says_what_it_said(session: Session, shoot: Path) -> None:
    file = shoot / "list.csv"
    file.write_text("image,caption\na.png,a girl\n")
    load(session, shoot)
    file.rename(shoot.parent / "away.csv")
    assert (load(session, shoot), hidden(session)) == (0, [])
    assert session.scalar(select(func.count()).select_from(RefusedText)) == 0
    (shoot.parent / "away.csv").rename(file)
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    file.rename(shoot / "other.txt")
    for _ in range(2):
        assert (load(session, shoot), hidden(session)) == (0, ["a.png"])


@pytest.mark.parametrize("alone", [True, False])
def test_a_list_elsewhere_hides_what_comes_to_a_folder(
    session: Session, shoot: Path, alone: bool, make_picture: MakePicture
) -> None:
    (shoot / "list.csv").write_text("image,caption\nc.png,a girl\nD:\\2019\\d.png,a boy\n")
    load(session, shoot)
    come = [make_picture(shoot / "below" / name, colour) for name, colour in (("c.png", "blue"), ("d.png", "pink"))]
    if alone:
        list(load_files(session, come, find_terms))
    else:
        list(load_below(session, shoot / "below", find_terms))
    assert hidden(session) == ["below/c.png", "below/d.png"]


def test_a_list_above_two_sources_hides_what_comes_to_one(
    session: Session, shoot: Path, make_picture: MakePicture
) -> None:
    load(session, shoot)
    (shoot.parent / "list.csv").write_text("image,caption\nshoot/c.png,a girl\n")
    load(session, shoot.parent)
    make_picture(shoot / "c.png", "blue")
    assert (load(session, shoot), hidden(session)) == (0, ["c.png"])

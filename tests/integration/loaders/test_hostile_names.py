"""Names of files and folders that are meant to break something: each is a picture or refused; no terminal obeys."""

from __future__ import annotations

import json
import os
import random
import shutil
import string
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.pictures.folders import LONGEST_NAME_BYTES
from imgsearch.tables import Image, LoadReject
from loaders.captions import load_captions
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from loaders.scan import is_picture_name
from tests.fakes import ColourEncoder
from tests.fuzzing import trying

MakePicture = Callable[..., Path]
ANSI = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b5m\u202egpj.exe\x7f"
#: Unicode's forms of one word, and a word of another script that looks like it: five names, five pictures.
LOOKALIKES = ["café.png", unicodedata.normalize("NFD", "café.png"), "cаfé.png", "ｃafé.png", "CAFÉ.png"]
NAMES = [
    "two\nlines.png", "tab\tand\rreturn.png", "'; DROP TABLE image; --.png", '"quoted".png', "100%s %d %(x)s.png",
    "-rf.png", "--help.png", "$(reboot)`id`.png", "<img src=x onerror=alert(1)>.png", "{0.__class__}.png", " .png",
    "x#0.png", "a;b|c,d.png", f"{ANSI}.png", "ж" * 125 + ".png", "\u200b\ufeff.png", "🐕\u200d🦺.png", *LOOKALIKES,
]  # fmt: skip
STEERING = {chr(code) for code in (*range(9), *range(11, 32), *range(0x7F, 0xA0), 0x202E)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    return made


@pytest.fixture
def write(make_picture: MakePicture, tmp_path: Path) -> Callable[[Path], None]:
    """Write a picture like no other."""
    made = iter(range(256))

    def write_one(path: Path) -> None:
        shutil.move(make_picture(tmp_path / "made.png", (next(made), 80, 40)), path)

    return write_one


def test_every_name_of_a_file_is_a_picture(session: Session, folder: Path, write: Callable[[Path], None]) -> None:
    for name in NAMES:
        write(folder / name)
    result = load_images(session, folder)
    assert (result.inserted, result.rejects) == (len(NAMES), [])
    assert set(session.scalars(select(Image.name))) == set(NAMES)
    assert load_images(session, folder).unchanged == len(NAMES)


def test_any_bytes_may_be_a_name(session: Session, tmp_path: Path, make_picture: MakePicture) -> None:
    data = make_picture(tmp_path / "made.png", "red").read_bytes()
    stems = st.one_of(st.binary(max_size=250), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
    names = stems.map(lambda stem: stem.translate(None, b"\x00/") + b".png")

    @trying(15)
    @given(st.lists(names, max_size=5, unique=True))
    def check(names: list[bytes]) -> None:
        shutil.rmtree(tmp_path / "photos", ignore_errors=True)
        (tmp_path / "photos").mkdir()
        for number, name in enumerate(names):  # no two are alike: else one might be another's new name
            Path(os.fsdecode(os.fsencode(tmp_path / "photos") + b"/" + name)).write_bytes(data + bytes([number]))
        shown = [name for name in names if is_picture_name(os.fsdecode(name))]
        result = load_images(session, tmp_path / "photos")
        readable = [name for name in shown if name.decode("utf-8", "ignore").encode() == name]
        names_there = session.scalars(select(Image.name).where(Image.missing_since.is_(None))).all()
        assert not readable or set(names_there) == {name.decode() for name in readable}
        assert len(result.rejects) == len(shown) - len(readable)

    check()


def test_folders_of_such_names_are_searched(session: Session, folder: Path, write: Callable[[Path], None]) -> None:
    inner = [folder / name for name in ("a..  ", "-r", "%n\n", "'; --", ANSI, "ж" * 127)]
    for number, made in enumerate(inner):
        made.mkdir()
        write(made / f"{number}.png")
    result = load_images(session, folder)
    assert (result.inserted, result.rejects) == (6, [])
    for made in inner:
        (made / "b_%.png").write_text("no picture")
        assert [reject.file for reject in load_images(session, made).rejects] == [str(made / "b_%.png")]
    assert len(session.scalars(select(LoadReject.file)).all()) == 6  # no folder's load has removed another's entries


def test_a_path_that_no_index_could_hold_is_refused(
    session: Session, folder: Path, write: Callable[[Path], None]
) -> None:
    letters = random.Random(0)  # what compresses would fit
    deep = folder.joinpath(*("".join(letters.choices(string.ascii_letters, k=250)) for _ in range(14)))
    deep.mkdir(parents=True)
    write(deep / "a.png")
    write(folder / "b.png")
    for _ in range(2):
        result = load_images(session, folder)
        assert [reject.row_number for reject in result.rejects] == [0]
        assert f"bytes, {LONGEST_NAME_BYTES} are the most" in result.rejects[0].reason
    assert session.scalars(select(Image.name)).all() == ["b.png"]
    (stored,) = session.scalars(select(LoadReject.file)).all()
    assert str(deep / "a.png").startswith(stored)


@pytest.fixture
def shown(
    session: Session, tmp_path: Path, write: Callable[[Path], None], database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A gallery with hostile names and captions, whose vectors are there, and a file that is no picture."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    encoder = ColourEncoder()
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", lambda _name: encoder)
    folder = tmp_path / ANSI
    folder.mkdir()
    for name in NAMES:
        write(folder / name)
    load_images(session, folder)
    (folder / f"broken{ANSI}\n.png").write_text("no picture")
    (tmp_path / "captions.tsv").write_text("".join(f"{name}#0\tA red {ANSI} thing\n" for name in LOOKALIKES))
    load_captions(session, [tmp_path / "captions.tsv"])
    load_image_embeddings(session, "first", lambda _name: encoder)
    return folder


def run(*arguments: object, code: int = 0) -> Result:
    """In colour, since Click takes escapes out where nobody could see them."""
    result = CliRunner().invoke(main, list(map(str, arguments)), color=True)
    assert result.exit_code == code, result.output
    assert not STEERING & set(result.output), result.output
    return result


def test_no_name_and_no_caption_reaches_a_terminal_as_it_is(shown: Path, tmp_path: Path) -> None:
    lines = run("query", "red", "--nearest", "--limit", 100).stdout.splitlines()
    assert len(lines) == len(NAMES) + 3  # that nothing matches, the heading, what ~ means
    assert any("\\u001b]0;owned\\u0007" in line for line in lines)
    assert any("two\\nlines.png" in line for line in lines)
    run("query", "red", "--nearest", "--limit", 100, "--explain")
    found = json.loads(run("query", "red", "--nearest", "--limit", 100, "--json").stdout)
    assert {hit["name"] for hit in found["hits"]} == set(NAMES)

    loaded = run("load", "images", shown, code=1)
    assert len(loaded.stderr.splitlines()) == 3  # the refused file, where to read of it, and that it is to be mended
    assert "owned\\u0007" in loaded.stderr
    assert ANSI not in run("status").stdout
    assert json.loads(run("status", "--json").stdout)["galleries"][0]["gallery"] == ANSI

    assert len(run("minors", "flag", f"{ANSI}.png", "--by", ANSI).stdout.splitlines()) == 1
    run("minors", "show", f"{ANSI}.png")
    assert json.loads(run("minors", "show", f"{ANSI}.png", "--json").stdout)["name"] == f"{ANSI}.png"
    run("minors", "review", "--list")
    assert len(run("minors", "show", f"{ANSI}\n", code=1).stderr.splitlines()) == 1
    run(f"{ANSI}", code=2)

    run("query", "red", "--nearest", "--limit", 100, "--sheet", tmp_path / f"{ANSI}.html")
    assert "<img src=x" not in (tmp_path / f"{ANSI}.html").read_text()
    assert len(run("db", "backup", tmp_path / f"{ANSI}\n.dump").stdout.splitlines()) == 1


def test_names_that_are_not_utf8_are_told_in_one_line(shown: Path) -> None:
    commands = (("minors show", 1), ("query red --photographer", 2), ("query red --tag", 2), ("query", 0))
    for command, code in commands:
        result = run(*command.split(), "\udcff.png", code=code)
        told = [line for line in result.stderr.splitlines() if line and not line.startswith(("Usage: ", "Try "))]
        assert len(told) <= 1
        assert result.stderr.count("Error: ") == min(code, 1)
        assert "Traceback" not in result.output
    run("load", "images", f"{shown}\udcff", code=2)

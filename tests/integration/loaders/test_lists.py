"""Files that loads pass over, lists, exports, and what Picasa and Google keep, hide what they say shows a minor."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.tables import RefusedText
from loaders.table_files import LIST_BYTES
from loaders.workbook import read_workbook
from tests.integration.loaders.hiding import hidden, load

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
FACE, ALBUM = "8e62398ebda8c1a5", "0f3e6f6c3ad7c6b2a1d0"


def write_ods(file: Path, rows: list[list[str]]) -> None:
    """As LibreOffice does: empty cells at the end of a row are one that is repeated."""
    lines = ""
    for row in rows:
        cells = "".join(
            f"<t:table-cell><x:p>{cell}</x:p></t:table-cell>" if cell else "<t:table-cell/>" for cell in row
        )
        lines += f'<t:table-row>{cells}<t:table-cell t:number-columns-repeated="16381"/></t:table-row>'
    spaces = f'xmlns:t="{OFFICE}table:1.0" xmlns:x="{OFFICE}text:1.0"'
    with ZipFile(file, "w") as archive:
        archive.writestr("content.xml", f"<o {spaces}><t:table>{lines}</t:table></o>")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("captions (1).csv", "image,caption\nb.png,a wall\na.png,a girl\n"),
        ("captions - копия.tsv", "image\tcaption\nb.png\ta wall\na.png\ta girl\n"),
        ("shutterstock.csv", 'Filename,Description,Keywords\nb.png,"a, b",snow\na.png,"a, b",girl\n'),
        ("models.csv", 'Filename,Note,Age\nb.png,"x, y",39\na.png,"x, y",9\n'),
        ("list of the shoot.txt", "b.png a wall\na.png a girl\n"),
        ("export.json", '[{"file": "b.png", "text": "a wall"}, {"file": "a.png", "text": "a girl"}]'),
        ("notes.md", "- b.png: a wall\n- a.png: a girl\n"),
        ("descript.ion", 'b.png a wall\n"a.png" a girl\n'),
        (".picasa.ini", "[b.png]\ncaption=a wall\n[a.png]\nkeywords=snow,girl\nstar=yes\n"),
        (".picasa.ini", f"[b.png]\nstar=yes\n[a.png]\nfaces=rect64(3f84),{FACE}\n[Contacts2]\n{FACE}=a girl;;\n"),
        ("Picasa.ini", f"[.album:{ALBUM}]\nname=a girl\n[b.png]\nstar=yes\n[a.png]\nalbums={ALBUM}\n"),
    ],
)
def test_a_list_hides_what_it_names(session: Session, shoot: Path, name: str, content: str) -> None:
    (shoot / name).write_text(content)
    for _ in range(2):
        assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    (shoot / name).write_text("")
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    (shoot / name).write_text(content.replace("girl", "road").replace(",9\n", ",40\n"))
    assert (load(session, shoot), hidden(session)) == (0, [])
    (shoot / name).write_text(content)
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    (shoot / name).unlink()
    assert (load(session, shoot), hidden(session)) == (0, [])
    assert session.scalar(select(func.count()).select_from(RefusedText)) == 0


@pytest.mark.parametrize(("name", "refused"), [("list.ods", 0), ("captions.ods", 1)])
def test_rows_of_libreoffice_are_heard(session: Session, shoot: Path, name: str, refused: int) -> None:
    write_ods(shoot / name, [["image", "title", "age"], ["b.png", "a wall", "39"], ["a.png", "", "9"]])
    assert (load(session, shoot), hidden(session)) == (refused, ["a.png"])
    (shoot / name).write_bytes((shoot / name).read_bytes()[:-30])
    assert read_workbook(shoot / name) == []
    assert (load(session, shoot), hidden(session)) == (refused, ["a.png"] if not refused else hidden(session))


@pytest.mark.parametrize("name", ["metadata.json", "Metadaten.json", "метаданные.json"])
def test_what_an_album_of_google_is_called_holds_for_what_is_in_it(session: Session, shoot: Path, name: str) -> None:
    (shoot / "c").mkdir()
    (shoot / "a.png").rename(shoot / "c" / "a.png")
    said = {"title": "Untitled(3)", "description": "a girl's camp", "access": "protected", "date": {"timestamp": "0"}}
    (shoot / "c" / name).write_text(json.dumps(said))
    assert (load(session, shoot), hidden(session)) == (0, ["c/a.png"])
    (shoot / "c" / name).write_text(json.dumps(said | {"description": "a camp"}))
    assert (load(session, shoot), hidden(session)) == (0, [])


def test_what_names_no_picture_or_is_no_list_hides_none(session: Session, shoot: Path, tmp_path: Path) -> None:
    (shoot / "readme.txt").write_text("a girl took these\n")
    (shoot / "index.html").write_text("<nav>girls</nav><img src='a.png' alt='a wall'><footer>our children</footer>")
    (shoot / "large.csv").write_text("a.png,a girl\n" + " " * LIST_BYTES)
    (tmp_path / "elsewhere").write_text("a.png,a girl\n")
    (shoot / "link.csv").symlink_to(tmp_path / "elsewhere")
    assert (load(session, shoot), hidden(session)) == (0, [])


def test_a_text_beside_a_picture_is_of_that_picture_alone(session: Session, shoot: Path) -> None:
    (shoot / "a.txt").write_text("a girl, better than b.png\n")
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    (shoot / "a.txt").write_text("a road, better than b.png\n")
    assert (load(session, shoot), hidden(session)) == (0, [])

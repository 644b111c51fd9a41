"""Lists in files of whatever kind: documents, old workbooks, XML, logs, files without an ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from loaders.minors import load_minors
from tests.documents import docx, odt, rtf
from tests.integration.loaders.hiding import hidden, load
from tests.old_workbooks import workbook

SAYS = ["b.png: a wall", "a.png: девочка у стены"]
CELLS = [["b.png", "a wall"], ["a.png", "a girl"]]
ROWS: list[list[str | float]] = [["file", "note", "age"], ["b.png", "a wall", 39.0], ["a.png", "a wall", 9.0]]
TEXT = "b.png a wall\na.png a girl\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Liste der Bilder.docx", docx(SAYS)),
        ("shots.docx", docx(["To send:"], CELLS)),
        ("shots.odt", odt(SAYS)),
        ("shots.odt", odt(["To send:"], CELLS)),
        ("shots.rtf", rtf(SAYS)),
        ("shots.rtf", rtf(["b.png a wall", "a.png 小女孩"])),
        ("shots.xls", workbook(ROWS)),
        ("small.xls", workbook(ROWS, padded=False)),
        ("gallery.xml", b'<g><i src="b.png"><t>a wall</t></i><i src="a.png"><t>a girl</t></i></g>'),
        ("gallery.xml", b'<g><i src="b.png" age="39"/><i src="a.png" age="9"/></g>'),
        ("gallery.xml", b"<g><f>b.png</f><t>a wall</t><f>a.png</f><t>a girl</t></g>"),
        ("broken.xml", b"<g>\n<f>b.png</f><t>a wall</t>\n<f>a.png</f><t>a girl</t>\n"),
        ("album.plist", b"<p><dict><key>b.png</key><s>wall</s><key>a.png</key><s>girl</s></dict></p>"),
        *((f"shots{extension}", TEXT.encode()) for extension in (".log", ".LST", ".list", ".dat", ".text", ".csv.bak")),
        ("index.html", b"<img src=g/b.png alt=wall><figure><img src=g/a.png><p>a girl</figure>"),
        ("README", TEXT.encode()),
        ("list", TEXT.encode("utf-16")),
    ],
)  # fmt: skip
def test_a_list_of_any_kind_hides_what_it_names(session: Session, shoot: Path, name: str, content: bytes) -> None:
    (shoot / name).write_bytes(content)
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    (shoot / name).unlink()
    assert (load(session, shoot), hidden(session)) == (0, [])


@pytest.mark.parametrize("name", ["captions.xls", "metadata.docx", "captions.rtf"])
def test_one_that_is_refused_by_its_name_hides_too(session: Session, shoot: Path, name: str) -> None:
    made: dict[str, Callable[[], bytes]] = {
        ".xls": lambda: workbook(ROWS),
        ".docx": lambda: docx(SAYS),
        ".rtf": lambda: rtf(SAYS),
    }
    (shoot / name).write_bytes(made[Path(name).suffix]())
    assert (load(session, shoot), hidden(session)) == (1, ["a.png"])


def test_what_belongs_to_a_program_or_is_damaged_hides_nothing(session: Session, shoot: Path) -> None:
    (shoot / "thumbs.dat").write_bytes(b"\1\2\0\0a.png a girl\0" * 9)
    (shoot / "library").write_bytes(b"SQLite format 3\0a.png a girl\n")
    (shoot / "shots.docx").write_bytes(docx(SAYS)[:-30])
    (shoot / "shots.xls").write_bytes(workbook(ROWS)[:1000])
    (shoot / "fonts.rtf").write_bytes(rtf(["a.png a wall"]))
    assert (load(session, shoot), hidden(session)) == (0, [])


def test_a_list_that_was_renamed_is_heard_before_what_it_was_called_is_forgotten(
    session: Session, shoot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shoot / "shots.txt").write_text(TEXT)
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])
    (shoot / "shots.txt").rename(shoot / "shots.log")

    def end(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("loaders.folder.hear_lists", end)
    with pytest.raises(KeyboardInterrupt):
        load(session, shoot)
    session.rollback()
    load_minors(session, find_terms)
    assert hidden(session) == ["a.png"]

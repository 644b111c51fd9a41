"""Lists call pictures as people and programs do: what they say hides the picture that is meant, and no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.integration.loaders.hiding import hidden, load

COCO = {
    "images": [{"id": 1, "file_name": "b.png"}, {"id": 2, "file_name": "a.png"}],
    "annotations": [{"image_id": 1, "caption": "a wall"}, {"image_id": 2, "caption": "a girl"}],
}
NESTED = [
    {"image": {"path": "b.png"}, "text": {"en": "a wall"}},
    {"image": {"path": "a.png"}, "text": {"en": "a girl"}},
]
WINDOWS = [{"f": "C:\\Photos\\b.png", "t": "a wall"}, {"f": "C:\\Photos\\a.png", "t": "a girl"}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", "image,caption\n./b.png,a wall\n./a.png,a girl\n"),
        ("list.csv", "image,caption\n.\\b.png,a wall\n.\\a.png,a girl\n"),
        ("list.csv", "image,caption\nshoot/b.png,a wall\nshoot\\a.png,a girl\n"),
        ("list.csv", "image,caption\n../shoot/b.png,a wall\n../shoot/a.png,a girl\n"),
        ("list.csv", "image,caption\nhttps://x.org/i/b.png?w=3,a wall\nhttps://x.org/i/a.png?w=3,a girl\n"),
        ("list.csv", "image,caption\nb%2Epng,a wall\nshoot%2Fa.png,a girl\n"),
        ("list.csv", "image,caption\nb,a wall\na,a girl\n"),
        ("list.csv", "Dateiname;Text\nb.NEF;a wall\na.NEF;a girl\n"),
        ("list.csv", "sep=;\n\nimage;age\nb.png;39\na.png;9\n"),
        ("list.csv", 'image,caption\nb.png,"a wall\nand"\na.png,"the\n girl"\n'),
        ("list.txt", "image\tage\nb.png\t39\na.png\t9\n"),
        ("list.txt", "'b.png' 'a wall'\n'a.png' 'a girl'\n"),
        ("list.txt", "\u00abb.png\u00bb a wall\n\u201ca.png\u201d a girl\n"),
        ("list.txt", "the wall (b.png)\nthe girl (a.png)\n"),
        ("list.txt", "A wall is on b.png and so on\nA girl is on a.png and so on\n"),
        ("list.txt", "1. b.png a wall\n2) a.png a girl\n"),
        ("list.txt", "a wall:\nb.png\n\nthe girls:\na.png\n"),
        ("list.md", "![a wall](b.png)\n![a girl](a.png)\n"),
        ("list.md", "# Walls\nb.png\n\n# Girls\n\na.png\n"),
        ("list.yaml", "- caption: a wall\n  file: b.png\n- caption: a girl\n  file: a.png\n"),
        ("list.json", json.dumps({"b.png": "a wall", "a.png": "a girl"})),
        ("list.json", json.dumps({"b.png": ["a wall", "x"], "a.png": ["x", "a girl"]})),
        ("list.json", json.dumps([["b.png", "a wall"], ["a.png", "a girl"]])),
        (
            "list.json",
            json.dumps({"shots": {"b.png": {"text": {"en": "a wall"}}, "a.png": {"text": {"en": "a girl"}}}}),
        ),
        ("list.json", json.dumps(NESTED)),
        ("list.json", json.dumps(COCO)),
        ("list.json", json.dumps(WINDOWS)),
        ("list.json", json.dumps({"walls": ["b.png", "c.png"], "girls": ["a.png", "d.png"]})),
        ("list.json", json.dumps([{"title": "Walls", "shots": ["b.png"]}, {"title": "Girls", "shots": ["a.png"]}])),
        ("list.json", json.dumps([{"file": "b", "text": "a wall"}, {"file": "a", "text": "a girl"}])),
        ("list.jsonl", "\n".join(map(json.dumps, NESTED))),
    ],
)
def test_a_name_in_another_form_is_the_picture_s(session: Session, shoot: Path, name: str, content: str) -> None:
    (shoot / name).write_text(content)
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1251", "koi8-r", "cp866"])
def test_a_list_in_another_charset_is_read(session: Session, shoot: Path, charset: str) -> None:
    (shoot / "list.csv").write_bytes("снимок,текст\nb.png,стена дома\na.png,девочка у дома\n".encode(charset))
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])


def test_a_path_of_a_folder_that_is_not_there_is_no_other_folder_s(session: Session, shoot: Path) -> None:
    (shoot / "list.csv").write_text("image,caption\nexport/2019/a.png,a girl\n")
    assert (load(session, shoot), hidden(session)) == (0, [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "tree.json",
            {"name": "root", "children": [{"src": "a.png", "children": []}, {"src": "b.png", "children": None}]},
        ),
        ("tool.json", {"info": {"description": "the children of COCO"}, **COCO, "annotations": []}),
        ("train.txt", "a.png\nb.png\n"),
        ("invoice.txt", "Invoice 2024-09\nb.png 1 x 9 EUR\na.png 2 x 12 EUR\n"),
        ("sums.txt", "da39a3ee5e6b4b0d  a.png\nd41d8cd98f00b204 *b.png\n"),
        ("credits.csv", "file,photographer\na.png,Jane Child\nb.png,Jane Child\n"),
        ("credits.json", [{"file": "a.png", "author": "Jane Child"}, {"file": "b.png", "author": "Jane Child"}]),
        ("wares.csv", "file;text\na.png;Hund, 5 Jahre\nb.png;un vin de 12 ans d'\u00e2ge\n"),
        ("rules.md", "# Kids\n\nnone here\n\n# Pictures\n\na.png\nb.png\n"),
    ],
)
def test_a_usual_file_hides_none(session: Session, shoot: Path, name: str, content: object) -> None:
    (shoot / name).write_text(content if isinstance(content, str) else json.dumps(content))
    assert (load(session, shoot), hidden(session)) == (0, [])

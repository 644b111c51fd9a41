"""What lists say, in parts: of many names at once it is kept short, and reading takes no longer than the list is."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from imgsearch.minors import mentions_minors
from loaders.parts import MOST_OF_MANY, parts_of

NAMES = [f"{number}.jpg" for number in range(2000)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.json", json.dumps({"title": "Our girls", "files": NAMES, "notes": ["walls " * 2000, "and boys"]})),
        ("list.txt", " ".join(["Our girls:", *NAMES, "walls " * 2000, "and boys"])),
    ],
)
def test_a_part_with_many_names_keeps_what_it_says_of_minors_alone(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    [part] = [each for each in parts_of(tmp_path / name) if each.names]
    assert set(NAMES[1:]) <= set(part.names)
    assert {"girls", "boys"} <= set(part.text.replace(".", "").split())
    assert len(part.text) <= MOST_OF_MANY


def test_a_long_line_without_names_is_read_at_once(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("x.y " * 250_000)
    started = time.process_time()
    assert [each for each in parts_of(tmp_path / "list.txt") if each.names] == []
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("metadata.csv", "a.jpg,children,9\nb.jpg,a red barn,4\n"),
        ("metadata.csv", "shoot\\a.jpg;age;girl\nshoot\\b.jpg;7;red\n"),
        ("captions.csv", "a.jpg#0,a girl on a swing\nb.jpg#0,a red barn\n"),
        ("list.tsv", "1\ta.jpg\tgirl\n2\tb.jpg\tbarn\n"),
    ],
)
def test_a_first_line_that_is_a_row_says_nothing_of_the_others(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    first, second = parts_of(tmp_path / name)
    assert (first.text, second.text) == tuple(content.splitlines())


def test_a_line_of_columns_names_what_stands_in_them(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("photo,age\nb.jpg,7\nIMG_1,8\n")
    assert [(part.names, part.text.partition("age: ")[2]) for part in parts_of(tmp_path / "metadata.csv")] == [
        (("b.jpg",), "7"),
        (("IMG_1",), "8"),
    ]


_ROW = "<tr><td><img src='thumbs/{0}'></td><td>{1}</td></tr>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "index.html",
            f"<h1>Lake</h1><table>{_ROW.format('a.jpg', 'two girls')}{_ROW.format('b.jpg', 'a boat')}</table>",
        ),
        ("index.htm", "<ul><li><a href='b.jpg'>a boat</a></li><li><a href=a.jpg><b>two gi</b>rls</a></ul>"),
        ("index.html", "<div><img src='b.jpg' alt='a boat'></div><figure><img src='a.jpg'><p>two girls</p></figure>"),
        ("index.html", "<nav>Boys. Girls</nav><img src='b.jpg'><br><img src='a.jpg' data-caption='two&#32;girls'>"),
        ("index.html", "<img src='b.jpg'><hr><nav><img src='a.jpg'>\u0130\u0130 two girls"),
        ("index.html", "<img src='b.jpg'><footer>Photos of children</footer><h2>The girls</h2><img src='a.jpg'>"),
    ],
)
def test_a_web_page_speaks_of_the_picture_at_which_its_words_stand(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(
        f"<html><style>.girl {{}}</style><body>{content}<script>var kids</script></body></html>"
    )
    minors = {part.names for part in parts_of(tmp_path / name) if mentions_minors(part.text)}
    assert {"a.jpg"} <= {name for names in minors for name in names} <= {"a.jpg", "thumbs/a.jpg"}


@pytest.mark.parametrize(
    "unit", ["<!--", "<a ", '<a b="', "<a b=c ", "<style", "<![CDATA[", "&", "</", "<a/b", "<nav>"]
)
def test_a_web_page_that_means_harm_is_read_at_once(tmp_path: Path, unit: str) -> None:
    (tmp_path / "index.html").write_text(unit * 50_000)
    started = time.process_time()
    assert [each for each in parts_of(tmp_path / "index.html") if each.names] == []
    assert time.process_time() - started < 5

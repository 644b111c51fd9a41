"""Files of texts that are refused by their names are heard; pictures are found by names in another case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image, RefusedText
from tests.embedded_files import bag, xmp
from tests.integration.loaders.hiding import hidden, load

MakePicture = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("metadata.jsonl", '{"file_name": "b.png", "text": "a wall"}\n{"file_name": "a.png", "text": "a girl"}\n'),
        ("captions.ndjson", '{"file_name": "a.png", "text": "a girl"}\n{"file_name": "b.png", "text": "a wall"}\n'),
        ("captions.json", '{"b.png": "a wall"},\n{"a.png": "a girl"}'),
        ("metadata.tsv", "image\ttitle\nb.png\ta wall\na.png\ta girl\n"),
        ("Metadata.TXT", "b.png a wall\na.png a girl\n"),
        ("captions.csv.txt", "image,caption\nb.png,a wall\na.png,a girl\n"),
        ("metadata.CSV.csv", "image,caption\nb.png,a wall\na.png,a girl\n"),
        ("captions.yaml", "b.png: a wall\na.png: a girl\n"),
        ("captions.md", "| b.png | a wall |\n| a.png | a girl |\n"),
        ("captions.xml", "<i name='b.png'>a wall</i>\n<p>a.png</p>\n<text>a girl</text>\n"),
        ("metadata.xml", "<i f='b.png' t='a wall'/>\n<i f='a.png' t='a girl'/>\n"),
        ("captions.html", "<tr><td>b.png<td>a wall</tr>\n<tr><td>a.png<td>a girl</tr>\n"),
    ],
)
def test_a_file_that_is_refused_by_its_name_hides_what_it_names(
    session: Session, shoot: Path, name: str, content: str
) -> None:
    (shoot / name).write_text(content)
    for _ in range(2):
        assert (load(session, shoot), hidden(session)) == (1, ["a.png"])
    (shoot / name).write_text(content.replace("girl", "road"))
    assert (load(session, shoot), hidden(session)) == (1, [])
    (shoot / name).write_text(content)
    assert (load(session, shoot), hidden(session)) == (1, ["a.png"])
    (shoot / name).unlink()
    assert (load(session, shoot), hidden(session)) == (0, [])
    assert session.scalar(select(func.count()).select_from(RefusedText)) == 0


def test_a_file_of_another_program_ends_no_load_and_hides_what_it_comes_to_name(session: Session, shoot: Path) -> None:
    file = shoot / "metadata.xml"
    file.write_text("<meta><child>clip of the girl</child></meta>")
    for _ in range(2):
        assert (load(session, shoot), hidden(session)) == (0, [])
    file.write_text("<meta><file>a.png</file><text>a girl</text></meta>")
    assert (load(session, shoot), hidden(session)) == (1, ["a.png"])
    file.write_text("<meta><file>a</file><text>a girl</text></meta>")
    assert load(session, shoot) == 1
    file.write_text("<meta><child>clip of the girl</child></meta>")
    assert (load(session, shoot), hidden(session)) == (0, [])


def test_a_link_out_of_the_folder_is_not_heard(session: Session, shoot: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text('{"file_name": "a.png", "text": "a girl"}')
    (shoot / "metadata.jsonl").symlink_to(tmp_path / "elsewhere")
    assert (load(session, shoot), hidden(session)) == (1, [])


def captions(session: Session) -> dict[str, str]:
    rows = session.execute(select(Image.name, Caption.text).join(Image, Image.id == Caption.image_id))
    return {name: text for name, text in rows if name}


@pytest.mark.parametrize("called", ["A.PNG", "A.png", "a.PNG", "./A.png", "a", "A"])
def test_a_picture_is_found_in_another_case_or_without_its_ending(session: Session, shoot: Path, called: str) -> None:
    (shoot / "captions.csv").write_text(f"image,caption\n{called},a road\n")
    (shoot / "metadata.csv").write_text(f"image,tags\n{called},snow\n")
    assert load(session, shoot) == 0
    assert captions(session) == {"a.png": "a road"}
    assert session.scalars(select(Image.tags).where(Image.name == "a.png")).all() == [["snow"]]
    assert load(session, shoot) == 0


def test_a_name_in_its_own_case_comes_first_and_one_that_two_pictures_may_have_is_none(
    session: Session, shoot: Path, make_picture: MakePicture
) -> None:
    make_picture(shoot / "A.PNG", "blue")
    (shoot / "captions.csv").write_text("image,caption\nA.PNG,a blue wall\na.Png,a wall of whichever\na,one of both\n")
    assert load(session, shoot) == 0
    assert captions(session) == {"A.PNG": "a blue wall"}


def test_a_picture_that_comes_later_takes_its_caption(session: Session, shoot: Path, make_picture: MakePicture) -> None:
    (shoot / "captions.csv").write_text("image,caption\nA.png,a blue wall\n")
    load(session, shoot)
    make_picture(shoot / "A.png", "blue")
    load(session, shoot)
    assert captions(session) == {"A.png": "a blue wall"}


def test_what_was_written_for_a_picture_that_was_renamed_is_no_others(
    session: Session, shoot: Path, make_picture: MakePicture
) -> None:
    (shoot / "captions.csv").write_text("image,caption\na.png,a road\n")
    load(session, shoot)
    (shoot / "a.png").rename(shoot / "c.png")
    make_picture(shoot / "A.png", "blue")
    load(session, shoot)
    assert captions(session) == {"c.png": "a road"}


@pytest.mark.parametrize(("girl", "charset"), [("девочка", "koi8-r"), ("девочка", "cp866"), ("小女孩", "gb18030")])
@pytest.mark.parametrize("header", ["image,caption", "datei,titel"], ids=["rows", "whole"])
def test_what_is_refused_for_its_charset_is_heard_in_others(
    session: Session, shoot: Path, girl: str, charset: str, header: str
) -> None:
    (shoot / "captions.csv").write_bytes(f"{header}\nb.png,a wall\na.png,{girl}\n".encode(charset))
    assert (load(session, shoot), hidden(session)) == (1, ["a.png"])


OTHER_MACHINES = [
    "C:\\Photos\\2019\\a.png",
    "c:/Photos/a.png",
    "\\\\nas\\photos\\a.png",
    "file:///x/a.png",
    "/elsewhere/a.png",
]


@pytest.mark.parametrize("path", OTHER_MACHINES)
@pytest.mark.parametrize(
    "lines", ["image,caption\nb.png,a wall\n{},a girl\n", "image,caption,tags\nb.png,a wall,\n{},a girl,snow\n"]
)
def test_a_path_of_another_machine_may_mean_the_picture_of_its_name(
    session: Session, shoot: Path, lines: str, path: str
) -> None:
    for file in ("captions.csv", "metadata.csv"):
        (shoot / file).write_text(lines.format(path))
        load(session, shoot)
        assert hidden(session) == ["a.png"]
        assert captions(session) == {"b.png": "a wall"}
        (shoot / file).write_text(lines.format(path).replace("girl", "road"))
        load(session, shoot)
        assert hidden(session) == []
        (shoot / file).unlink()


def test_a_path_of_this_machine_means_its_own_picture_alone(session: Session, shoot: Path) -> None:
    (shoot / "captions.csv").write_text(f"image,caption\n{shoot}/june/a.png,a girl\njune/a.png,a boy\n")
    load(session, shoot)
    assert hidden(session) == []


@pytest.mark.parametrize("tag", ["momanddaughter", "#папаисын", "ясли"])
def test_words_of_a_tag_may_run_together_as_behind_its_sign(session: Session, shoot: Path, tag: str) -> None:
    (shoot / "metadata.csv").write_text(f'image,tags\na.png,"snow,{tag},road"\nb.png,"snow,иван внуков,road"\n')
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])


def test_a_tag_in_a_file_is_read_as_it_is_spelt(session: Session, shoot: Path) -> None:
    keywords = ["SmithKidsBeach", "snow"]
    for name, words in (("a", keywords), ("b", keywords[1:])):
        (shoot / f"{name}.png.xmp").write_bytes(xmp(bag("dc:subject", *words)))
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])


@pytest.mark.parametrize("folder", ["Пете 5", "7 месяцев", "9Б", "ясли"])
def test_the_name_of_a_folder_is_read_by_itself(
    session: Session, shoot: Path, make_picture: MakePicture, folder: str
) -> None:
    make_picture(shoot / "Albums of 2019" / folder / "c.png", "blue")
    assert (load(session, shoot), hidden(session)) == (0, [f"Albums of 2019/{folder}/c.png"])


@pytest.mark.parametrize(
    ("photographer", "expected"),
    [
        ("школа № 5, 3 класс", ["a.png"]),
        ("Kids' Camp", ["a.png"]),
        ("Jane Child", []),
        ("Иван Внуков", []),
        ("Bob", []),
    ],
)
def test_a_photographer_who_is_called_as_no_person_is_read_too(
    session: Session, shoot: Path, photographer: str, expected: list[str]
) -> None:
    (shoot / "metadata.csv").write_text(f'image,photographer,title\na.png,"{photographer}",snow\nb.png,Ann Lee,snow\n')
    assert (load(session, shoot), hidden(session)) == (0, expected)
    (shoot / "metadata.csv").write_text("image,photographer,title\na.png,Ann Lee,snow\nb.png,Ann Lee,snow\n")
    assert (load(session, shoot), hidden(session)) == (0, [])


def test_what_photographer_and_title_say_alike_is_one_piece_of_evidence(session: Session, shoot: Path) -> None:
    (shoot / "metadata.csv").write_text("image,photographer,title\na.png,kids camp,kids\n")
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])

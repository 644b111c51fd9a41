"""Texts find their picture by path, or by a file name of its own, in their source and nowhere else."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.doctor.captions import check_captions
from imgsearch.errors import BadInput
from imgsearch.queries.waiting import REMEDY
from imgsearch.tables import Image, LoadReject, TestQuery
from loaders.captions import load_captions
from loaders.images import load_images
from loaders.metadata import load_metadata
from loaders.queries import load_queries
from tests.fakes import FakeTerm
from tests.integration.loaders.results import counts, texts

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]


def test_texts_in_a_folder_below_call_pictures_from_there(
    session: Session, tmp_path: Path, make_picture: MakePicture
) -> None:
    for folder, colour in (("june", "red"), ("july", "green")):
        make_picture(tmp_path / folder / "a.png", colour)
    load_images(session, tmp_path)
    (tmp_path / "july" / "captions.csv").write_text("image,caption\na.png,In July\n./missing.png,Nowhere\n")
    load_captions(session, [tmp_path / "july" / "captions.csv"])
    assert texts(session) == {str(tmp_path / "july" / "a.png"): ["In July"], "": ["Nowhere"]}
    make_picture(tmp_path / "june" / "missing.png", "blue")
    load_images(session, tmp_path)
    assert texts(session)[""] == ["Nowhere"]
    make_picture(tmp_path / "july" / "missing.png", "yellow")
    load_images(session, tmp_path)
    assert texts(session)[str(tmp_path / "july" / "missing.png")] == ["Nowhere"]


def test_a_path_may_lead_up_within_its_source_and_not_out_of_it(
    session: Session, tmp_path: Path, make_picture: MakePicture
) -> None:
    photos = tmp_path / "photos"
    for place in ("raw/a.png", "jpeg/a.png"):
        make_picture(photos / place, "red" if place == "raw/a.png" else "green")
    make_picture(tmp_path / "others" / "b.png", "blue")
    load_images(session, photos)
    (photos / "texts").mkdir()
    captions = photos / "texts" / "captions.csv"
    captions.write_text(
        "image,caption\n../raw/a.png,Raw\n../../others/b.png,Elsewhere\n../../../../../../x.png,Nowhere\n"
    )
    load_captions(session, [captions])
    assert texts(session) == {str(photos / "raw" / "a.png"): ["Raw"], "": ["Elsewhere", "Nowhere"]}


@pytest.mark.parametrize(
    "written",
    [
        "june/й é.png", "./june/й é.png", "june\\й é.png", ".\\june\\й é.png", "june//й é.png", "й é.png",
        unicodedata.normalize("NFD", "june/й é.png"), "{root}/june/й é.png",
        "texts/../june/й é.png", "../photos/june/й é.png", "./june/../june/й é.png",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_composed", [True, False])
def test_texts_call_a_picture_by_path_or_by_a_file_name_of_its_own(
    session: Session, tmp_path: Path, make_picture: MakePicture, is_composed: bool, written: str
) -> None:
    name = unicodedata.normalize("NFC" if is_composed else "NFD", "й é.png")
    file = make_picture(tmp_path / "photos" / "june" / name, "red")
    load_images(session, tmp_path / "photos")
    captions = tmp_path / "photos" / "captions.tsv"
    captions.write_text(f"{written.format(root=tmp_path / 'photos')}#0\tA red wall\n")
    assert counts(load_captions(session, [captions])) == (1, 0, 0, 0)
    assert texts(session) == {str(file): ["A red wall"]}


def test_a_file_name_that_several_pictures_have_is_refused(
    session: Session, tmp_path: Path, make_picture: MakePicture
) -> None:
    for folder, colour in (("june", "red"), ("july", "green")):
        make_picture(tmp_path / folder / "a.png", colour)
    load_images(session, tmp_path)
    (tmp_path / "captions.csv").write_text("image,caption\na.png,Which?\njuly/a.png,That one\n")
    (tmp_path / "metadata.csv").write_text("image,photographer\na.png,Ann\njune/a.png,Bob\n")
    (tmp_path / "test_queries.csv").write_text("query_id|query_text|image\n1|which|a.png\n2|that|june/a.png\n")
    assert counts(load_captions(session, [tmp_path / "captions.csv"])) == (1, 0, 0, 1)
    assert counts(load_metadata(session, tmp_path / "metadata.csv")) == (1, 0, 0, 1)
    assert counts(load_queries(session, tmp_path / "test_queries.csv")) == (1, 0, 0, 1)
    assert set(session.scalars(select(LoadReject.reason))) == {
        "several pictures are called a.png; write the path below the folder"
    }
    assert texts(session) == {str(tmp_path / "july" / "a.png"): ["That one"]}


def test_texts_that_waited_under_a_file_name_are_those_of_the_only_picture_that_has_it(
    session: Session, tmp_path: Path, make_picture: MakePicture
) -> None:
    (tmp_path / "captions.tsv").write_text("a.png#0\tA red wall\n")
    (tmp_path / "test_queries.csv").write_text("query_id|query_text|image\n1|red|a.png\n")
    load_captions(session, [tmp_path / "captions.tsv"])
    load_queries(session, tmp_path / "test_queries.csv")
    file = make_picture(tmp_path / "june" / "a.png", "red")
    load_images(session, tmp_path)
    assert texts(session) == {str(file): ["A red wall"]}
    assert session.execute(select(TestQuery.image_name, Image.path).join(Image)).all() == [("june/a.png", str(file))]
    assert counts(load_captions(session, [tmp_path / "captions.tsv"])) == (0, 0, 1, 0)


def test_a_file_apart_from_several_sources_needs_one_named(session: Session, two: tuple[Path, Path]) -> None:
    smith, jones = two
    for folder in two:
        load_images(session, folder)
    apart = smith.parents[1] / "texts" / "captions.tsv"
    apart.parent.mkdir()
    apart.write_text("DSCF0001.jpg#0\tA green wall\n")
    said = r"captions.tsv lies in no source's folder; say with --source .*: jones/wedding, wedding"
    with pytest.raises(BadInput, match=said):
        load_captions(session, [apart])
    with pytest.raises(BadInput, match="there is no source smith; there are: jones/wedding, wedding"):
        load_captions(session, [apart], source="smith")
    load_captions(session, [apart], source="jones/wedding")
    assert texts(session) == {str(jones / "DSCF0001.jpg"): ["A green wall"]}
    above = smith.parents[1] / "captions.tsv"
    above.write_text("smith/wedding/DSCF0001.jpg#0\tA red wall\n")
    load_captions(session, [above])
    assert texts(session)[str(smith / "DSCF0001.jpg")] == ["A red wall"]


def test_captions_that_reach_no_picture_are_named(
    session: Session, two: tuple[Path, Path], database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    smith, _ = two
    lines = ["image,caption", "DSCF0001.jpg,A wall", *(f"{n}.jpg,Nothing" for n in "abcdefg"), "a.jpg,Nothing more"]
    (smith / "captions.csv").write_text("\n".join(lines))
    load_images(session, smith)
    result = load_captions(session, [smith / "captions.csv"])
    said = f"8 captions in {smith / 'captions.csv'} reach no picture: a.jpg, b.jpg, c.jpg, d.jpg, e.jpg and 2 more"
    assert result.notes == [f"{said}; {REMEDY}"]
    check = check_captions(session)
    assert (check.found, check.remedy) == (said.replace(f"captions in {smith / 'captions.csv'} ", ""), REMEDY)
    session.rollback()
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    assert said.replace(f" in {smith / 'captions.csv'}", "") in CliRunner().invoke(main, ["status"]).output


def test_status_tells_folders_of_one_name_apart(
    session: Session, two: tuple[Path, Path], database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    smith, _ = two
    shutil.copy(smith / "DSCF0001.jpg", smith / "DSCF0002.jpg")
    for folder in two:
        load_images(session, folder)
    (smith / "DSCF0001.jpg").unlink()
    load_images(session, smith)
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    lines = CliRunner().invoke(main, ["status"]).output.splitlines()
    assert [line.split()[:4] for line in lines[1:3]] == [
        ["jones/wedding", "1", "0", "flagged,"],
        ["wedding", "2", "0", "flagged,"],
    ]
    assert "1 missing and not shown" in lines[2]


def test_texts_above_several_sources_take_no_folder_that_is_loaded_later(
    session: Session, two: tuple[Path, Path], tmp_path: Path, make_picture: MakePicture
) -> None:
    for root in two:
        load_images(session, root)
    file = tmp_path / "captions.csv"
    file.write_text("image,caption\nlater/new.png,A new wall\n")
    load_captions(session, [file])
    make_picture(tmp_path / "later" / "new.png", "yellow")
    load_images(session, tmp_path / "later", source="Brown")
    assert session.scalar(select(Image.source).where(Image.source_path == "new.png")) == "Brown"
    assert texts(session) == {str(tmp_path / "later" / "new.png"): ["A new wall"]}

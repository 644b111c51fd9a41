"""Several folders in one load, single pictures, and loads that read everything again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.tables import Caption, Image, ImageEmbedding, LoadReject, Source, Thumbnail
from loaders.choices import NO_CHOICES, Choices
from loaders.embeddings import load_image_embeddings
from loaders.folder import load_files, load_folder
from loaders.images import load_images
from loaders.thumbnails import load_thumbnails
from tests.embedded_files import iptc, jpeg
from tests.fakes import FakeEncoder, FakeTerm
from tests.integration.loaders.results import counts
from tests.screened import states

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]


@pytest.fixture
def load(database_url: URL, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, with encoders that cost nothing."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    monkeypatch.setattr("imgsearch.cli.load_steps._load_encoder", lambda name: FakeEncoder(name=name))
    return lambda *arguments: CliRunner().invoke(main, ["load", *map(str, arguments)])


def test_several_folders_are_sources_of_their_own_and_a_bad_one_stops_no_other(
    session: Session, two: tuple[Path, Path], tmp_path: Path, load: Callable[..., Result]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = load(two[0], empty, two[1])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {empty}: {empty} holds neither pictures")
    assert result.stderr.splitlines()[-1] == f"Error: 1 of 3 could not be loaded: {empty}"
    assert list(session.scalars(select(Source.name).order_by(Source.name))) == ["jones/wedding", "wedding"]
    summary = [line.split("  ")[0] for line in result.stdout.splitlines()]
    assert {"wedding: images, wedding", "jones/wedding: captions"} <= set(summary)
    vectors = next(line for line in result.stdout.splitlines() if line.startswith("vectors, "))
    assert vectors.split()[2:4] == ["2", "0"]


def test_a_load_that_skips_something_loads_the_rest_and_ends_with_1_until_it_is_mended(
    session: Session, folder: Path, load: Callable[..., Result], make_picture: MakePicture
) -> None:
    (folder / "broken.jpg").write_text("no picture")
    (folder / "captions.csv").write_text("image,caption\na.jpg,A wall\na.jpg,\n")
    for _ in range(2):
        result = load(folder)
        assert result.exit_code == 1
        assert [line.split(": ")[0] for line in result.stderr.splitlines() if line.startswith("skipped")] == [
            f"skipped {folder}/broken.jpg",
            f"skipped {folder}/captions.csv:3",
        ]
        assert "2 rejected; all of them: SELECT * FROM load_reject" in result.stderr.splitlines()
        assert result.stderr.splitlines()[-1].startswith("Error: What was skipped is not loaded, and everything else")
        assert session.scalars(select(Caption.text)).all() == ["A wall"]
    make_picture(folder / "broken.jpg", "blue")
    (folder / "captions.csv").write_text("image,caption\na.jpg,A wall\n")
    result = load(folder)
    assert (result.exit_code, result.stderr) == (0, ""), result.output


def test_a_folder_that_is_away_stops_no_other_but_a_misspelt_command_does(
    session: Session, two: tuple[Path, Path], tmp_path: Path, load: Callable[..., Result]
) -> None:
    away = tmp_path / "away"
    result = load(away, two[0], tmp_path / "gone.jpg", two[1])
    assert result.exit_code == 1
    assert f"Error: {away}: there is no folder {away}" in result.stderr.splitlines()
    assert result.stderr.splitlines()[-1].startswith("Error: 2 of 4 could not be loaded: ")
    assert len(session.scalars(select(Image.name)).all()) == 2
    for wrong in (("image", two[0]), (away, tmp_path / "gone.jpg")):
        result = load(*wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"Path '{wrong[0]}' does not exist." in result.stderr


@pytest.mark.parametrize("options", [("--source", "Smith"), ("--watch",)])
def test_several_folders_have_no_one_name_and_no_one_watch(
    two: tuple[Path, Path], load: Callable[..., Result], options: tuple[str, ...]
) -> None:
    assert load(*two, *options).exit_code == 2


def test_the_command_loads_a_single_picture(
    session: Session, folder: Path, load: Callable[..., Result], make_picture: MakePicture
) -> None:
    make_picture(folder / "other.jpg", "blue")
    (folder / "captions.csv").write_text("image,caption\nother.jpg,A wall\n")
    result = load(folder / "a.jpg", "--source", "Smith")
    assert result.exit_code == 0, result.output
    assert session.execute(select(Image.name, Image.source)).all() == [("a.jpg", "Smith")]
    assert session.scalars(select(Caption.text)).all() == []


def test_a_single_picture_belongs_to_the_source_that_holds_it_and_hides_no_other(
    session: Session, folder: Path, make_picture: MakePicture, find_terms: FindTerms
) -> None:
    load_images(session, folder)
    (folder / "a.jpg").unlink()
    added = make_picture(folder / "c.png", "blue")
    pictures, *_ = load_files(session, [added], find_terms, Choices(prune=True))
    assert counts(pictures) == (1, 0, 0, 0)
    assert states(session) == {"a.jpg": "clear", "below/b.png": "clear", "c.png": "clear"}
    deeper = make_picture(folder / "below" / "d.png", "black")
    list(load_files(session, [deeper], find_terms))
    assert session.scalars(select(Source.root)).all() == [str(folder)]


def test_a_single_picture_that_is_back_is_shown_and_others_stay_missing(
    session: Session, folder: Path, make_picture: MakePicture, find_terms: FindTerms
) -> None:
    make_picture(folder / "c.png", "blue")
    load_images(session, folder)
    (folder / "a.jpg").rename(folder / "a.away")
    (folder / "below" / "b.png").unlink()
    load_images(session, folder)
    (folder / "a.away").rename(folder / "a.jpg")
    pictures, *_ = load_files(session, [folder / "a.jpg"], find_terms)
    assert counts(pictures) == (0, 1, 0, 0)
    assert states(session) == {"a.jpg": "clear", "below/b.png": "missing", "c.png": "clear"}


def test_a_load_of_one_picture_leaves_what_was_said_of_others(
    session: Session, folder: Path, find_terms: FindTerms
) -> None:
    for name in ("bad.jpg", "worse.jpg"):
        (folder / name).write_bytes(b"no picture")
    load_images(session, folder)
    (folder / "worse.jpg").unlink()
    (folder / "worse.jpg").write_bytes((folder / "a.jpg").read_bytes())
    list(load_files(session, [folder / "worse.jpg"], find_terms))
    assert session.scalars(select(LoadReject.file)).all() == [str(folder / "bad.jpg")]


def test_a_forced_load_makes_everything_again(session: Session, tmp_path: Path, find_terms: FindTerms) -> None:
    root = tmp_path / "photos"
    root.mkdir()
    (root / "a.jpg").write_bytes(jpeg(iptc=iptc((0x78, "A man mends a net"))))

    def load(choices: Choices = NO_CHOICES) -> tuple[int, int, int, int]:
        pictures, *_ = load_folder(session, root, find_terms, choices)
        return counts(pictures)

    def made() -> list[int]:
        counted = [load_image_embeddings(session, "fake", lambda _: FakeEncoder()), load_thumbnails(session)]
        return [result.inserted for result in counted]

    assert load() == (1, 0, 0, 0)
    assert made() == [1, 1]
    image_id = session.scalars(select(Image.id)).one()
    assert load() == (0, 0, 1, 0)
    assert made() == [0, 0]
    read: list[str] = []

    def note(text: str) -> list[FakeTerm]:
        read.append(text)
        return []

    find_terms = note
    assert load(Choices(force=True)) == (0, 1, 0, 0)
    assert "A man mends a net" in read
    assert made() == [1, 1]
    assert session.scalars(select(Image.id)).one() == image_id
    assert session.scalars(select(Caption.text)).all() == ["A man mends a net"]
    assert len(session.scalars(select(ImageEmbedding.image_id)).all()) == 1
    assert len(session.scalars(select(Thumbnail.image_id)).all()) == 1


WORKBOOK = "is a workbook or an archive and no text, whatever its name says; save it as CSV in UTF-8"


def test_files_of_texts_that_cannot_be_read_cost_nothing_else(
    session: Session, folder: Path, load: Callable[..., Result]
) -> None:
    (folder / "captions.csv").write_text("image,caption\na.jpg,A wall\n")
    assert load(folder).exit_code == 0
    (folder / "captions.csv").write_bytes(b"PK\x03\x04")
    (folder / "below/captions.csv").write_text("image,caption\nb.png,A door\n")
    (folder / "metadata.json").write_text('{"image": "a.jpg"}')
    result = load(folder)
    assert result.exit_code == 1
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert errors == [
        f"Error: {folder}/captions.csv {WORKBOOK}",
        f"Error: {folder}/metadata.json must be a JSON list of objects, one for each picture",
        "Error: 2 files of texts could not be read; everything else is loaded",
    ]
    assert set(session.scalars(select(Caption.text))) == {"A wall", "A door"}
    assert set(states(session).values()) == {"clear"}
    refused = {Path(file).name: reason for file, reason in session.execute(select(LoadReject.file, LoadReject.reason))}
    assert refused["captions.csv"] == WORKBOOK
    (folder / "captions.csv").write_text("image,caption\na.jpg,A house\n")
    (folder / "metadata.json").unlink()
    assert load(folder).exit_code == 0
    assert set(session.scalars(select(Caption.text))) == {"A house", "A door"}


def test_a_strict_load_ends_at_a_file_of_texts_that_cannot_be_read(folder: Path, load: Callable[..., Result]) -> None:
    (folder / "captions.csv").write_bytes(b"PK\x03\x04")
    result = load(folder, "--strict")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == f"Error: {folder}/captions.csv {WORKBOOK}"


def test_a_name_of_several_lines_is_told_in_one(
    tmp_path: Path, make_picture: MakePicture, load: Callable[..., Result]
) -> None:
    folder = make_picture(tmp_path / "wed\nding\x07/a.jpg", "red").parent
    (folder / "captions.csv").write_bytes(b"PK\x03\x04")
    told = load(folder).stderr.splitlines()
    assert f"Error: {tmp_path}/wed\\nding\\u0007/captions.csv {WORKBOOK}" in told

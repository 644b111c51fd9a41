"""Pictures that are gone or withdrawn: not served, removed, kept out; texts go with the rows that said them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.errors import BadInput
from imgsearch.tables import Caption, CaptionEmbedding, Image, Removal
from loaders.captions import load_captions
from loaders.embeddings import load_caption_embeddings
from loaders.folder import load_folder
from loaders.images import load_images
from loaders.removing import allow_pictures, find_pictures, remove_pictures
from tests.fakes import FakeEncoder, FakeTerm
from tests.integration.loaders.results import counts
from tests.screened import states

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]


def shown(session: Session) -> list[str]:
    """Names that a searcher sees."""
    session.execute(text("SET LOCAL ROLE imgsearch_searcher"))
    found = sorted(session.scalars(select(Image.name)))
    session.rollback()
    return found


def said(session: Session) -> list[str]:
    found = sorted(session.scalars(select(Caption.text)))
    session.rollback()
    return found


@pytest.fixture
def archive(tmp_path: Path, make_picture: MakePicture) -> Path:
    """Three pictures of three colours with a caption each."""
    root = tmp_path / "archive"
    colours = {"a.png": "red", "june/b.png": "green", "c.png": "blue"}
    for name, colour in colours.items():
        make_picture(root / name, colour)
    lines = [f"{name},A {colour} wall" for name, colour in colours.items()]
    (root / "captions.csv").write_text("\n".join(["image,caption", *lines]))
    return root


def test_a_missing_file_is_not_served_until_it_is_back(session: Session, archive: Path, tmp_path: Path) -> None:
    load_images(session, archive)
    shutil.move(archive / "a.png", tmp_path / "a.png")
    result = load_images(session, archive)
    assert counts(result) == (0, 1, 2, 0)
    gone = (
        f"files that are gone: 1 from {archive}, not shown until they are back; `imgsearch load --prune` removes them"
    )
    assert gone in result.notes
    assert states(session) == {"a.png": "missing", "june/b.png": "clear", "c.png": "clear"}
    assert shown(session) == ["c.png", "june/b.png"]
    since = session.scalar(select(Image.missing_since).where(Image.name == "a.png"))
    assert counts(load_images(session, archive)) == (0, 0, 2, 0)
    assert session.scalar(select(Image.missing_since).where(Image.name == "a.png")) == since is not None
    shutil.move(tmp_path / "a.png", archive / "a.png")
    assert counts(load_images(session, archive)) == (0, 1, 2, 0)
    assert set(states(session).values()) == {"clear"}
    assert shown(session) == ["a.png", "c.png", "june/b.png"]


def test_a_flagged_picture_stays_hidden_while_its_file_is_missing_and_after(session: Session, archive: Path) -> None:
    load_images(session, archive)
    (flagged,) = find_pictures(session, ["a.png"])
    session.execute(
        text("INSERT INTO minor_review (image_id, verdict, reason) VALUES (:id, 'flag', '')"), {"id": flagged}
    )
    session.commit()
    content = (archive / "a.png").read_bytes()
    (archive / "a.png").unlink()
    load_images(session, archive)
    assert states(session)["a.png"] == "hidden"
    (archive / "a.png").write_bytes(content)
    load_images(session, archive)
    assert states(session)["a.png"] == "hidden"


@pytest.mark.parametrize("prune", [False, True])
def test_an_empty_folder_hides_and_removes_nothing(
    session: Session, archive: Path, tmp_path: Path, prune: bool
) -> None:
    load_images(session, archive)
    archive.rename(tmp_path / "unmounted")
    archive.mkdir()
    result = load_images(session, archive, prune=prune)
    assert result.notes == [f"no picture was found in {archive}: the 3 from there stay as they are"]
    assert set(states(session).values()) == {"clear"}


def test_a_folder_that_cannot_be_read_hides_nothing_in_it(
    session: Session, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_images(session, archive)
    scan = __import__("os").scandir

    def refuse(folder: str) -> object:
        if folder.endswith("june"):
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    (archive / "june" / "b.png").unlink()
    monkeypatch.setattr("loaders.scan.os.scandir", refuse)
    load_images(session, archive, prune=True)
    assert states(session)["june/b.png"] == "clear"


def test_prune_removes_what_is_gone_and_records_it(session: Session, archive: Path) -> None:
    load_images(session, archive)
    (archive / "june" / "b.png").unlink()
    assert counts(load_images(session, archive, prune=True))[:3] == (0, 0, 2)
    assert sorted(states(session)) == ["a.png", "c.png"]
    (record,) = session.scalars(select(Removal))
    assert (record.name, record.source, record.source_path) == ("june/b.png", "archive", "june/b.png")
    assert (record.reason, record.stays_out) == ("its file is gone", False)
    assert record.removed_by == session.scalar(text("SELECT session_user"))


def test_what_is_removed_takes_its_texts_and_vectors_along_and_stays_out_for_good(
    session: Session, archive: Path, find_terms: FindTerms
) -> None:
    list(load_folder(session, archive, find_terms))
    load_caption_embeddings(session, "minilm", lambda name: FakeEncoder(name))
    ids = find_pictures(session, ["a.png"])
    assert remove_pictures(session, ids, by="Ann", reason="the bride asked", stays_out=True) == 1
    session.commit()
    assert said(session) == ["A blue wall", "A green wall"]
    assert session.scalar(select(func.count()).select_from(CaptionEmbedding)) == 2
    shutil.copy(archive / "a.png", archive / "june" / "again.png")
    results = {result.kind: result for result in load_folder(session, archive, find_terms)}
    why = "Ann removed it on {} for good: the bride asked; `imgsearch remove a.png --allow` lets it in"
    day = session.scalar(select(func.to_char(Removal.removed_at, "YYYY-MM-DD")))
    refused = results["images, archive"].rejects
    assert [(Path(reject.file).name, reject.reason) for reject in refused] == [
        ("a.png", why.format(day)),
        ("again.png", why.format(day)),
    ]
    assert [reject.reason for reject in results["captions"].rejects] == ["picture a.png was removed for good"]
    assert sorted(states(session)) == ["c.png", "june/b.png"]
    assert said(session) == ["A blue wall", "A green wall"]
    with pytest.raises(BadInput, match=r"no picture of this name was removed for good: b.png$"):
        allow_pictures(session, ["a.png", "b.png"])
    assert allow_pictures(session, ["a.png"], by="Bob") == 1
    session.commit()
    list(load_folder(session, archive, find_terms))
    assert sorted(states(session)) == ["a.png", "c.png", "june/again.png", "june/b.png"]
    assert "A red wall" in said(session)


def test_caption_rows_that_vanish_and_cells_that_are_emptied_take_the_captions_along(
    session: Session, archive: Path, find_terms: FindTerms
) -> None:
    list(load_folder(session, archive, find_terms))
    other = archive / "more.tsv"
    other.write_text("a.png#7\tMore of it\n")
    load_captions(session, [other])
    (archive / "captions.csv").write_text("image,caption\na.png,\nc.png,A blue wall\n")
    results = {result.kind: result for result in load_folder(session, archive, find_terms)}
    assert counts(results["captions"]) == (0, 0, 1, 1)
    assert results["captions"].deleted == 2
    assert said(session) == ["A blue wall", "More of it"]
    (archive / "captions.csv").unlink()
    results = {result.kind: result for result in load_folder(session, archive, find_terms)}
    assert results["captions of files that are gone"].deleted == 1
    assert said(session) == ["More of it"]


def test_a_caption_that_moves_to_another_file_stays(session: Session, archive: Path) -> None:
    load_images(session, archive)
    one, two = archive / "captions.tsv", archive / "captions.txt"
    one.write_text("a.png#0\tA wall\n")
    two.write_text("c.png#0\tA door\n")
    load_captions(session, [one, two])
    one.write_text("c.png#0\tA door\n")
    two.write_text("a.png#0\tA wall\n")
    load_captions(session, [one, two])
    assert said(session) == ["A door", "A wall"]


def run(url: URL, monkeypatch: pytest.MonkeyPatch, *arguments: object) -> tuple[int, str]:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url.render_as_string(hide_password=False))
    result = CliRunner().invoke(main, ["remove", *map(str, arguments)])
    return result.exit_code, result.output


def test_the_command(
    session: Session, archive: Path, database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_images(session, archive)
    assert run(database_url, monkeypatch, "nothing.png") == (
        1,
        "Error: no such picture: nothing.png; a name is what the column image.name holds, and flagged pictures exist "
        "for editors only\n",
    )  # fmt: skip
    assert run(database_url, monkeypatch)[0] == 2
    assert run(database_url, monkeypatch, "--source", "archive") == (
        1, "Error: 3 pictures would be removed; say --yes where nobody can answer\n"
    )  # fmt: skip
    assert run(database_url, monkeypatch, "--source", "other", "--yes")[0] == 1
    query = tmp_path / "gone.sql"
    query.write_text("SELECT name, id FROM image WHERE name LIKE 'june/%';\n")
    assert run(database_url, monkeypatch, "--query-file", query, "--yes") == (0, "1 removed\n")
    query.write_text("SELECT id FROM image WHERE tags = '{}'::varchar[] AND name = 'c.png'")
    assert run(database_url, monkeypatch, "--query-file", query, "--yes", "--forever", "--by", "Ann") == (
        0, "1 removed for good\n"
    )  # fmt: skip
    assert states(session) == {"a.png": "clear"}
    assert [row.removed_by for row in session.scalars(select(Removal).order_by(Removal.id))][-1] == "Ann"
    assert run(database_url, monkeypatch, "archive/c.png", "--allow") == (
        1,
        "Error: no picture of this name was removed for good: archive/c.png; there is c.png; "
        "write the whole name, with its folders\n",
    )
    assert run(database_url, monkeypatch, "c.png", "--allow") == (0, "1 may be loaded again\n")
    for statement, why in (
        ("DELETE FROM image", "cannot execute DELETE in a read-only transaction"),
        ("SELECT nothing FROM image", 'column "nothing" does not exist'),
        ("SELECT sha256 FROM image", "holds bytes; select image.id or image.name"),
        ("SELECT true", "holds bool; select image.id or image.name"),
        ("SELECT 1 / 0", "division by zero; write a SELECT of image.id or image.name"),
        ("SELECT id FROM image; COMMIT; DELETE FROM image", "cannot insert multiple commands"),
        ("COPY image TO STDOUT", "COPY"),
        (" \n", "holds no query"),
        ("SELECT '\udcff'", "is not UTF-8"),
    ):
        query.write_text(statement, errors="surrogateescape")
        code, output = run(database_url, monkeypatch, "--query-file", query, "--yes")
        assert code == 1
        assert why in output
        assert "Traceback" not in output
    assert states(session) == {"a.png": "clear"}
    assert run(database_url, monkeypatch, "a.png", "--reason", "ours no more") == (0, "1 removed\n")
    assert [row.reason for row in session.scalars(select(Removal).order_by(Removal.id))][-1] == "ours no more"

"""What nobody can read takes back nothing: what its file has said before may be what hides a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms as find_all_terms
from imgsearch.tables import Caption
from loaders.folder import load_folder
from loaders.minors import Term
from tests.embedded_files import alt, bag, xmp
from tests.integration.loaders.hiding import hidden

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[Term]]
KEYED = "a.png#0\tA girl in a café\na.png#1\tA wall\nb.png#0\tA wall\n"
NUMBERED = "image,caption\na.png,A girl\na.png,A wall\nb.png,A wall\n"
TOLD = "image,tags,caption\na.png,girl,A wall\nb.png,wall,\n"
DESCRIBED = "image,tags,caption\na.png,wall,A girl\nb.png,wall,\n"
TOO_LONG = "A girl " * 2000


def load(session: Session, folder: Path, find_terms: FindTerms) -> list[str]:
    """Why rows and files were refused, without where."""
    results = list(load_folder(session, folder, find_terms))
    return [reject.reason for result in results for reject in result.rejects]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("captions.tsv", KEYED, KEYED.encode("latin-1")),
        ("captions.tsv", KEYED, KEYED.replace("girl", "girl\t").encode()),
        ("captions.tsv", KEYED, KEYED.replace("girl", "girl\0").encode()),
        ("captions.tsv", KEYED, KEYED.replace("a.png#0", "a.png").encode()),
        ("captions.tsv", KEYED, KEYED.replace("A girl", TOO_LONG).encode()),
        ("captions.tsv", KEYED, b""),
        ("captions.tsv", KEYED, b"\r\n \n"),
        ("captions.csv", NUMBERED, NUMBERED.replace("girl", "girl é").encode("latin-1")),
        ("captions.csv", NUMBERED, NUMBERED.replace("girl", "girl, in a café").encode()),
        ("captions.csv", NUMBERED, NUMBERED.replace("A girl", '"A girl').encode()),
        ("captions.csv", NUMBERED, b""),
        ("metadata.csv", TOLD, TOLD.replace("girl", "girl é").encode("latin-1")),
        ("metadata.csv", TOLD, TOLD.replace("girl,", "girl,boy,").encode()),
        ("metadata.csv", TOLD, TOLD.replace("a.png", "").encode()),
        ("metadata.csv", TOLD, TOLD.replace("girl", "girl\0").encode()),
        ("metadata.csv", TOLD, b""),
        ("metadata.csv", DESCRIBED, DESCRIBED.replace("girl", "girl é").encode("latin-1")),
        ("metadata.csv", DESCRIBED, DESCRIBED.replace("A girl", TOO_LONG).encode()),
        ("metadata.json", '[{"image": "a.png", "tags": ["girl"]}]', b'["a.png"]'),
    ],
)
def test_a_row_or_file_that_cannot_be_read_shows_no_picture(
    session: Session, shoot: Path, find_terms: FindTerms, name: str, before: str, after: bytes
) -> None:
    file = shoot / name
    file.write_text(before)
    assert (load(session, shoot, find_terms), hidden(session)) == ([], ["a.png"])
    file.write_bytes(after)
    assert load(session, shoot, find_terms) != []
    assert hidden(session) == ["a.png"]
    # Once all can be read, what is said no more goes.
    file.write_text(before.replace("girl", "wall"))
    assert (load(session, shoot, find_terms), hidden(session)) == ([], [])


@pytest.mark.parametrize(("name", "before"), [("captions.csv", NUMBERED), ("metadata.csv", TOLD)])
def test_a_name_that_two_pictures_have_takes_nothing_from_the_one_that_had_it(
    session: Session, shoot: Path, find_terms: FindTerms, make_picture: MakePicture, name: str, before: str
) -> None:
    make_picture(shoot / "june" / "a.png", "blue")
    (shoot / "a.png").unlink()
    (shoot / name).write_text(before)
    assert (load(session, shoot, find_terms), hidden(session)) == ([], ["june/a.png"])
    make_picture(shoot / "may" / "a.png", "yellow")
    load(session, shoot, find_terms)
    assert "june/a.png" in hidden(session)


def test_captions_that_are_said_no_more_go_beside_rows_that_are_refused_for_what_they_say(
    session: Session, shoot: Path, find_terms: FindTerms
) -> None:
    """An emptied cell and a second text for one id are rows that were read."""
    file = shoot / "captions.tsv"
    file.write_text(KEYED)
    load(session, shoot, find_terms)
    file.write_text("a.png#0\t\nb.png#0\tA wall\nb.png#0\tA road\n")
    assert len(load(session, shoot, find_terms)) == 2
    assert hidden(session) == []
    assert session.scalars(select(Caption.caption_key)).all() == ["b.png#0"]


@pytest.mark.parametrize("said", [alt("dc:description", en="a little girl"), bag("dc:subject", "girls", "snow")])
@pytest.mark.parametrize("cut", [slice(0, 0), slice(0, 90), slice(None, None, -1)])
def test_a_damaged_sidecar_shows_no_picture(session: Session, shoot: Path, said: str, cut: slice) -> None:
    sidecar = shoot / "a.png.xmp"
    sidecar.write_bytes(xmp(said))
    assert (load(session, shoot, find_all_terms), hidden(session)) == ([], ["a.png"])
    for data in (xmp(said)[cut], xmp(said)[cut] + b" "):  # what was heard before is heard again
        sidecar.write_bytes(data)
        notes = [note for result in load_folder(session, shoot, find_all_terms) for note in result.notes]
        assert any("a.png.xmp" in note for note in notes)
        assert hidden(session) == ["a.png"]
    sidecar.write_bytes(xmp(alt("dc:description", en="a wall")))
    assert (load(session, shoot, find_all_terms), hidden(session)) == ([], [])

"""Another file in a picture's place is neither looked at in its stead nor shown."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.reports.eda.read import read_eda
from imgsearch.reports.pictures import thumbnail
from imgsearch.search.result import Hit, SearchResult
from imgsearch.shown.hits import Hits
from imgsearch.shown.sheet import write_sheet
from imgsearch.tables import Image
from loaders.classified import load_classified
from loaders.embeddings import load_image_embeddings
from loaders.folder import load_folder
from tests.screened import GreyDetector, GreyEncoder, shown, states


def encode(session: Session) -> None:
    load_image_embeddings(session, "small", lambda _: GreyEncoder(), detectors=[GreyDetector()])


def look_again(session: Session) -> None:
    load_classified(session, GreyDetector())


@pytest.mark.parametrize("look", [encode, look_again])
def test_a_file_that_is_there_only_while_detectors_look_clears_nothing(
    strict: Session, engine: Engine, photos: Path, look: Callable[[Session], None]
) -> None:
    list(load_folder(strict, photos, find_terms))
    white, dark = photos / "white.png", photos / "dark.png"
    meant = white.read_bytes()
    white.write_bytes(dark.read_bytes())
    look(strict)
    white.write_bytes(meant)
    assert "white.png" not in shown(engine)
    assert states(strict)["white.png"] == "unscreened"
    look_again(strict)
    assert states(strict)["white.png"] == "hidden"


@pytest.fixture
def replaced(loaded: Session, photos: Path) -> Hit:
    """A picture that may be shown, and whose file is white since it was loaded."""
    row = loaded.execute(select(Image).where(Image.name == "dark.png")).scalar_one()
    loaded.rollback()
    Pillow.new("RGB", (8, 8), "white").save(photos / "dark.png")
    return Hit(1, 1.0, True, row.id, row.name, row.path, None, 0.0, 8, 8, sha256=row.sha256)


def in_page(page: str) -> list[Pillow.Image]:
    return [Pillow.open(BytesIO(base64.b64decode(found))) for found in re.findall(r"base64,([^\"']*)", page)]


def sheet(hit: Hit, folder: Path) -> list[Pillow.Image]:
    write_sheet(folder / "sheet.html", "x", [hit])
    return in_page((folder / "sheet.html").read_text())


def notebook(hit: Hit, _: Path) -> list[Pillow.Image]:
    return in_page(Hits(SearchResult("x", "en", [hit], []))._repr_html_())


@pytest.mark.parametrize("show", [sheet, notebook])
def test_what_has_taken_a_pictures_place_is_not_shown(
    replaced: Hit, tmp_path: Path, show: Callable[[Hit, Path], list[Pillow.Image]]
) -> None:
    (picture,) = show(replaced, tmp_path)
    assert picture.convert("L").getextrema()[0] < 200  # type: ignore[operator]


@pytest.mark.usefixtures("replaced")
def test_a_report_has_no_picture_of_it_either(loaded: Session) -> None:
    data = read_eda(loaded)
    files = {name: file for name, file, _text in data.samples}
    assert thumbnail(files["dark.png"]) == ""
    assert thumbnail(files["said.png"]).startswith("data:image/jpeg")
    assert all(thumbnail(file) == "" for name, file in data.pictures.values() if name == "dark.png")

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sklearn.datasets
from click.testing import CliRunner
from PIL import Image as Pillow
from sqlalchemy import Engine, insert, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.cli import main
from imgsearch.errors import BadInput
from imgsearch.models.loaded import shipped_regressor
from imgsearch.tables import Regressor

DOCUMENT = Path(__file__).parents[2] / "docs" / "python.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE)
PLACE = "Nikon of somebody at 52.1N 4.2E"


@pytest.fixture
def gallery(database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> URL:
    """Two photographs, loaded; one says in its EXIF data whose it is."""
    folder = tmp_path / "photos"
    folder.mkdir()
    photos = Path(sklearn.datasets.__file__).parent / "images"
    shutil.copy(photos / "china.jpg", folder)
    exif = Pillow.Exif()
    exif[0x8298] = PLACE
    Pillow.open(photos / "flower.jpg").save(folder / "flower.jpg", quality=95, exif=exif)
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    run("load", folder)
    # Without captions the classifier hides more than it must; an editor has looked.
    run("minors", "clear", "china.jpg", "flower.jpg", "--by", "editor")
    return database_url


def run(*arguments: object) -> None:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.output


@pytest.fixture
def catalog(gallery: URL) -> Iterator[Catalog]:
    with Catalog.open(gallery.render_as_string(hide_password=False)) as opened:
        yield opened


def test_the_document_runs(gallery: URL, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for block in BLOCKS:
        exec(compile(block, str(DOCUMENT), "exec"), names)
    assert [hit.name for hit in names["hits"]] == ["flower.jpg"]
    assert [hit.name for hit in names["landscapes"]] == ["china.jpg"]
    assert [hit.name for hit in names["second_page"]] == ["flower.jpg"]
    assert names["alike"][0].score > 0.99
    assert sorted(names["pictures"]["name"]) == ["china.jpg", "flower.jpg"]
    assert "This image is unavailable in your country" in capsys.readouterr().out


def test_a_notebook_shows_thumbnails_without_metadata(catalog: Catalog) -> None:
    shown = catalog.search("a purple flower")
    html = shown._repr_html_()
    assert html.count("data:image/jpeg;base64,") == 1
    assert PLACE.encode() in Path(shown[0].path).read_bytes()
    thumbnail = base64.b64decode(html.split("base64,")[1].split('"')[0])
    assert thumbnail.startswith(b"\xff\xd8")
    assert PLACE.encode() not in thumbnail
    assert "Nothing matches" in catalog.search("a rally car in the desert")._repr_html_()
    refused = catalog.search("a child on a swing", nearest=True)._repr_html_()
    assert "unavailable in your country" in refused
    assert "<img" not in refused


def test_flagged_pictures_are_neither_hits_nor_rows(catalog: Catalog) -> None:
    run("minors", "flag", "flower.jpg", "--by", "editor")
    assert list(catalog.frame()["name"]) == ["china.jpg"]
    assert [hit.name for hit in catalog.search("a purple flower", nearest=True)] == ["china.jpg"]


def test_another_regressor_is_used_from_the_next_search_on(catalog: Catalog, engine: Engine) -> None:
    assert catalog.search("a purple flower").result.regressor_id is None
    shipped = shipped_regressor()
    assert shipped is not None
    with Session(engine) as session, session.begin():
        encoder_id = catalog.search("a purple flower").result.encoder_id
        added = insert(Regressor).values(
            encoder_id=encoder_id, is_active=True, card=shipped.card, metrics={}, artifact=shipped.to_bytes()
        )
        regressor_id = session.scalar(added.returning(Regressor.id))
    assert catalog.search("a purple flower").result.regressor_id == regressor_id
    with Session(engine) as session, session.begin():
        session.execute(update(Regressor).values(is_active=False))
    assert catalog.search("a purple flower").result.regressor_id is None


def test_threads_share_a_catalog(catalog: Catalog) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(lambda text: catalog.search(text, limit=1)[0].name, ["a purple flower"] * 12))
    assert names == ["flower.jpg"] * 12


Arguments = Callable[[Path], dict[str, str]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (lambda folder: {}, "either a database's URL or data_dir"),
        (lambda folder: {"url": "postgresql://x", "data_dir": str(folder)}, "either a database's URL"),
        (lambda folder: {"data_dir": str(folder / "none")}, "there is no database in"),
    ],
)
def test_opening_nothing_is_refused(tmp_path: Path, arguments: Arguments, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        Catalog.open(**arguments(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_importing_imgsearch_is_cheap() -> None:
    program = "import sys, imgsearch; sys.exit(any(name in sys.modules for name in ('numpy', 'pandas', 'sqlalchemy')))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

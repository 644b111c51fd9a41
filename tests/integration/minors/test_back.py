"""Pictures that come back with the texts that hide them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.screened import load_all, shown, states

SAID = [
    {"captions.tsv": "dark.png#0\ta girl smiles at the camera\n"},
    {"metadata.csv": "image,title\ndark.png,A girl smiles\n"},
    {"captions.csv": "image,caption\ndark.png,a girl smiles at the camera,a column too many\nboy.png,rocks\n"},
    {"dark.png.xmp": '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
     '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>girl</rdf:li></rdf:Bag>'
     "</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"},
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_a_folder_that_was_away_comes_back_without_showing_what_its_texts_hide(
    strict: Session, engine: Engine, photos: Path, tmp_path: Path, said: dict[str, str]
) -> None:
    below = photos / "june"
    below.mkdir()
    (photos / "dark.png").rename(below / "dark.png")
    for name, content in said.items():
        (below / name).write_text(content)
    load_all(strict, photos)
    assert states(strict)["june/dark.png"] == "hidden"
    before = shown(engine)
    below.rename(tmp_path / "away")
    load_all(strict, photos)
    assert states(strict)["june/dark.png"] in ("hidden", "missing")
    (tmp_path / "away").rename(below)
    seen: set[str] = set()

    def look(_: Session) -> None:
        seen.update(shown(engine))

    event.listen(strict, "after_commit", look)
    load_all(strict, photos)
    event.remove(strict, "after_commit", look)
    assert states(strict)["june/dark.png"] == "hidden"
    assert seen == set(before)

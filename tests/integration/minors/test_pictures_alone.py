"""`imgsearch load images` reads no file of texts, and shows nothing that a picture's own file forbids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from imgsearch.files import locate
from imgsearch.minors import find_terms
from loaders.captions import load_captions
from loaders.classified import load_classified
from loaders.folder import load_files, load_pictures_alone
from loaders.metadata import load_metadata
from loaders.minors import load_minors
from loaders.under_way import places_under_way
from tests.embedded_files import bag, xmp
from tests.screened import GreyDetector, load_all, shown, states


@pytest.fixture
def tagged(photos: Path) -> Path:
    for number, (name, tag) in enumerate({"tagged.jpg": "child", "plain.jpg": "harbour", "listed.jpg": "pier"}.items()):
        noise = np.random.default_rng(number).integers(0, 12, (64, 64), dtype=np.uint8)
        Pillow.fromarray(noise).save(photos / name, xmp=xmp(bag("dc:subject", tag)))
    (photos / "for the agency.txt").write_text("listed.jpg;a boy of six\n")
    return photos


def test_what_is_written_in_a_file_and_in_a_list_hides_its_picture(
    strict: Session, engine: Engine, tagged: Path
) -> None:
    results = list(load_pictures_alone(strict, tagged, find_terms))
    load_classified(strict, GreyDetector())
    found = states(strict)
    assert {name: found[name] for name in ("tagged.jpg", "listed.jpg", "plain.jpg")} == {
        "tagged.jpg": "hidden",
        "listed.jpg": "hidden",
        "plain.jpg": "clear",
    }
    assert "plain.jpg" in shown(engine)
    assert [result.kind for result in results] == ["images, shoot", "minor evidence"]
    assert places_under_way(strict) == []


def test_they_wait_for_the_end_of_their_load(strict: Session, engine: Engine, tagged: Path) -> None:
    next(iter(load_pictures_alone(strict, tagged, find_terms)))
    strict.rollback()
    load_minors(strict, find_terms)
    load_classified(strict, GreyDetector())
    assert shown(engine) == []


def test_files_of_texts_are_named_and_what_they_say_of_minors_holds_until_they_are_loaded(
    strict: Session, engine: Engine, tagged: Path
) -> None:
    captions, metadata = tagged / "captions.tsv", tagged / "metadata.csv"
    captions.write_text("dark.png#0\ta girl hides\n")
    metadata.write_text("image,tags\ndark.png,rock\nplain.jpg,schoolgirl\n")
    results = list(load_pictures_alone(strict, tagged, find_terms))
    load_classified(strict, GreyDetector())
    assert f"not loaded: {captions}; `imgsearch load captions {captions}` does that" in results[0].notes
    assert f"not loaded: {metadata}; `imgsearch load metadata {metadata}` does that" in results[0].notes
    assert shown(engine) == []
    captions.write_text("dark.png#0\ta woman hides\n")
    metadata.write_text("image,tags\nplain.jpg,school\n")
    load_captions(strict, [captions])
    load_metadata(strict, metadata)
    load_minors(strict, find_terms)
    assert shown(engine) == ["dark.png", "plain.jpg"]


def test_a_load_of_everything_reads_them(strict: Session, engine: Engine, tagged: Path) -> None:
    list(load_pictures_alone(strict, tagged, find_terms))
    load_all(strict, tagged)
    assert shown(engine) == ["dark.png", "plain.jpg", "said.png"]


def test_what_files_beside_a_single_picture_say_hides_it_until_they_are_loaded(
    strict: Session, engine: Engine, tagged: Path
) -> None:
    captions = tagged / "captions.tsv"
    captions.write_text("dark.png#0\ta girl hides\n")
    pictures = [locate(str(tagged / name)) for name in ("dark.png", "plain.jpg", "listed.jpg")]
    results = list(load_files(strict, pictures, find_terms))
    load_classified(strict, GreyDetector())
    assert shown(engine) == ["plain.jpg"]
    note = f"not loaded: {captions}; `imgsearch load captions {captions}` does that"
    assert note in results[0].notes
    captions.write_text("dark.png#0\ta woman hides\n")
    load_captions(strict, [captions])
    load_minors(strict, find_terms)
    assert shown(engine) == ["dark.png", "plain.jpg"]
    assert note not in next(load_files(strict, pictures, find_terms)).notes


def test_files_in_other_folders_are_left_to_a_load_of_everything(strict: Session, tagged: Path) -> None:
    (tagged / "below").mkdir()
    (tagged / "below" / "captions.csv").write_text("image,caption\nx.jpg,a girl\n")
    results = list(load_files(strict, [locate(str(tagged / "dark.png"))], find_terms))
    assert [note for note in results[0].notes if "below" in note] == []

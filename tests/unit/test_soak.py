"""What the soak calls an error, what it reads off answers, and when it calls memory flat."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.soaking import faults, outcome, visitors
from benchmarks.soaking.encoder import WIDTH, save_encoder
from benchmarks.soaking.faults import GRACE_SECONDS, Faults
from benchmarks.soaking.ledger import Ledger
from benchmarks.soaking.outcome import JUDGED_SECONDS, Memory
from benchmarks.soaking.owners import Folder
from imgsearch.encoders import check_vectors, load_encoder


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time.monotonic() says."""
    now = [100.0]
    for module in (faults, outcome):
        monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_an_error_is_documented_only_while_what_it_tells_of_was_down_or_shortly_after(clock: list[float]) -> None:
    seen = Faults()
    with seen.down("database"):
        clock[0] = 110.0
        assert seen.explain({"database"}, 105, 106)
        assert seen.explain({"database"}, 90, 101)
    assert not seen.explain({"database"}, 90, 100)
    assert not seen.explain({"the page"}, 105, 106)
    assert seen.explain({"the page", "database"}, 110 + GRACE_SECONDS - 0.1, 120)
    assert not seen.explain({"database"}, 110 + GRACE_SECONDS, 120)
    assert seen.counts() == {"database": 1}
    assert seen.longest("database") == 10


@pytest.mark.parametrize(("growth_mb", "seconds", "flat"), [(0, 2000, True), (60, 2000, False), (60, 300, True)])
def test_memory_is_flat_where_a_long_run_does_not_grow(
    clock: list[float], growth_mb: float, seconds: float, flat: bool
) -> None:
    memory = Memory()
    for step in range(101):
        clock[0] = 100 + seconds * step / 100
        memory.add(500 + growth_mb * step / 100)
    found, is_flat = memory.measure()
    assert is_flat is flat
    assert (seconds >= JUDGED_SECONDS) or is_flat
    assert found["memory of the page that goes on, growth a minute"] == pytest.approx(growth_mb * 60 / seconds)


def test_the_pictures_of_an_answer_are_those_of_its_hits() -> None:
    page = b'<img src="/thumbnail/17.webp"> <img src="/thumbnail/4.webp">'
    assert visitors.shown_in("/?q=a", page) == {4, 17}
    api = json.dumps({"hits": [{"image_id": 3}, {"image_id": 9}]}).encode()
    assert visitors.shown_in("/api/search?q=a", api) == {3, 9}


def test_files_come_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.soaking.owners.time.sleep", lambda _seconds: None)
    pictures = []
    for number in range(20):
        pictures.append(tmp_path / f"{number}.jpg")
        pictures[-1].write_bytes(b"x")
    ledger = Ledger()
    folder = Folder(tmp_path / "photos", pictures, ledger, seed=1)
    for _ in range(200):
        folder.change()
    counts = [ledger.counted(f"files that {what}") for what in ("came", "went", "got another name")]
    assert min(counts) > 5
    assert sum(counts) == 200


def test_errors_are_kept_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    ledger = Ledger()
    for _ in range(5):
        ledger.fail("a search answered 500")
    assert len(ledger.errors) == 5
    assert capsys.readouterr().err.count("a search answered 500") == 3


def test_the_encoder_that_takes_turns_tells_pictures_and_texts_apart(tmp_path: Path) -> None:
    encoder = load_encoder(save_encoder(tmp_path / "encoder", ["A dog", "a house in snow"]))
    pictures = encoder.encode_images([Image.new("RGB", (40, 20), "red"), Image.new("L", (9, 30), 200)])
    texts = encoder.encode_texts(["a dog", "Snow", "a word that it does not know " * 20])
    for vectors in (pictures, texts):
        check_vectors(vectors, WIDTH)
        assert np.abs(vectors[0] - vectors[1]).max() > 0.1

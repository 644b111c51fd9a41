"""The main job as a user does it: load a folder, look, search, train, with the real encoder and a real server."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from benchmarks.main_job import QUALITY, read_figures

from .conftest import Run

COLOURS = ("red", "green", "blue", "yellow", "black", "white", "purple", "orange", "brown", "gray")
#: Enough pictures to train on.
PICTURES = 24


def write_pictures(folder: Path, count: int, seed: int = 0) -> None:
    """Each with lines of its own: what looks the same is one photograph, and hidden with it."""
    folder.mkdir()
    generator = Random(seed)
    for number in range(count):
        image = Image.new("RGB", (80, 60), COLOURS[number % len(COLOURS)])
        draw = ImageDraw.Draw(image)
        draw.ellipse((number, 5, number + 30, 40), fill=COLOURS[(number + 3) % len(COLOURS)])
        for shade in ("black", "white") * 4:
            places = [generator.randrange(80) for _ in range(4)]
            draw.line(places, fill=shade, width=6)
        image.save(folder / f"{number}.jpg", quality=90)


def write_rated_set(folder: Path) -> None:
    """The client's layout: each picture is rated against its own text and its neighbour's."""
    write_pictures(folder / "train_images", PICTURES)
    write_pictures(folder / "test_images", 3, seed=1)
    for number in range(3):
        (folder / "test_images" / f"{number}.jpg").rename(folder / "test_images" / f"test{number}.jpg")

    def said(number: int) -> str:
        return f"a {COLOURS[number % 10]} field with a {COLOURS[(number + 3) % 10]} flower , number {number}"

    pairs = [(n, m) for n in range(PICTURES) for m in (n, (n + 1) % PICTURES, (n + 5) % PICTURES)]
    lines = [f'{n}.jpg,{m}.jpg#0,"{said(m)}"' for n, m in pairs]
    (folder / "train_dataset.csv").write_text("image,query_id,query_text\n" + "\n".join(lines) + "\n")
    experts = [f"{n}.jpg\t{m}.jpg#0\t" + ("4\t4\t3" if n == m else "1\t2\t1") for n, m in pairs]
    (folder / "ExpertAnnotations.tsv").write_text("\n".join(experts) + "\n")
    crowd = [f"{n}.jpg\t{m}.jpg#0\t" + ("1\t3\t0" if n == m else "0\t0\t3") for n, m in pairs]
    (folder / "CrowdAnnotations.tsv").write_text("\n".join(crowd) + "\n")
    captions = [f"{n}.jpg#{k}\t{said(n)} {'again' * k}" for n in range(PICTURES) for k in (1, 2)]
    captions += [f"test{n}.jpg#1\ta {COLOURS[n]} wall with a flower" for n in range(3)]
    captions.append("3.jpg#3\tA boy holds a poster")
    (folder / "own_captions.tsv").write_text("\n".join(captions) + "\n")
    queries = [f"{n}|test{n}.jpg#0|a {COLOURS[n]} poster|test{n}.jpg" for n in range(3)]
    (folder / "test_queries.csv").write_text("|query_id|query_text|image\n" + "\n".join(queries) + "\n")
    names = [f"test{n}.jpg" for n in range(3)]
    (folder / "test_images.csv").write_text("image\n" + "\n".join(names) + "\n")


def check_status(imgsearch: Run) -> None:
    status = json.loads(imgsearch("status", "--json").stdout)
    assert {gallery["gallery"]: gallery["pictures"] for gallery in status["galleries"]} == {
        "train_images": PICTURES,
        "test_images": 3,
    }
    assert status["rows"]["expert ratings"] == 72
    assert status["rows"]["crowd ratings"] == 72
    assert status["rows"]["rejects"] == 0
    assert sum(gallery["flagged"] for gallery in status["galleries"]) == 1
    assert {encoder["name"] for encoder in status["encoders"]} >= {"small", "minilm", "use-multilingual"}
    assert "pictures" in imgsearch("status").stdout


def check_training(imgsearch: Run, model: Path) -> None:
    trained = imgsearch("train", "regressor", "--out", model)
    assert "five folds by picture" in trained.stdout
    assert (model).stat().st_size > 1000


def check_queries(imgsearch: Run, folder: Path) -> None:
    found = json.loads(imgsearch("query", "a yellow poster", "--json", "--nearest", "--limit", "5").stdout)
    assert len(found["hits"]) == 5
    scores = [hit["score"] for hit in found["hits"]]
    assert all(0 <= score <= 1 for score in scores)
    assert "3.jpg" not in {hit["name"] for hit in found["hits"]}

    everything = json.loads(imgsearch("query", "a poster", "--json", "--nearest", "--all", "--limit", "100").stdout)
    assert len(everything["hits"]) == PICTURES + 3 - 1

    refused = imgsearch("query", "дети с мячом").stdout
    assert refused.strip() == "Это изображение недоступно в вашей стране в соответствии с местным законодательством"

    nothing = imgsearch("query", "a poster", "--min-score", "1")
    assert nothing.stdout.startswith("Nothing matches")

    explained = imgsearch("query", "a blue poster", "--explain").stdout
    assert "Limit" in explained
    assert "candidates: 26" in explained

    by_picture = json.loads(imgsearch("query", "--image", folder / "train_images/7.jpg", "--json").stdout)
    assert by_picture["hits"][0]["name"] == "7.jpg"
    assert by_picture["hits"][0]["score"] == pytest.approx(1, abs=0.01)


def check_sheets(imgsearch: Run, folder: Path) -> None:
    for sheet in ("sheet.html", "sheet.png"):
        imgsearch("query", "a blue poster", "--nearest", "--sheet", folder / sheet)
        assert (folder / sheet).stat().st_size > 5000
    with Image.open(folder / "sheet.png") as image:
        assert image.width > 1000


def check_figures(figures: dict[tuple[str, str, str], dict[str, float]]) -> None:
    for split in ("picture", "caption"):
        error = figures[split, "pixels", "mse"]
        assert 0 <= error["low"] <= error["value"] <= error["high"] < 1
        assert error["sample_size"] == 72
    assert {split for split, _model, metric in figures if metric == "recall_1"} >= {
        "test queries, allowed",
        "test queries, all",
    }
    assert not any(split == "unseen" for split, _model, _metric in figures)
    assert figures["searches", "first 10", "same_top_10"]["sample_size"] > 0


def check_tables(url: URL, evaluation: int, figures: int) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT count(*), min(evaluation_id) FROM evaluation_figure")).one()
        assert tuple(stored) == (figures, evaluation)
        assert connection.scalar(text("SELECT count(*) FROM search WHERE refused")) == 1
        assert connection.scalar(text("SELECT count(*) FROM search WHERE text IS NULL")) == 1
        assert connection.scalar(text("SELECT count(*) FROM model_prediction")) == 72 * 2 * 10
    engine.dispose()


@pytest.mark.usefixtures("quick_fits")
def test_main_job_from_load_to_query(imgsearch: Run, tmp_path: Path, database_url: URL) -> None:
    folder = tmp_path / "rated"
    folder.mkdir()
    write_rated_set(folder)
    imgsearch("load", folder)
    check_status(imgsearch)
    check_training(imgsearch, tmp_path / "model.safetensors")
    check_queries(imgsearch, folder)
    check_sheets(imgsearch, tmp_path)
    printed = imgsearch("evaluate", "--resamples", "20", "--json").stdout
    evaluated = json.loads(printed)
    assert set(QUALITY) <= set(read_figures(printed))  # as `make bench` does
    figures = {(f["split"], f["model"], f["metric"]): f for f in evaluated["figures"]}
    check_figures(figures)
    compared = imgsearch("compare", "--quick").stdout
    assert "folds by caption, columns: captions" in compared
    assert re.search(r"^  shipped +0\.\d{4} ", compared, re.MULTILINE)
    assert "no model oracle" in imgsearch("compare", "--models", "oracle", code=1).output
    check_tables(database_url, evaluated["evaluation"], len(figures))


def test_plain_folder_is_scored_by_the_shipped_regressor(imgsearch: Run, tmp_path: Path) -> None:
    write_pictures(tmp_path / "photos", 3)
    lines = ["image,caption", *(f"{n}.jpg,a red poster on the wall" for n in range(3))]
    (tmp_path / "photos" / "captions.csv").write_text("\n".join(lines))
    imgsearch("load", tmp_path / "photos")
    found = json.loads(imgsearch("query", "a red poster", "--json", "--nearest").stdout)
    assert {hit["name"] for hit in found["hits"]} == {"0.jpg", "1.jpg", "2.jpg"}
    assert "the one that ships with imgsearch" in imgsearch("status").stdout


def test_mistakes_get_one_line_and_exit_code_1(imgsearch: Run, tmp_path: Path) -> None:
    empty = imgsearch("query", "a dog", code=1)
    assert empty.output.strip() == (
        "Error: There is no picture that may be shown; run `imgsearch load DIR`; "
        "`imgsearch status` says what is missing."
    )
    assert "Traceback" not in imgsearch("load", tmp_path, code=1).output
    write_pictures(tmp_path / "photos", 1)
    (tmp_path / "photos" / "captions.csv").write_text("image,caption\n0.jpg,a red poster on the wall\n")
    imgsearch("load", tmp_path / "photos")
    assert "20 pictures" in imgsearch("train", "regressor", code=1).output
    not_a_picture = tmp_path / "x.txt"
    not_a_picture.write_text("text")
    assert "not a picture" in imgsearch("query", "--image", not_a_picture, code=1).output
    assert "ends in .html" in imgsearch("query", "red", "--nearest", "--sheet", tmp_path / "a.gif", code=2).output
    shutil.rmtree(tmp_path / "photos")
    assert imgsearch("query", "red", "--nearest", "--sheet", tmp_path / "a.png").exit_code == 0


def test_bad_options_exit_with_2(imgsearch: Run) -> None:
    imgsearch("query", code=2)
    imgsearch("query", "dog", "--image", "/does/not/exist.jpg", code=2)
    imgsearch("query", "dog", "--limit", "0", code=2)

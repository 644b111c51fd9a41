from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from imgsearch.errors import BadInput
from imgsearch.files import Location
from loaders.captions import caption_format
from loaders.directory import Layout, recognise


def make(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def names(paths: Iterable[Location]) -> list[str]:
    return [path.name for path in paths]


def test_rated_set(tmp_path: Path) -> None:
    parts = ("train_images/a.jpg", "test_images/c.jpg", "train_dataset.csv", "ExpertAnnotations.tsv")
    layout = recognise(make(tmp_path, *parts, "CrowdAnnotations.tsv", "test_queries.csv", "own_captions.tsv"))
    assert layout == Layout(
        tmp_path,
        (tmp_path / "train_images", tmp_path / "test_images"),
        True,
        (tmp_path / "train_dataset.csv", tmp_path / "own_captions.tsv"),
        tmp_path / "ExpertAnnotations.tsv",
        tmp_path / "CrowdAnnotations.tsv",
        tmp_path / "test_queries.csv",
    )


def test_parts_of_a_rated_set_may_be_missing(tmp_path: Path) -> None:
    layout = recognise(make(tmp_path, "test_images/c.jpg", "test_queries.csv", "captions.tsv"))
    assert names(layout.galleries) == ["test_images"]
    assert names(layout.captions) == ["captions.tsv"]
    assert (layout.experts, layout.crowd) == (None, None)


@pytest.mark.parametrize("captions", ["captions.tsv", "captions.csv", "captions.txt"])
def test_plain_folder(tmp_path: Path, captions: str) -> None:
    layout = recognise(make(tmp_path, "2019/summer/a.JPG", captions))
    assert layout == Layout(tmp_path, (tmp_path,), False, (tmp_path / captions,))


def test_plain_folder_without_captions(tmp_path: Path) -> None:
    assert recognise(make(tmp_path, "a.webp")) == Layout(tmp_path, (tmp_path,), False, ())


def test_folder_with_hidden_pictures_alone_is_refused(tmp_path: Path) -> None:
    message = r"holds neither pictures \(.*\.jpg.*\) nor a rated set: .*train_images/.*train_dataset\.csv"
    with pytest.raises(BadInput, match=message):
        recognise(make(tmp_path, ".trash/a.jpg", ".b.jpg", "notes.txt"))


def test_missing_folder_and_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no folder .*nowhere"):
        recognise(tmp_path / "nowhere")
    (tmp_path / "captions.csv").write_text("image,caption\n")
    with pytest.raises(BadInput, match=r"captions\.csv is not a folder; .* give it to `imgsearch load captions`"):
        recognise(tmp_path / "captions.csv")
    with pytest.raises(BadInput, match=r"a\.jpg is not a folder"):
        recognise(make(tmp_path, "a.jpg") / "a.jpg")


def test_files_of_texts_may_have_capitals(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", "b/Captions.CSV", "captions.csv", "METADATA.JSON")
    layout = recognise(tmp_path)
    assert layout.captions == (tmp_path / "captions.csv", tmp_path / "b/Captions.CSV")
    assert layout.metadata == (tmp_path / "METADATA.JSON",)
    (tmp_path / "b/Captions.CSV").write_text("a.jpg,without a header\n")
    assert caption_format(tmp_path / "b/Captions.CSV").delimiter == ","

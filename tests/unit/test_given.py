"""What scripts give to a search becomes what the search takes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.search import Query
from imgsearch.shown.catalog import Catalog
from imgsearch.shown.given import given_flags, given_id, given_ids, given_pictures, given_query


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGBA", "1", "I;16"])
def test_an_opened_picture_is_taken_as_its_file_would_be(tmp_path: Path, mode: str) -> None:
    picture = Pillow.new(mode, (4, 3))
    picture.save(tmp_path / "a.tif")
    opened, read = given_pictures([picture, tmp_path / "a.tif"])
    assert (opened.mode, opened.size) == (read.mode, read.size) == ("RGB", (4, 3))
    np.testing.assert_array_equal(np.asarray(opened), np.asarray(read))


def test_ids_of_any_kind_of_whole_number_are_taken_one_or_several() -> None:
    assert given_ids(np.int64(7)) == given_ids([7]) == given_ids((np.int32(7),)) == given_ids(iter([7])) == [7]
    assert given_ids(()) == []
    assert type(given_id(np.int64(7))) is int


@pytest.mark.parametrize("given", ["7", b"7", 7.0, None, [None], ["7"], True, [True], np.True_])
def test_what_is_no_whole_number_is_no_id(given: object) -> None:
    with pytest.raises(BadInput, match="is no picture's id; hits have it as image_id"):
        given_ids(given)


@pytest.mark.parametrize("given", [None, 5, [None], b"bytes", np.zeros((50, 50, 3)), [np.zeros((50, 50, 3))]])
def test_what_is_no_picture_is_named_in_a_short_line(given: object) -> None:
    with pytest.raises(
        BadInput, match=r"is no picture; give the path of a file, or a picture that Pillow has"
    ) as raised:
        given_pictures(given)  # type: ignore[arg-type]
    said = str(raised.value)
    assert len(said) < 200
    assert "\n" not in said


def test_an_opened_picture_that_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    Pillow.fromarray(noise).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:2000])
    closed = Pillow.new("RGB", (4, 3))
    closed.close()
    with Pillow.open(tmp_path / "b.png") as damaged:
        for picture in (closed, damaged, Pillow.new("L", (0, 3))):
            with pytest.raises(UnreadableImage, match=r"^the picture "):
                given_pictures(picture)


def test_a_word_is_no_flag_and_truth_is_no_number() -> None:
    given_flags(nearest=True, every=np.False_, literal=None)
    with pytest.raises(BadInput, match="nearest is 'no'; it has to be True or False"):
        given_flags(nearest="no")
    for options in ({"limit": True}, {"offset": False}, {"min_score": True}):
        with pytest.raises(BadInput, match=r"it must be a number|whole numbers"):
            Query.of("a dog", **options)


def test_a_text_is_no_query_that_was_made_before() -> None:
    with pytest.raises(BadInput, match="'a dog' is no Query; texts are given to search"):
        given_query("a dog")


@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_catalog_says_that_it_is_neither_pickled_nor_copied(take: Callable[[object], object]) -> None:
    with pytest.raises(BadInput, match=r"open one with Catalog.open in each process"):
        take(Catalog.__new__(Catalog))


@pytest.mark.parametrize("given", [{"url": 5}, {"data_dir": 5}, {"url": b"postgresql://"}])
def test_what_is_no_address_opens_nothing(given: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=r"^Catalog.open takes the URL, or the directory, as text"):
        Catalog.open(**given)  # type: ignore[arg-type]

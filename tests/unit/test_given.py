"""What scripts give to a search becomes what the search takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgsearch.errors import BadInput
from imgsearch.shown.given import given_id, given_ids, given_pictures


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


@pytest.mark.parametrize("given", ["7", b"7", 7.0, None, [None], ["7"]])
def test_what_is_no_whole_number_is_no_id(given: object) -> None:
    with pytest.raises(BadInput, match="is no picture's id; hits have it as image_id"):
        given_ids(given)

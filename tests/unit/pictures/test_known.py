"""A file is read as long as it is the one that was loaded, and of any size that is a size."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image as Pillow

from imgsearch.errors import UnreadableImage
from imgsearch.pictures import limits
from imgsearch.pictures.known import KnownFile, read_known_bytes, read_known_picture
from tests.odd_pictures import saved

RED = saved(Pillow.new("RGB", (40, 30), "red"), "PNG").getvalue()
BLUE = saved(Pillow.new("RGB", (40, 30), "blue"), "PNG").getvalue()


def test_the_file_that_was_loaded_is_read_and_no_other_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(RED)
    known = KnownFile(str(path), sha256(RED).digest())
    assert read_known_bytes(known) == RED
    assert read_known_picture(known).getpixel((1, 1)) == (255, 0, 0)
    path.write_bytes(BLUE)
    for read in (read_known_bytes, read_known_picture):
        with pytest.raises(UnreadableImage, match=r"^changed since it was loaded; load its folder again$"):
            read(known)
    path.unlink()
    for read in (read_known_bytes, read_known_picture):
        with pytest.raises(UnreadableImage, match=r"^cannot be opened: No such file or directory$"):
            read(known)


@pytest.mark.parametrize(("width", "height", "is_refused"), [(1, 1, False), (0, 1, True), (1, 0, True), (-1, 5, True)])
def test_a_picture_has_a_pixel_at_least(width: int, height: int, is_refused: bool) -> None:
    if not is_refused:
        limits.check_size(width, height)
        return
    with pytest.raises(UnreadableImage):
        limits.check_size(width, height)


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1)])
def test_a_line_of_pixels_is_a_picture(tmp_path: Path, size: tuple[int, int]) -> None:
    data = saved(Pillow.new("RGB", size, "red"), "PNG").getvalue()
    (tmp_path / "a.png").write_bytes(data)
    picture = read_known_picture(KnownFile(str(tmp_path / "a.png"), sha256(data).digest()))
    assert (picture.size, picture.getpixel((0, 0))) == (size, (255, 0, 0))

"""Finding faces: boxes, which of them count, and the networks that ship."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from imgsearch.minors.detectors.faces import FaceFinder, find, load_finder
from imgsearch.minors.detectors.faces.find import (
    AGES,
    DESCRIPTOR,
    FACE_PIXELS,
    MOST,
    SIDE_PIXELS,
    Face,
    Found,
    around,
    choose,
    decode,
    overlap,
    places,
)
from imgsearch.pictures.decode import read_larger, read_picture
from imgsearch.pictures.known import KnownFile, read_known_picture


def box(*corners: float) -> Any:  # noqa: ANN401
    return np.array(corners, dtype=np.float32)


def outputs(**sure: float) -> list[Any]:
    """Of the finder, for one picture: nothing is a face but what is named by step and row; 64 wide and 32 high."""
    first = {8: 0, 16: 1024, 32: 1280}
    odds, boxes = np.full((1344, 1), 0.01, dtype=np.float32), np.zeros((1344, 4), dtype=np.float32)
    for name, value in sure.items():
        step, row = (int(part) for part in name.removeprefix("step").split("_"))
        odds[first[step] + row] = value
        boxes[first[step] + row] = [0.5, 0.25, np.log(64 / step), np.log(32 / step)]
    return [odds, boxes]


def test_boxes_are_measured_from_the_corners_of_their_places() -> None:
    at = places()
    assert at.shape == (1024 + 256 + 64, 3)
    assert (at[0].tolist(), at[1].tolist(), at[32].tolist()) == ([0, 0, 8], [8, 0, 8], [0, 8, 8])
    assert (at[1024].tolist(), at[1025].tolist(), at[-1].tolist()) == ([0, 0, 16], [16, 0, 16], [224, 224, 32])


def test_a_box_of_a_sure_place_is_told_in_parts_of_the_picture() -> None:
    # The 7th place of the first row of steps of 16 is 96 pixels from the left; the last one of 32 is cut at the edge.
    found = decode(*outputs(step16_6=0.9, step8_40=0.49, step32_63=0.95))
    np.testing.assert_allclose(found.sure, [0.9, 0.95], rtol=1e-5)
    np.testing.assert_allclose(found.boxes * SIDE_PIXELS, [[72, -12, 136, 20], [208, 216, 272, 248]], atol=1e-3)
    assert decode(*outputs()).boxes.shape == (0, 4)


def test_of_boxes_that_overlap_the_surest_stays_and_the_clearest_are_kept() -> None:
    boxes = np.stack([box(0, 0, 0.2, 0.2), box(0.01, 0, 0.21, 0.2), box(0.5, 0.5, 0.53, 0.53), box(0.6, 0, 0.7, 0.1)])
    found = choose(Found(boxes, np.array([0.8, 0.9, 0.99, 0.52], dtype=np.float32)))
    # The third is sure and small, the fourth is hardly one.
    np.testing.assert_allclose(found.boxes, boxes[[1, 2]])
    many = np.stack([box(left, 0, left + 0.05, 0.2) for left in np.arange(8) / 10])
    kept = choose(Found(many, np.linspace(0.6, 0.95, 8, dtype=np.float32)))
    np.testing.assert_allclose(kept.boxes[:, 0], [0.7, 0.6, 0.5, 0.4])
    assert len(kept.boxes) == MOST + 1
    assert choose(Found(many[:0], np.zeros(0, dtype=np.float32))).boxes.shape == (0, 4)


def test_overlap_is_what_two_boxes_share() -> None:
    assert overlap(box(0, 0, 2, 2), box(1, 0, 3, 2)) == pytest.approx(2 / 6)
    assert overlap(box(0, 0, 1, 1), box(1, 0, 2, 1)) == 0


def test_what_is_around_a_face_ends_at_the_edge() -> None:
    assert around(box(0.5, 0.5, 0.7, 0.6), (100, 200)) == pytest.approx((45.4, 99, 74.6, 121.08))
    assert around(box(-0.1, 0, 0.1, 0.9), (100, 200)) == pytest.approx((0, 0, 14.6, 189.72))


def test_a_face_tells_its_age_and_its_ninth() -> None:
    years = np.zeros(AGES, dtype=np.float32)
    years[[6, 10]] = 0.25, 0.25
    one = Face(box(0.7, 0.4, 0.9, 0.5), 0.75, years, np.zeros(DESCRIPTOR, dtype=np.float32))
    assert (one.age, one.cell) == (8.0, 5)
    assert one.clarity == pytest.approx(0.5)


def test_plain_pictures_have_no_faces_and_the_last_ones_are_not_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finder = FaceFinder()
    pictures = [Pillow.new("RGB", (30, 20), colour) for colour in ("grey", "green")]
    found = finder.find(pictures)
    assert found == [[], []]
    other: list[Face] = []
    monkeypatch.setattr(find, "_find", lambda _: other)
    assert finder.find(pictures) is found
    assert finder.find(pictures[:1])[0] is other
    assert load_finder() is load_finder() is not None


@pytest.mark.parametrize("name", ["FIND_FILE", "AGES_FILE"])
def test_without_one_of_its_networks_there_is_no_finder(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(find, name, "nothing.onnx")
    load_finder.cache_clear()
    try:
        assert load_finder() is None
    finally:
        load_finder.cache_clear()


def test_what_was_found_is_looked_at_as_large_as_the_picture_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The finder sees a small square; the face is cut from the picture itself, in red here."""

    class Session:
        def run(self, _names: list[str], given: dict[str, Any]) -> list[Any]:
            if given["pictures"].shape[1] == SIDE_PIXELS:
                return [output[None] for output in outputs(step8_544=0.9)]
            assert given["pictures"].reshape(-1, 3).tolist() == [[255, 0, 0]] * 2 * FACE_PIXELS * FACE_PIXELS
            return [np.ones((2, AGES), dtype=np.float32), np.ones((2, DESCRIPTOR), dtype=np.float32)]

    monkeypatch.setattr(find, "_finder", Session)
    monkeypatch.setattr(find, "_judge", Session)
    picture = Pillow.new("RGB", (1000, 1000), "blue")
    # The place in the 18th row, whose box is from 122 to 154 of 256.
    picture.paste("red", (0, 460, 250, 630))
    (face,) = FaceFinder().find([picture])[0]
    np.testing.assert_allclose(face.box * SIDE_PIXELS, [-28, 122, 36, 154], atol=1e-3)


def test_the_clearest_face_is_seen_mirrored_too_and_the_mean_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[NDArray[np.uint8]] = []

    class Session:
        def run(self, _names: list[str], given: dict[str, Any]) -> list[Any]:
            if given["pictures"].shape[1] == SIDE_PIXELS:
                return [output[None] for output in outputs(step32_18=0.9, step32_53=0.7)]
            seen.append(given["pictures"])
            told = np.arange(1.0, 4, dtype=np.float32)[:, None]
            return [np.tile(told, AGES), np.tile(10 * told, DESCRIPTOR)]

    monkeypatch.setattr(find, "_finder", Session)
    monkeypatch.setattr(find, "_judge", Session)
    noise = np.random.default_rng(3).integers(0, 256, (400, 400, 3)).astype(np.uint8)
    first, second = FaceFinder().find([Pillow.fromarray(noise)])[0]
    clear, other, mirrored = seen[0]
    assert (mirrored == clear[:, ::-1]).all()
    assert not (mirrored == other[:, ::-1]).all()
    # The first is said 1, and 3 in the mirror; the second 2, once.
    assert [first.sure, first.ages[0], first.descriptor[0]] == pytest.approx([0.9, 2, 20])
    assert [second.sure, second.ages[0], second.descriptor[0]] == pytest.approx([0.7, 2, 20])


def large_dots(path: Path) -> None:
    """A picture of black and white dots; of them more contrast is left in the original than where it was shrunk."""
    dots = np.random.default_rng(7).integers(0, 2, (1500, 2000, 1)).astype(np.uint8) * 255
    Pillow.fromarray(np.repeat(dots, 3, axis=2)).save(path)


@pytest.mark.parametrize(("high", "is_read_again"), [(12, True), (20, False)])
def test_a_face_with_few_pixels_in_a_large_picture_is_cut_from_the_originals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, high: int, is_read_again: bool
) -> None:
    """A box of 12 rows of 256 and what is around it are 39 of 750 pixels; one of 20 is 65, which is enough."""
    path = tmp_path / "large.png"
    large_dots(path)
    crops: list[NDArray[np.uint8]] = []

    class Session:
        def run(self, _names: list[str], given: dict[str, Any]) -> list[Any]:
            if given["pictures"].shape[1] == SIDE_PIXELS:
                sure, boxes = outputs(step8_544=0.9)
                boxes[544, 2:] = np.log(high / 8)
                return [sure[None], boxes[None]]
            crops.append(given["pictures"][0])
            return [np.ones((2, AGES), dtype=np.float32), np.ones((2, DESCRIPTOR), dtype=np.float32)]

    monkeypatch.setattr(find, "_finder", Session)
    monkeypatch.setattr(find, "_judge", Session)
    picture = read_picture(path)
    assert picture.size == (1000, 750)
    FaceFinder().find([picture])
    path.unlink()
    FaceFinder().find([picture])  # no original any more: what has been decoded is looked at
    # Dots of the original differ from their neighbours more than what was made larger.
    first, enlarged = (abs(np.diff(crop.astype(float), axis=0)).mean() for crop in crops)
    assert (first > 1.2 * enlarged) == is_read_again
    assert is_read_again or first == enlarged


@pytest.mark.parametrize(
    ("kind", "size", "decoded", "larger"),
    [
        ("JPEG", (6000, 4000), (1500, 1000), (3000, 2000)),
        ("JPEG", (2000, 1500), (1000, 750), (2000, 1500)),
        ("PNG", (1500, 2000), (750, 1000), (1500, 2000)),
        ("JPEG", (900, 700), (900, 700), None),
    ],
)
def test_large_pictures_are_read_again_with_up_to_two_thousand_pixels(
    tmp_path: Path, kind: str, size: tuple[int, int], decoded: tuple[int, int], larger: tuple[int, int] | None
) -> None:
    path = tmp_path / "picture"
    Pillow.new("RGB", size, "green").save(path, kind)
    picture = read_picture(path)
    again = read_larger(picture)
    assert (picture.size, again.size if again is not None else None) == (decoded, larger)


def test_a_file_that_was_loaded_is_read_again_only_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    Pillow.new("RGB", (2000, 1500), "green").save(path)
    picture = read_known_picture(KnownFile(str(path), sha256(path.read_bytes()).digest()))
    again = read_larger(picture)
    assert again is not None
    assert (picture.size, again.size) == ((1000, 750), (2000, 1500))
    Pillow.new("RGB", (2000, 1500), "red").save(path)
    assert read_larger(picture) is None

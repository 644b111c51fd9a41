"""What is written on a contact sheet, how large its pictures are, and as which files there are any."""

from __future__ import annotations

import base64
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from imgsearch.search.result import Hit
from imgsearch.shown import sheet
from imgsearch.shown.sheet import LABEL_PIXELS, MARGIN, THUMBNAIL_PIXELS, figure, write_sheet


def hit(rank: int, name: str, caption: str | None = None, **more: Any) -> Hit:  # noqa: ANN401 (fields of Hit)
    return Hit(rank, 0.756, True, rank, name, "/nowhere", caption, 0.25, 4, 3, **more)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[float, float], str]]:
    """Every text that is drawn, with its place."""
    found: list[tuple[tuple[float, float], str]] = []
    draw = ImageDraw.ImageDraw.text

    def note(self: ImageDraw.ImageDraw, xy: tuple[float, float], text: str, **options: Any) -> None:  # noqa: ANN401
        found.append((xy, text))
        draw(self, xy, text, **options)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", note)
    return found


def test_title_scores_names_and_captions_are_drawn_where_their_pictures_are(
    tmp_path: Path, drawn: list[tuple[tuple[float, float], str]]
) -> None:
    hits = [hit(rank, f"{rank}.jpg", f"dog {rank}") for rank in range(1, 6)]
    hits += [hit(6, "6.jpg", band="below"), hit(7, "7.jpg", band="maybe")]
    write_sheet(tmp_path / "sheet.png", "two dogs", hits)
    cell, row = THUMBNAIL_PIXELS + MARGIN, THUMBNAIL_PIXELS + LABEL_PIXELS
    name, caption = 60 + THUMBNAIL_PIXELS + 6, 60 + THUMBNAIL_PIXELS + 26
    assert drawn == [
        ((MARGIN, 18), "two dogs"),
        *(
            each
            for column in range(5)
            for each in (
                ((MARGIN + column * cell, name), f"0.76  {column + 1}.jpg"),
                ((MARGIN + column * cell, caption), f"dog {column + 1}"),
            )
        ),
        ((MARGIN, name + row), "~ 0.76  6.jpg"),
        ((MARGIN, caption + row), ""),
        ((MARGIN + cell, name + row), "? 0.76  7.jpg"),
        ((MARGIN + cell, caption + row), ""),
    ]


def test_long_texts_are_cut_to_the_width_of_their_picture(
    tmp_path: Path, drawn: list[tuple[tuple[float, float], str]]
) -> None:
    write_sheet(tmp_path / "sheet.jpg", "word " * 50, [hit(1, "a" * 200 + ".jpg", "word " * 50)])
    (_, title), (_, name), (_, caption) = drawn
    measure = ImageDraw.Draw(Pillow.new("RGB", (1, 1)))
    for text, width, font in ((title, THUMBNAIL_PIXELS, 22), (name, 260, 14), (caption, 260, 14)):
        length = measure.textlength(text, font=sheet._font(font))
        assert width - 3 * font < length <= width
        assert text.endswith("…")
        assert not text.endswith(" …")
    with Pillow.open(tmp_path / "sheet.jpg") as written:
        assert written.format == "JPEG"


def test_a_text_that_just_fits_is_left_as_it_is() -> None:
    measure, font = ImageDraw.Draw(Pillow.new("RGB", (1, 1))), sheet._font(14)
    exact = int(measure.textlength("beach at noon", font=font)) + 1
    assert sheet._fit(measure, "beach at noon", font, exact) == "beach at noon"
    assert sheet._fit(measure, "beach at noon", font, exact - 2).endswith("…")
    assert sheet._fit(measure, "beach at noon", font, 0) == "…"
    cut = {sheet._fit(measure, "beach at noon", font, width) for width in range(exact)}
    assert {"beach…", "beach a…"} <= cut
    assert not any(text.endswith(" …") for text in cut)


def test_pictures_of_a_page_are_squares_of_the_files_that_were_loaded(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Pillow.new("RGB", (600, 300), "red").save(file)
    shown = hit(1, "a.png")._replace(path=str(file), sha256=sha256(file.read_bytes()).digest())
    for each, is_red in ((shown, True), (shown._replace(sha256=b"another"), False)):
        data = base64.b64decode(figure(each).split("base64,")[1].split('"')[0])
        with Pillow.open(BytesIO(data)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (260, 260))
            red, green, _ = picture.convert("RGB").getpixel((130, 130))  # type: ignore[misc]
        assert (red > 200 and green < 60) is is_red
    write_sheet(tmp_path / "sheet.htm", "ёж", [shown])
    page = (tmp_path / "sheet.htm").read_bytes().decode("utf-8")
    assert "<title>ёж</title>" in page
    assert "<h1>ёж</h1>" in page

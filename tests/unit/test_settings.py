"""The limit of pixels that the environment sets, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image as Pillow

from imgsearch.cli import main
from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.pictures import limits
from imgsearch.pictures.decode import check_picture
from imgsearch.settings import read_settings

VARIABLE = "IMGSEARCH_MAX_PIXELS"


@pytest.fixture(autouse=True)
def usual_limit() -> Iterator[None]:
    yield
    limits.set_max_pixels(limits.DEFAULT_MAX_PIXELS)


@pytest.mark.parametrize(("text", "expected"), [("", None), ("1", 1), ("250000000", 250_000_000), ("1_000", 1000)])
def test_the_limit_is_a_number(text: str, expected: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text)
    assert read_settings().max_pixels == expected


@pytest.mark.parametrize("text", ["0", "-1", "x", "1e8", "1.5", "²", "9" * 40])
def test_anything_else_is_an_error_that_names_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(BadInput, match=rf"{VARIABLE} is '{text}'; it is a whole number of pixels"):
        read_settings()


def test_commands_set_the_limit_for_every_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = BytesIO()
    Pillow.new("RGB", (40, 30)).save(file, "PNG")
    monkeypatch.setenv(VARIABLE, "1199")
    command = ["load", "images", str(tmp_path / "nowhere")]
    assert CliRunner().invoke(main, command).exit_code != 0
    with pytest.raises(UnreadableImage, match=r"limit (is|of) 1,199 \(IMGSEARCH_MAX_PIXELS\)"):
        check_picture(file)
    assert Pillow.MAX_IMAGE_PIXELS == 1199
    monkeypatch.setenv(VARIABLE, "much")
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, VARIABLE in done.output) == (1, True)


def test_a_limit_is_at_least_a_pixel() -> None:
    with pytest.raises(ValueError, match="0 pixels are no limit"):
        limits.set_max_pixels(0)

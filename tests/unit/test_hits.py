from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image as Pillow

from imgsearch.errors import BadInput, MissingExtra
from imgsearch.search.result import Band, Hit, SearchResult
from imgsearch.shown import hits as notebook
from imgsearch.shown import sheet
from imgsearch.shown.hits import Hits
from imgsearch.shown.sheet import COLUMNS, LABEL_PIXELS, MARGIN, THUMBNAIL_PIXELS, figure, write_sheet

RED, GREEN, GREY = (255, 0, 0), (0, 128, 0), (136, 136, 136)


def hit(rank: int = 1, *, matches: bool = True, path: str = "/nowhere", caption: str | None = "a dog") -> Hit:
    band: Band = "matches" if matches else "below"
    digest = sha256(Path(path).read_bytes()).digest() if Path(path).is_file() else b""
    return Hit(rank, 0.756, matches, rank, f"<{rank}>.jpg", path, caption, 0.25, 4, 3, band=band, sha256=digest)


def found(
    *, hits: int = 0, nearest: int = 0, language: str | None = "en", offset: int = 0, disclaimer: str | None = None
) -> SearchResult:
    ranks = range(1, hits + nearest + 1)
    every = [hit(rank, matches=rank <= hits) for rank in ranks]
    return SearchResult("dog", language, every[:hits], every[hits:], offset=offset, disclaimer=disclaimer)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (found(hits=1), None),
        (found(hits=1, offset=10), None),
        (found(nearest=1), "Nothing matches; nearest=True shows the nearest pictures anyway."),
        (found(nearest=1, language=None), "Nothing matches; nearest=True shows the nearest pictures anyway."),
        (found(nearest=1, language="ru"), "Ничего не найдено; nearest=True покажет ближайшие изображения."),
        (found(offset=1), "No further pictures match."),
        (found(offset=1, language="ru"), "Больше ничего не найдено."),
        (found(disclaimer="unavailable", offset=1), "unavailable"),
    ],
)
def test_message_says_why_there_is_no_match(result: SearchResult, message: str | None) -> None:
    assert Hits(result).message == message


def test_the_nearest_are_shown_after_the_matches_only_on_request() -> None:
    result = found(hits=1, nearest=2)
    assert [each.rank for each in Hits(result)] == [1]
    shown = Hits(replace(result, shows_nearest=True))
    assert [each.rank for each in shown] == [1, 2, 3]
    assert (len(shown), shown[0].rank, [each.rank for each in shown[1:]]) == (3, 1, [2, 3])
    assert list(shown.frame()["rank"]) == [1, 2, 3]
    assert list(Hits(found()).frame().columns) == [name for name in Hit._fields if name != "sha256"]


def test_a_line_for_each_hit_marks_what_does_not_match() -> None:
    assert (
        repr(Hits(replace(found(hits=1, nearest=1), shows_nearest=True)))
        == "   1   0.76  <1>.jpg\n   2 ~ 0.76  <2>.jpg"
    )
    assert repr(Hits(found())) == "Nothing matches; nearest=True shows the nearest pictures anyway."


def test_what_was_compared_with_nothing_has_no_score(tmp_path: Path) -> None:
    browsed = replace(found(hits=1), is_browsing=True)
    hits = Hits(browsed)
    assert repr(hits) == "   1         <1>.jpg"
    assert hits.frame()[["score", "distance"]].isna().to_numpy().tolist() == [[True, True]]
    assert '<span class="score"></span>' in hits._repr_html_()
    write_sheet(tmp_path / "sheet.html", "", browsed.told)
    assert '<span class="score"></span>' in (tmp_path / "sheet.html").read_text()
    assert found(hits=1).told == found(hits=1).shown


@pytest.mark.parametrize(("hits", "shown", "more"), [(1, 1, None), (2, 2, None), (3, 2, "and 1 more")])
def test_a_notebook_shows_so_many_thumbnails(
    monkeypatch: pytest.MonkeyPatch, hits: int, shown: int, more: str | None
) -> None:
    monkeypatch.setattr(notebook, "SHOWN", 2)
    html = Hits(found(hits=hits))._repr_html_()
    assert html.count("<figure") == shown
    assert (more or "more") in html or more is None
    assert ("more</p>" in html) == (more is not None)


def test_a_notebook_shows_fifty_thumbnails_at_most() -> None:
    html = Hits(found(hits=52))._repr_html_()
    assert (html.count("<figure"), html.endswith("<p>and 2 more</p>")) == (50, True)


def test_where_there_is_no_hit_a_notebook_shows_why_alone_and_as_text() -> None:
    assert Hits(found(disclaimer='<b> & "c"'))._repr_html_() == "<p>&lt;b&gt; &amp; &quot;c&quot;</p>"


def test_a_frame_asks_for_what_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.extras._is_installed", lambda name: name != "pandas")
    with pytest.raises(MissingExtra, match=r"imgsearch-pgvector\[report\]"):
        Hits(found(hits=1)).frame()


def test_a_figure_says_score_caption_and_name_as_text_and_fades_what_does_not_match() -> None:
    html = figure(hit(caption='<b> "dog"'))
    assert 'alt="&lt;b&gt; &quot;dog&quot;"' in html
    assert '<span class="score">0.76</span> &lt;b&gt; &quot;dog&quot;' in html
    assert "&lt;1&gt;.jpg</small>" in html
    assert "opacity:1" in html
    faded = figure(hit(matches=False, caption=None))
    assert 'alt="&lt;1&gt;.jpg"' in faded
    assert "opacity:0.55" in faded


def colour_at(sheet: Pillow.Image, index: int) -> tuple[int, ...]:
    """The colour in the middle of the index-th thumbnail."""
    left = MARGIN + index % COLUMNS * (THUMBNAIL_PIXELS + MARGIN)
    top = 60 + index // COLUMNS * (THUMBNAIL_PIXELS + LABEL_PIXELS)
    pixel = sheet.convert("RGB").getpixel((left + THUMBNAIL_PIXELS // 2, top + THUMBNAIL_PIXELS // 2))
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


@pytest.mark.parametrize(("count", "cells"), [(1, (1, 1)), (5, (5, 1)), (6, (5, 2)), (11, (5, 3))])
def test_a_sheet_has_five_columns_and_as_many_rows_as_it_needs(
    tmp_path: Path, count: int, cells: tuple[int, int]
) -> None:
    for name, colour in (("red", RED), ("green", GREEN)):
        Pillow.new("RGB", (300, 300), colour).save(tmp_path / f"{name}.png")
    paths = [str(tmp_path / "red.png")] * (count - 1) + [str(tmp_path / "green.png")]
    write_sheet(tmp_path / "new" / "sheet.png", "dogs", [hit(n, path=path) for n, path in enumerate(paths)])
    with Pillow.open(tmp_path / "new" / "sheet.png") as sheet:
        columns, rows = cells
        assert sheet.size == (
            columns * (THUMBNAIL_PIXELS + MARGIN) + MARGIN, rows * (THUMBNAIL_PIXELS + LABEL_PIXELS) + 60,
        )  # fmt: skip
        assert [colour_at(sheet, index) for index in range(count)] == [RED] * (count - 1) + [GREEN]


def test_a_picture_whose_file_has_gone_is_grey(tmp_path: Path) -> None:
    write_sheet(tmp_path / "sheet.png", "dogs", [hit()])
    with Pillow.open(tmp_path / "sheet.png") as sheet:
        assert colour_at(sheet, 0) == GREY


def test_a_page_as_a_sheet_has_its_title_as_text(tmp_path: Path) -> None:
    write_sheet(tmp_path / "sheet.HTML", "<dogs>", [hit(1), hit(2)])
    page = (tmp_path / "sheet.HTML").read_text(encoding="utf-8")
    assert page.count("<figure") == 2
    assert page.count("&lt;dogs&gt;") == 2
    assert "<dogs>" not in page


def test_a_sheet_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ends in \.html, \.png or \.jpg"):
        write_sheet(tmp_path / "sheet.gif", "dogs", [hit()])
    (tmp_path / "sheet.png").mkdir()
    with pytest.raises(BadInput, match=r"sheet\.png is a folder; name a file in it"):
        write_sheet(tmp_path / "sheet.png", "dogs", [hit()])


def test_labels_have_their_size_where_no_font_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "FONTS", ("none-such.ttf",))
    assert [getattr(sheet._font(size), "size", None) for size in (14, 22)] == [14, 22]

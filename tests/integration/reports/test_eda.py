"""The page on the data: what it says, and what it must never show."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image as Pillow
from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.minors.review import review
from imgsearch.reports.document import Folded, KeyFigures, Points, Section, Table, Text
from imgsearch.reports.eda import compose_eda, evidence, holdings, irregular, read_eda
from imgsearch.reports.render import to_html, to_markdown

FLAGGED_TRACES = ("girl.jpg", "girl smiles", "Secret words")


def rows_of(section: Section, first_column: str) -> list[tuple[object, ...]]:
    """The rows of the table whose first column has this name."""
    blocks = [inner for block in section.blocks for inner in (block.blocks if isinstance(block, Folded) else [block])]
    return [tuple(row) for b in blocks if isinstance(b, Table) and b.columns[0] == first_column for row in b.rows]


def thumbnails(html: str) -> list[Pillow.Image]:
    return [
        Pillow.open(io.BytesIO(base64.b64decode(data)))
        for data in re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', html)
    ]


def test_tables_are_profiled_with_types_and_missing_values(session: Session, gallery: dict[str, int]) -> None:
    data = read_eda(session)
    profiles = {p.name: p for p in data.profiles}
    caption = {c.name: c for c in profiles["caption"].columns}
    assert profiles["caption"].row_count == 8
    assert (caption["image_id"].type, caption["image_id"].filled) == ("bigint", 7)
    assert (caption["text"].type, caption["text"].filled, caption["text"].distinct) == ("text", 8, 8)
    rating = {c.name: c for c in profiles["match_rating"].columns}
    assert (rating["expert_majority"].filled, rating["crowd_share"].filled) == (7, 9)
    expert = {c.name: c for c in profiles["expert_annotation"].columns}["expert1"]
    assert (expert.type, expert.minimum, expert.maximum) == ("smallint", 1, 4)
    assert expert.mean == pytest.approx(21 / 9)
    assert ("caption", 8, 9, "loaded_from 8, image_id 1, picture_is_hidden 1") in rows_of(
        holdings.tables(data), "table"
    )


def test_duplicates_are_listed(session: Session, gallery: dict[str, int]) -> None:
    section = irregular.duplicates(read_eda(session))
    assert rows_of(section, "text") == [("a dog runs", "copy.jpg#0, dog.jpg#0")]
    assert rows_of(section, "pictures") == [(2, "dog.jpg, copy.jpg")]
    assert rows_of(section, "caption")[0] == ("A dog runs .", "dog.jpg#0", 3)


def test_anomalies_are_counted_and_those_of_flagged_pictures_not_listed(
    session: Session, gallery: dict[str, int]
) -> None:
    section = irregular.anomalies(read_eda(session))
    counted = section.blocks[0]
    assert isinstance(counted, KeyFigures)
    assert [value for value, _ in counted.items] == [1, 1, 0, 1, 2, 3]
    assert rows_of(section, "file") == [("/set/x.tsv", "no text", 1, 7)]
    assert rows_of(section, "picture") == [
        ("surfer.jpg", "An animal", "1 4 2", None),
        ("copy.jpg", "A dog runs .", "3 4 4", "0 of 3"),
        ("copy.jpg", "A surfer on a wave | again", "2 1 1", "2 of 3"),
    ]


def test_pictures_texts_and_what_they_lack_are_counted(session: Session, gallery: dict[str, int]) -> None:
    data = read_eda(session)
    figures, findings, galleries = holdings.overview(data).blocks
    assert isinstance(figures, KeyFigures)
    assert isinstance(findings, Points)
    assert isinstance(galleries, Table)
    assert [value for value, _ in figures.items] == [5, 1, 8, 9, 9, 2]
    assert "20% of the pictures are hidden from searches, since they may show a minor." in findings.lines
    assert [tuple(row) for row in galleries.rows] == [("pictures", 5, 1, "0.0 MB")]
    said = [block.text for block in irregular.anomalies(data).blocks if isinstance(block, Text)]
    assert (
        "Of 8 captions 1 belong to pictures that are not loaded: texts of other pictures are rated too. "
        "Of 5 pictures 1 have no caption of their own and 0 no rating." in said
    )


def test_minors_are_counted_by_source_and_word(session: Session, gallery: dict[str, int]) -> None:
    section = evidence.minors(read_eda(session))
    assert rows_of(section, "source") == [("a caption of its own", 1, 1, 1), ("its file's or folder's name", 1, 1, 1)]
    assert rows_of(section, "word") == [("girl", 1, 1, 0, 0, 1, 0, 0)]


def test_flagged_pictures_are_counted_but_never_shown_or_named(session: Session, gallery: dict[str, int]) -> None:
    report = compose_eda(read_eda(session))
    html, markdown = to_html(report), to_markdown(report, "figures")
    assert "surfer.jpg" in html
    assert "surfer.jpg" in markdown
    for trace in FLAGGED_TRACES:
        assert trace not in html
        assert trace not in markdown
    shown = thumbnails(html)
    assert len(shown) == 4
    assert not [image for image in shown if _is_red(image)]
    # Without the flag it is shown, so the looking above can see it.
    review(session, ["girl.jpg"], "clear", "owner")
    session.commit()
    report = compose_eda(read_eda(session))
    html = to_html(report)
    assert [image for image in thumbnails(html) if _is_red(image)]
    assert "girl.jpg" in html


def _is_red(image: Pillow.Image) -> bool:
    red, green, blue = image.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return bool(red > 200 and green < 60 and blue < 60)


def test_page_fetches_nothing_and_its_contents_lead_somewhere(session: Session, gallery: dict[str, int]) -> None:
    html = to_html(compose_eda(read_eda(session)))
    targets = re.findall(r"""\b(?:src|href)=["']([^"']*)""", html) + re.findall(r"url\(([^)]*)\)", html)
    assert targets
    assert [target for target in targets if not target.startswith(("data:", "#"))] == []
    assert "<script" not in html
    assert "@import" not in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    contents = html[html.index("<nav") : html.index("</nav>")]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert len(anchors) == 13
    assert set(anchors) <= set(re.findall(r'<section id="([^"]+)"', html))


def test_markdown_keeps_cells_apart_and_links_figures(
    database_url: URL, gallery: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    result = CliRunner().invoke(main, ["report", "eda", "--out", str(tmp_path / "eda.html")])
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == [str(tmp_path / "eda.html"), str(tmp_path / "eda.md")]
    markdown = (tmp_path / "eda.md").read_text()
    assert "| A surfer on a wave \\| again |" in markdown
    figures = re.findall(r"\]\((eda-figures/[^)]+)\)", markdown)
    assert "eda-figures/agreement.svg" in figures
    for figure in figures:
        assert "var(--" not in (tmp_path / figure).read_text()


def test_analysts_may_read_all_that_the_page_needs(session: Session, gallery: dict[str, int]) -> None:
    session.execute(select(func.set_config("role", "imgsearch_analyst", False)))
    session.commit()
    data = read_eda(session)
    assert data.lost["pictures"] == 4
    assert {name for name, _ in data.pictures.values()} == {"dog.jpg", "copy.jpg", "surfer.jpg"}
    rejects = {c.name for p in data.profiles for c in p.columns if p.name == "load_reject"}
    assert "reason" in rejects
    assert "content" not in rejects
    assert "girl.jpg" not in to_html(compose_eda(data))


def test_an_empty_database_gives_a_page(session: Session) -> None:
    html = to_html(compose_eda(read_eda(session)))
    assert "There are no expert ratings." in html
    assert "There is no picture that may be shown." in html


def test_other_endings_are_refused(database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    result = CliRunner().invoke(main, ["report", "eda", "--out", str(tmp_path / "eda.pdf")])
    assert result.exit_code == 1
    assert "ends in .html or .md" in result.output

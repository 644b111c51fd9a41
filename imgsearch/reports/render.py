"""Writing a report as one HTML page and as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from imgsearch.errors import BadInput
from imgsearch.reports.document import INTERVAL, Block, Folded, Plot, Report, format_cell
from imgsearch.reports.plots import fixed_colours
from imgsearch.writing import write_whole, writing

HTML_ENDINGS = (".html", ".htm")
MARKDOWN_ENDINGS = (".md", ".markdown")


def check_target(target: Path) -> None:
    """Refuse a file with another ending, before anything is computed for it.

    Raises:
        BadInput: it ends neither in .html nor in .md.
    """
    if target.suffix.lower() not in HTML_ENDINGS + MARKDOWN_ENDINGS:
        raise BadInput(f"{target}: a report ends in .html or .md")


def write_report(report: Report, target: Path) -> list[Path]:
    """Write the page and its Markdown beside it; or the Markdown alone when the target ends in .md.

    Markdown cannot hold figures, so they go into a folder beside it.

    Args:
        report: what to write.
        target: a file that ends in .html or .md.

    Returns:
        The files that were written, figures left out.

    Raises:
        BadInput: the target ends otherwise or cannot be written.
    """
    check_target(target)
    with writing(target):
        written = []
        if target.suffix.lower() in HTML_ENDINGS:
            write_whole((target, to_html(report).encode()))
            written.append(target)
            target = target.with_suffix(".md")
        _write_markdown(report, target)
    return [*written, target]


def to_html(report: Report) -> str:
    """The page; it names no file or address that a browser would fetch."""
    return _environment(html=True).get_template("page.html.jinja").render(report=report)


def to_markdown(report: Report, figures: str) -> str:
    """GitHub's Markdown, with figures as links to files in the folder ``figures``."""
    text = _environment(html=False).get_template("page.md.jinja").render(report=report, figures=figures)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _write_markdown(report: Report, target: Path) -> None:
    folder = target.with_name(f"{target.stem}-figures")
    write_whole((target, to_markdown(report, folder.name).encode()))
    plots = [plot for section in report.sections for plot in _plots(section.blocks)]
    if plots:
        folder.mkdir(exist_ok=True)
    for plot in plots:
        (folder / f"{plot.name}.svg").write_text(fixed_colours(plot.svg), encoding="utf-8")


def _plots(blocks: object) -> list[Plot]:
    found: list[Plot] = []
    assert isinstance(blocks, (list, tuple))
    block: Block
    for block in blocks:
        if isinstance(block, Plot):
            found.append(block)
        elif isinstance(block, Folded):
            found += _plots(block.blocks)
    return found


def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("imgsearch.reports"),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = format_cell
    environment.filters["code"] = _code
    environment.filters["pipe"] = _escape_markdown
    return environment


def _code(text: str) -> Markup:
    """Escaped text whose words in backticks are code; a figure's interval goes small below it."""
    interval = INTERVAL.fullmatch(text)
    if interval is not None:
        return escape(interval[1]) + Markup("<small>") + escape(interval[2]) + Markup("</small>")
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _escape_markdown(text: str) -> str:
    """Text that stays in its cell: captions may hold pipes and line ends."""
    return re.sub(r"([|<*_])", r"\\\1", " ".join(text.split()))

"""Contact sheets: the hits of a search on one page, as a self-contained HTML file or as a picture."""

from __future__ import annotations

import base64
import io
from html import escape
from math import isnan
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.pictures.copies import make_square
from imgsearch.pictures.known import KnownFile, read_known_picture
from imgsearch.search.result import MARKS, Hit
from imgsearch.writing import write_whole, writing

THUMBNAIL_PIXELS = 260
COLUMNS = 5
MARGIN = 16
LABEL_PIXELS = 62
#: Fonts with Cyrillic, the first that is installed; Pillow's own font is the last resort.
FONTS = ("DejaVuSans.ttf", "Arial.ttf", "LiberationSans-Regular.ttf", "Helvetica.ttc", "NotoSans-Regular.ttf")

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }}
body {{ margin: 2rem; }}
h1 {{ font-size: 1.3rem; font-weight: 600; }}
main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 1.2rem; }}
figure {{ margin: 0; }}
img {{ width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 6px; }}
.score {{ font-weight: 600; font-variant-numeric: tabular-nums; }}
small {{ display: block; opacity: .7; overflow-wrap: anywhere; }}
</style>
<h1>{title}</h1>
<main>
{figures}
</main></html>
"""


def write_sheet(target: Path, title: str, hits: list[Hit]) -> None:
    """Write a contact sheet; thumbnails are made anew, so no metadata of the originals gets into it.

    Args:
        target: file to write; its ending (.html, .png or .jpg) says what.
        title: shown above the pictures.
        hits: what to show, best first.

    Raises:
        BadInput: the ending is another one, or the file cannot be written.
    """
    check_sheet(target)
    with writing(target):
        WRITERS[target.suffix.lower()](target, title, hits)


def check_sheet(target: Path) -> None:
    """Refuse a file with another ending, before anything is searched.

    Raises:
        BadInput: it ends neither in .html nor as a picture.
    """
    if target.suffix.lower() not in WRITERS:
        raise BadInput(f"{target}: a contact sheet ends in .html, .png or .jpg")


def _thumbnail(hit: Hit) -> Image.Image:
    """Square thumbnail, or a grey one where the file is not the one any more that was loaded and screened."""
    try:
        return make_square(read_known_picture(KnownFile(hit.path, hit.sha256)), THUMBNAIL_PIXELS)
    except UnreadableImage:
        return Image.new("RGB", (THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), "#888888")


def score_of(hit: Hit) -> str:
    """A hit's score as people read it; nothing where nothing was compared."""
    return "" if isnan(hit.score) else f"{hit.score:.2f}"


def figure(hit: Hit) -> str:
    """A hit as HTML, its thumbnail inside; made anew, so no metadata of the original gets into it."""
    data = io.BytesIO()
    _thumbnail(hit).save(data, "JPEG", quality=85)
    source = base64.b64encode(data.getvalue()).decode("ascii")
    caption = escape(hit.caption or "")
    opacity = 1 if hit.matches else 0.55
    return (
        f'<figure style="margin:0;opacity:{opacity}">'
        f'<img src="data:image/jpeg;base64,{source}" alt="{escape(hit.caption or hit.name)}" style="width:100%">'
        f'<figcaption><span class="score">{score_of(hit)}</span> {caption}'
        f'<small style="display:block">{escape(hit.name)}</small>'
        "</figcaption></figure>"
    )


def _write_html(target: Path, title: str, hits: list[Hit]) -> None:
    figures = "\n".join(map(figure, hits))
    write_whole((target, PAGE.format(title=escape(title), figures=figures).encode()))


def _write_picture(target: Path, title: str, hits: list[Hit]) -> None:
    columns = min(COLUMNS, len(hits))
    rows = -(-len(hits) // columns)
    heading, label = _font(22), _font(14)
    cell_width, cell_height = THUMBNAIL_PIXELS + MARGIN, THUMBNAIL_PIXELS + LABEL_PIXELS
    sheet = Image.new("RGB", (columns * cell_width + MARGIN, rows * cell_height + 60), "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, 18), _fit(draw, title, heading, sheet.width - 2 * MARGIN), fill="black", font=heading)
    for index, hit in enumerate(hits):
        left = MARGIN + index % columns * cell_width
        top = 60 + index // columns * cell_height
        sheet.paste(_thumbnail(hit), (left, top))
        lines = (f"{MARKS[hit.band]} {score_of(hit)}  {hit.name}".strip(), hit.caption or "")
        for line, text in enumerate(lines):
            fitted = _fit(draw, text, label, THUMBNAIL_PIXELS)
            draw.text((left, top + THUMBNAIL_PIXELS + 6 + 20 * line), fitted, fill="#333333", font=label)
    sheet.save(target)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _fit(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> str:
    """The text, cut with an ellipsis to a width in pixels."""
    if draw.textlength(text, font=font) <= width:
        return text
    while text and draw.textlength(text + "…", font=font) > width:
        text = text[:-1]
    return text.rstrip() + "…"


#: Ending of a file -> what writes it.
WRITERS = {".html": _write_html, ".htm": _write_html, ".png": _write_picture, ".jpg": _write_picture}

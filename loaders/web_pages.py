"""The lines of a web page, such as a gallery that a program has made: what stands at each picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

#: What ends a line. A row of a table is one, and so is a paragraph.
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption figure form hr li main ol option p "
    "section table tbody thead tr ul".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
#: What is the same on each page, and programs.
_LEFT_OUT = frozenset({"script", "style", "nav", "footer", "template", "svg"})
#: What says which picture it is, and what it shows.
_SAID = ("src", "href", "srcset", "alt", "title", "content", "aria-label")
_PLACES = ("src", "href")
_SPACES = re.compile(r"[ \t\r\n\xa0]+")


def lines_of_html(text: str) -> list[str]:
    """What a page says, line by line; headings begin with a sign, as in Markdown."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end_line()
    return page.lines


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._parts: list[str] = []
        self._left_out = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _LEFT_OUT:
            self._left_out += 1
        if self._left_out:
            return
        self._break(tag)
        if tag in _HEADINGS:
            self._parts.append("# ")
        said = [value for name, value in attrs if value and (name in _SAID or name.startswith("data-"))]
        # A gallery shows small copies of the same names, out of a folder of their own.
        said += [value.rpartition("/")[2] for name, value in attrs if value and name in _PLACES and "/" in value]
        # Before the words that stand at it, each apart.
        self._parts += [f"\t{value}\t" for value in said]

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in _LEFT_OUT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._left_out = max(0, self._left_out - 1)
        elif not self._left_out:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self._parts.append(_SPACES.sub(" ", data))

    def end_line(self) -> None:
        """Keep what stands in the line, where anything does."""
        line = "".join(self._parts).strip()
        self._parts = []
        if line.strip("# "):
            self.lines.append(f"{line}\n")

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _HEADINGS:
            self.end_line()
        elif tag in ("td", "th"):
            self._parts.append("\t")

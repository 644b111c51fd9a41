"""The lines of a web page, such as a gallery that a program has made: what stands at each picture.

Python's own parser takes minutes for some pages of a hundred kilobytes, and whole archives lie on other people's disks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from string import ascii_lowercase, ascii_uppercase

#: What ends a line. A row of a table is one, and so is a paragraph.
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption figure form hr li main ol option p "
    "section table tbody thead tr ul".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
_CELLS = frozenset({"td", "th"})
#: What is the same on each page.
_LEFT_OUT = frozenset({"nav", "footer"})
_ASIDE = re.compile(r"<!--|<(?:script|style|svg|template)\b", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9:-]{0,30})(?P<rest>[^<>]{0,20000})>", re.IGNORECASE)
#: What says which picture it is, and what it shows.
_SAID = re.compile(
    r"(?P<name>\b(?:src|href|srcset|alt|title|content|aria-label)|\bdata-[\w-]{1,40})\s{0,9}=\s{0,9}"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))",
    re.IGNORECASE,
)
#: Of other letters some are two in lower case.
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_PLACES = ("src", "href")
_SPACES = re.compile(r"[ \t\r\n\xa0]+")


def lines_of_html(text: str) -> list[str]:
    """What a page says, line by line; headings begin with a sign, as in Markdown."""
    text = _without_programs(text)
    lower = text.translate(_LOWER)
    # What does not end would leave out the rest of the page.
    page = _Page({name for name in _LEFT_OUT if lower.count(f"<{name}") == lower.count(f"</{name}")})
    at = 0
    for match in _TAG.finditer(text):
        page.say(text[at : match.start()])
        page.meet(match["name"].lower(), match["rest"], is_end=bool(match["end"]))
        at = match.end()
    page.say(text[at:])
    page.end_line()
    return page.lines


def _without_programs(text: str) -> str:
    """The page without comments, styles and programs; one that does not end is none."""
    kept: list[str] = []
    lower = text.translate(_LOWER)
    endless: set[str] = set()
    at = 0
    for match in _ASIDE.finditer(text):
        end = "-->" if match.group() == "<!--" else f"</{match.group()[1:].lower()}"
        if match.start() < at or end in endless:
            continue
        stop = lower.find(end, match.end())
        if stop < 0:
            endless.add(end)
            continue
        kept.append(text[at : match.start()])
        at = stop + (len(end) if end == "-->" else 0)
    return "".join([*kept, text[at:]])


class _Page:
    """What has been met of a page."""

    def __init__(self, left_out: Collection[str]) -> None:
        self.lines: list[str] = []
        self._names_left_out = left_out
        self._parts: list[str] = []
        self._left_out = 0

    def meet(self, name: str, rest: str, *, is_end: bool) -> None:
        """A tag, with what it says itself."""
        if name in self._names_left_out:
            self._left_out = max(0, self._left_out + (-1 if is_end else 1))
        if name in _BLOCKS or name in _HEADINGS:
            self.end_line()
        if name in _CELLS:
            self._parts.append("\t")
        if is_end or self._left_out:
            return
        if name in _HEADINGS:
            self._parts.append("# ")
        for said in _SAID.finditer(rest):
            value = unescape(said["double"] or said["single"] or said["bare"] or "")
            # Before the words that stand at it, each apart.
            self._parts.append(f"\t{value}\t")
            if said["name"].lower() in _PLACES and "/" in value:
                # A gallery shows small copies of the same names, out of a folder of their own.
                self._parts.append(f"\t{value.rpartition('/')[2]}\t")

    def say(self, words: str) -> None:
        """What stands between tags."""
        if not self._left_out:
            self._parts.append(_SPACES.sub(" ", unescape(words)))

    def end_line(self) -> None:
        """Keep what stands in the line, where anything does."""
        line = "".join(self._parts).strip()
        self._parts = []
        if line.strip("# "):
            self.lines.append(f"{line}\n")

"""The lines of a web page, such as a gallery that a program has made: what stands at each picture.

Python's own parser takes minutes for some pages of a hundred kilobytes, and whole archives lie on other people's disks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from html import unescape
from itertools import takewhile
from string import ascii_lowercase, ascii_uppercase
from urllib.parse import unquote

from imgsearch.minors import mentions_minors
from loaders.meant import is_named_picture
from loaders.mentioned import names_in
from loaders.rows import MAX_SPAN
from loaders.web_programs import lines_of_program

#: What holds a picture and its words together, in whatever order, where it is small and holds no other picture.
_HOLDERS = frozenset("a article div dl figure li picture section".split())
_SHOWN = frozenset({"a", "img", "picture"})
#: What ends a line. A row of a table is one, and so is a paragraph.
_BLOCKS = (_HOLDERS - _SHOWN) | frozenset(
    "address aside blockquote br caption dd dt fieldset figcaption form hr main ol option p table tbody thead tr "
    "ul".split()
)
_LEVELS = {"title": 1, "h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CELLS = frozenset({"td", "th"})
#: What is the same on each page; what stands at a picture in it is heard all the same.
_LEFT_OUT = frozenset({"nav", "footer"})
#: In these a footer is a picture's own.
_OWNERS = frozenset("article blockquote figure li".split())
_ASIDE = re.compile(r"<!--|<(?:script|style|svg|template)\b", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9:-]{0,30})(?P<rest>[^<>]*)>", re.IGNORECASE)
#: What says which picture it is, and what it shows.
_SAID = re.compile(
    r"(?P<name>\b(?:src|href|srcset|alt|title|content|caption|description|longdesc|poster|background|label|summary|value"
    r"|style|aria-(?:label|description)|data)|\bdata-[\w-]{1,40})\s{0,9}=\s{0,9}"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))",
    re.IGNORECASE,
)
_STYLE_URL = re.compile(r"url\(\s{0,9}[\"']?([^\"')]{1,2000})", re.IGNORECASE)
_SET = re.compile(r"(?:\s+[\d.]+[wxh])?\s*,\s+|\s+[\d.]+[wxh](?:,|\s*\Z)")
#: Behind the path of an address may stand others, as servers have them that make pictures smaller.
_QUERY = re.compile(r"[&=#;]+")
#: Stands before each picture in a line that says nothing but what stands at its pictures.
_NEXT = "\x1f"
#: What programs of the web append to a name of a smaller copy.
_SIZE = re.compile(r"-(?:\d{2,5}x\d{2,5}|scaled)(?=\.\w{2,5}\Z)")
_LONGEST_ADDRESS = 20_000
_MOST_LINES_HELD, _LONGEST_HELD = 6, 1000
#: Of other letters some are two in lower case.
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_SPACES = re.compile(r"[ \t\r\n\xa0]+")


def lines_of_html(text: str) -> list[str]:
    """What a page says, line by line; headings begin with signs, as in Markdown."""
    aside: list[str] = []
    text = _without_programs(text, aside)
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
    # What programs and comments say stands under no heading, and what follows speaks of no picture of theirs.
    return [*aside, *(["# -\n"] if aside else []), *_each_apart(page.lines)]


def _without_programs(text: str, aside: list[str]) -> str:
    """The page without comments, styles and programs, whose lines are kept aside; one that does not end is none."""
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
        aside += lines_of_program(match.group().lower(), text[match.end() : stop])
    return "".join([*kept, text[at:]])


def _addresses(value: str) -> Iterator[str]:
    """Names of pictures in an address: by themselves, and without the folders of small copies."""
    path, _, query = unescape(value[:_LONGEST_ADDRESS]).partition("?")
    for each in dict.fromkeys(map(unquote, (path.partition("#")[0], *_QUERY.split(query)))):
        if is_named_picture(each):
            names = (each, each.rpartition("/")[2])
            yield from dict.fromkeys((*names, *(_SIZE.sub("", name) for name in names)))


def _each_apart(lines: list[str]) -> Iterator[str]:
    """Each picture's line, where several stand in one and what follows says nothing of minors."""
    for at, line in enumerate(lines):
        if _NEXT not in line:
            yield line
            continue
        rest = takewhile(lambda each: not names_in(each) and not each.startswith("#"), lines[at + 1 : at + MAX_SPAN])
        whole = mentions_minors("".join(rest))
        yield from [line.replace(_NEXT, "\t")] if whole else (f"{each.strip()}\n" for each in line.split(_NEXT)[1:])


class _Page:
    """What has been met of a page."""

    def __init__(self, left_out: Collection[str]) -> None:
        self.lines: list[str] = []
        self._names_left_out = left_out
        self._parts: list[str] = []
        self._says_more = False
        self._left_out = 0
        #: What is open, with the line that it began in.
        self._open: list[tuple[str, int]] = []
        self._counts: Counter[str] = Counter()

    def meet(self, name: str, rest: str, *, is_end: bool) -> None:
        """A tag, with what it says itself."""
        if name in _BLOCKS or name in _LEVELS or (self._left_out and name == "a"):
            self.end_line()
        if name in self._names_left_out and not any(self._counts[owner] for owner in _OWNERS):
            self.end_line()
            self._left_out = max(0, self._left_out + (-1 if is_end else 1))
        if name in _HOLDERS or name in _OWNERS:
            self._hold(name, is_end=is_end)
        if name in _CELLS:
            self._parts.append("\t")
        if is_end:
            return
        if name in _LEVELS and not self._left_out:
            self._parts.append(f"{'#' * _LEVELS[name]} ")
        if name in _SHOWN and not (self._counts["picture"] or self._counts["a"] - (name == "a")):
            self._parts.append(_NEXT)
        for said in _SAID.finditer(rest):
            self._says_more |= name not in _SHOWN and name != "source"
            self._say_attribute(said["name"].lower(), said["double"] or said["single"] or said["bare"] or "")

    def _say_attribute(self, name: str, value: str) -> None:
        # Before the words that stand at it, each apart.
        if name != "style":
            self._parts.append(f"\t{unescape(value).replace(_NEXT, ' ')}\t")
        tell = _STYLE_URL.findall if name == "style" else _SET.split if "srcset" in name else lambda each: [each]
        for said in tell(value) if "." in value else ():
            self._parts += [f"\t{each}\t" for each in _addresses(said)]

    def say(self, words: str) -> None:
        """What stands between tags."""
        if words:
            words = _SPACES.sub(" ", unescape(words)).replace(_NEXT, " ")
            self._says_more |= not words.isspace()
            self._parts.append(words)

    def end_line(self) -> None:
        """Keep what stands in the line, where anything does."""
        line = "".join(self._parts).strip(" \t\n")
        if self._says_more or not line.startswith(_NEXT) or line.count(_NEXT) < 2:
            line = line.replace(_NEXT, "\t").strip()
        self._parts, self._says_more = [], False
        if line.strip(f"# {_NEXT}") and (not self._left_out or names_in(line)):
            self.lines.append(f"{line}\n")

    def _hold(self, name: str, *, is_end: bool) -> None:
        if not is_end:
            if name == "li" and self._open and self._open[-1][0] == name:
                self._close()
            self._open.append((name, len(self.lines)))
            self._counts[name] += 1
        elif self._counts[name]:
            while self._close() != name:
                pass

    def _close(self) -> str:
        name, start = self._open.pop()
        self._counts[name] -= 1
        held = self.lines[start:] if 1 < len(self.lines) - start <= _MOST_LINES_HELD else []
        if held and sum(map(len, held)) <= _LONGEST_HELD and sum(bool(names_in(line)) for line in held) == 1:
            self.lines[start:] = ["\t".join(line.replace(_NEXT, "\t").strip("# \n") for line in held) + "\n"]
        return name

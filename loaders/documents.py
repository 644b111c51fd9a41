"""The lines of a document (.docx, .odt, .rtf), which is not read: what they say of minors is heard all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from imgsearch.files import Location, open_file
from loaders.lines import decoded
from loaders.workbook import FAULTS, local_name, parse_part

_BODIES = ("word/document.xml", "content.xml")
_PARAGRAPHS, _ROWS = ("p", "h"), ("tr", "table-row")
#: What stands for a space or the end of a line.
_SIGNS = {"tab": "\t", "br": "\n", "line-break": "\n", "s": " "}
#: Of RTF: letters in the document's charset, one of Unicode before its stand-in, a control word, a sign, no text.
_RTF = re.compile(
    r"(?P<letters>(?:\\'[0-9a-f]{2})+)|\\u(?P<code>-?\d{1,5}) ?(?:\\'[0-9a-f]{2}|\?)?"
    r"|\\(?P<word>[a-z]{1,32})-?\d* ?|\\(?P<sign>[^a-z])|[{}\r\n]",
    re.IGNORECASE | re.DOTALL,
)
_RTF_CHARSET = re.compile(r"\\ansicpg(\d{3,5})")
_RTF_WORDS = {"par": "\n", "line": "\n", "row": "\n", "cell": "\t", "tab": "\t"}
_RTF_SIGNS = {"~": " ", "{": "{", "}": "}", "\\": "\\", "_": "-", "\n": "\n", "\r": "\n"}
#: Names of fonts, colours and styles, and what programs note.
_RTF_ASIDE = re.compile(r"\{\\(?:\*|fonttbl|colortbl|stylesheet|info)(?:[^{}]|\{[^{}]*\})*\}")


def read_document(path: Location) -> list[str]:
    """All lines; cells of a table's row stand in one. None where the file is no document, or damaged."""
    try:
        with open_file(str(path)) as file, ZipFile(file) as archive:
            names = archive.namelist()
            return [f"{line}\n" for body in _BODIES if body in names for line in _lines(parse_part(archive, body))]
    except FAULTS:
        return []


def _lines(element: Element) -> Iterator[str]:
    for each in element:
        kind = local_name(each.tag)
        if kind in _PARAGRAPHS:
            yield _text(each)
        elif kind in _ROWS:
            yield "\t".join(" ".join(_lines(cell)).replace("\n", " ") for cell in each)
        else:
            yield from _lines(each)


def _text(paragraph: Element) -> str:
    parts = []
    for each in paragraph.iter():
        kind = local_name(each.tag)
        parts.append(_SIGNS.get(kind, ""))
        # Word has text in runs alone; the text of a deleted run is called otherwise.
        parts.append(each.text or "" if kind != "delText" else "")
        parts.append(each.tail or "" if each is not paragraph else "")
    return "".join(parts).strip()


def lines_of_rtf(text: str) -> list[str]:
    """What a document in RTF says, without what it looks like."""
    named = _RTF_CHARSET.search(text)
    charset = f"cp{named[1]}" if named is not None else "cp1252"

    def said(match: re.Match[str]) -> str:
        if match["letters"]:
            letters = bytes.fromhex(match["letters"].replace("\\'", ""))
            with suppress(LookupError):
                return letters.decode(charset, "replace")
            return letters.decode("cp1252", "replace")
        if match["code"]:
            return chr(int(match["code"]) % 0x10000)
        return _RTF_WORDS.get(match["word"] or "", "") or _RTF_SIGNS.get(match["sign"] or "", "")

    plain = _RTF.sub(said, _RTF_ASIDE.sub("", decoded(text)))
    # Letters beyond 16 bits stand there as two.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace").splitlines(keepends=True)

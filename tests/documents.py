"""Documents with paragraphs and one table, as Word and LibreOffice write them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def _packed(name: str, content: str) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def docx(lines: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Each letter is a run of its own, as spelling checkers make them."""

    def paragraph(text: str) -> str:
        return f"<w:p>{''.join(f'<w:r><w:t>{letter}</w:t></w:r>' for letter in text)}</w:p>"

    table = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    body = f"{''.join(map(paragraph, lines))}<w:tbl>{table}</w:tbl>"
    return _packed("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def odt(lines: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """With spaces as LibreOffice writes them where there are several."""

    def paragraph(text: str) -> str:
        return f"<x:p>{text.replace('  ', ' <x:s/>')}</x:p>"

    table = "".join(
        f"<t:table-row>{''.join(f'<t:table-cell>{paragraph(cell)}</t:table-cell>' for cell in row)}</t:table-row>"
        for row in rows
    )
    spaces = f'xmlns:t="{OFFICE}table:1.0" xmlns:x="{OFFICE}text:1.0" xmlns:o="{OFFICE}office:1.0"'
    body = f"{''.join(map(paragraph, lines))}<t:table>{table}</t:table>"
    return _packed("content.xml", f"<o:document {spaces}><o:body>{body}</o:body></o:document>")


def rtf(lines: Sequence[str]) -> bytes:
    """In Windows-1251 where a line can be, else in Unicode."""
    said = "".join(f"{_in_rtf(line)}\\par\r\n" for line in lines)
    fonts = r"{\fonttbl{\f0 Girls Sans;}}{\*\generator Boys 1.0;}"
    return rf"{{\rtf1\ansi\ansicpg1251{fonts}\pard\f0 {said}}}".encode("ascii")


def _in_rtf(line: str) -> str:
    try:
        letters = line.encode("cp1251")
        return "".join(chr(each) if each < 128 else f"\\'{each:02x}" for each in letters)
    except UnicodeEncodeError:
        return "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in line)

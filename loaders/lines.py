"""Files of texts as lines, whatever a spreadsheet has saved them in."""

from __future__ import annotations

from io import StringIO

from imgsearch.embedded.charsets import decode, decode_utf16, is_utf16, other_readings
from imgsearch.errors import BadInput
from imgsearch.files import Location, open_text

#: Files of other kinds by their first bytes; each of their lines would be refused.
NO_TEXTS = {
    b"PK\x03\x04": "a workbook or an archive",
    b"\xd0\xcf\x11\xe0": "an old workbook or document",
    b"PAR1": "Parquet",
    b"\x1f\x8b": "compressed",
    b"%PDF": "PDF",
    b"\xff\xd8\xff": "a picture",
    b"\x89PNG": "a picture",
}


def read_lines(path: Location) -> list[str]:
    """All lines with their ends, of UTF-8 or UTF-16; bytes that are not UTF-8 become lone surrogates.

    Raises:
        BadInput: the file cannot be read, or is no text.
    """
    try:
        with open_text(path) as file:
            lines = file.readlines()
    except OSError as exc:
        raise BadInput(f"cannot read {path}: {exc.strerror or exc}") from exc
    start = lines[0][:8].encode("utf-8", "surrogateescape") if lines else b""
    if is_utf16(start):
        text = decode_utf16("".join(lines).encode("utf-8", "surrogateescape"))
        lines = StringIO(text, newline="").readlines()
    if found := next((what for magic, what in NO_TEXTS.items() if start.startswith(magic)), None):
        raise BadInput(f"{path} is {found} and no text, whatever its name says; save it as CSV in UTF-8")
    return [lines[0].removeprefix("\ufeff"), *lines[1:]] if lines else []


def read_otherwise(text: str) -> list[str]:
    """Such a part in the charsets that are not guessed, of which one may be meant."""
    return other_readings(text.encode("utf-8", "surrogateescape"))


def without_quotes(text: str) -> str:
    """Such a part in every charset, without quotation marks, so that a number stands beside what it is called."""
    return ". ".join(filter(None, (decoded(text).replace('"', "").strip(), *read_otherwise(text.replace('"', " ")))))


def decoded(text: str) -> str:
    """A part of what read_lines gives, its bytes that are not UTF-8 read in the charset that they are likely in."""
    return decode(text.encode("utf-8", "surrogateescape")).replace("\0", "")

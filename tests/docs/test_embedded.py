"""docs/embedded.md against the tables and limits of imgsearch/embedded."""

from __future__ import annotations

from imgsearch.embedded import directories, found, jpeg, merge, png, takeout, xmp
from imgsearch.embedded.precedence import PRECEDENCE
from tests.docs.markdown import in_backticks, table

DOCUMENT = "docs/embedded.md"
LIMITS = {
    "characters of a text": found.TEXT_CHARS,
    "characters of a keyword": merge.KEYWORD_CHARS,
    "characters of a name or place": merge.NAME_CHARS,
    "captions, titles": merge.CAPTIONS,
    "keywords": merge.KEYWORDS,
    "values of a field": found.FIELD_VALUES,
    "fields of a source": found.FIELDS,
    "characters of a source": found.TOTAL_CHARS,
    "bytes of an XMP packet or sidecar, of a text in PNG": xmp.XMP_BYTES,
    "bytes of XMP and texts in PNG of a source": found.TOTAL_BYTES,
    "elements of XMP of a source": found.ELEMENTS,
    "XMP elements within one another": xmp.DEEPEST,
    "bytes of an EXIF text": directories.VALUE_BYTES,
    "bytes of metadata in a JPEG or Photoshop file": jpeg.METADATA_BYTES,
    "bytes of a Takeout JSON": takeout.TAKEOUT_BYTES,
    "problems": found.PROBLEMS,
}


def test_the_table_of_precedence_is_the_codes() -> None:
    rows = table(DOCUMENT, "| meaning | fields, the first is believed |")
    assert {meaning: tuple(in_backticks(fields)) for meaning, fields in rows} == PRECEDENCE


def test_the_limits_are_the_codes() -> None:
    rows = table(DOCUMENT, "| what | limit |")
    assert {what: int(limit.replace(",", "")) for what, limit in rows} == LIMITS
    assert png.TEXT_BYTES == xmp.XMP_BYTES
    assert merge.PROBLEMS == found.PROBLEMS

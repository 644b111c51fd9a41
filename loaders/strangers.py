"""Files of other programs that are called as tables are, such as a metadata.xml: nothing in them looks like one.

They are passed over and named, and no error, which would come again with every load. What may be a table is none of
them: wherever a picture's name stands in a file, or what a picture of its folder is called, it is refused as before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import unescape
from os.path import splitext

from imgsearch.errors import BadInput
from imgsearch.file_kinds import ALL_EXTENSIONS
from imgsearch.files import Entry, StoreUnavailable, locate
from loaders.lines import decoded, read_lines
from loaders.table_files import LIST_BYTES, is_text_table

_PICTURE = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(ALL_EXTENSIONS)))})(?![a-z0-9])", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def find_strangers(entries: Sequence[Entry]) -> frozenset[str]:
    """The names of such files among those of a folder."""
    named = [entry for entry in entries if is_text_table(entry.name)]
    parts = [splitext(entry.name) for entry in entries] if named else []
    stems = [_words(stem) for stem, extension in parts if extension.lower() in ALL_EXTENSIONS]
    return frozenset(entry.name for entry in named if _is_stranger(entry, stems))


def _is_stranger(entry: Entry, stems: Sequence[frozenset[str]]) -> bool:
    try:
        if not entry.is_file(follow_symlinks=False) or entry.stat().st_size > LIST_BYTES:
            return False
        text = decoded("".join(read_lines(locate(entry.path))))
    except (BadInput, OSError, StoreUnavailable):
        return False
    text = unescape(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))
    words = _words(text)
    # An empty file may be a table that was lost.
    return bool(words) and _PICTURE.search(text) is None and not any(stem and stem <= words for stem in stems)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))

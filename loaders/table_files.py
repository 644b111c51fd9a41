"""Files of texts beside pictures, by their names."""

from __future__ import annotations

import os

from imgsearch.embedded.takeout import TAKEOUT_BYTES, is_album
from imgsearch.files import StoreUnavailable, open_file

PLAIN_CAPTIONS = ("captions.tsv", "captions.csv", "captions.txt")
METADATA = ("metadata.csv", "metadata.json")
#: Kinds of files in which people keep tables, and which are not read; of these the text can be made out all the same,
_TEXTS = (
    ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".psv", ".txt", ".md", ".yaml", ".yml",
    ".xml", ".html", ".htm",
)  # fmt: skip
#: and of these not.
_NO_TEXTS = (".xls", ".xlsb", ".ods", ".odt", ".numbers", ".parquet", ".doc", ".docx", ".rtf", ".pages")
#: Of two in one folder the earlier goes first.
TABLES = (*PLAIN_CAPTIONS, *METADATA)


def is_table_name(name: str) -> bool:
    """Whether loads read a file of this name, in whatever case a system or a memory card has it."""
    return name.lower() in TABLES


def is_takeout_album(path: str) -> bool:
    """Whether a metadata.json is what Google Takeout says of a folder, in which no picture is named."""
    if os.path.basename(path).lower() != "metadata.json":
        return False
    try:
        with open_file(path) as file:
            return is_album(file.read(TAKEOUT_BYTES))
    except (OSError, StoreUnavailable):
        return False


def is_heard_table(name: str) -> bool:
    """Whether what a file says of minors can be heard that is refused by its name."""
    return name.lower().endswith(_TEXTS) and unread_table(name) is not None


def unread_table(name: str) -> str | None:
    """Why a file is not read that by its name holds captions or metadata; None for any other."""
    stem, extension = os.path.splitext(name.lower())
    # What a system hides of a name, or a program appends to it: captions.csv.txt.
    inner, own = os.path.splitext(stem)
    stem = inner if own in _TEXTS else stem
    if stem not in ("captions", "metadata") or extension not in _TEXTS + _NO_TEXTS or is_table_name(name):
        return None
    return f"{stem} are not read from {own if stem == inner else ''}{extension} files; save it as {stem}.csv in UTF-8"

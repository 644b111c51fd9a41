"""Files of texts beside pictures, by their names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from imgsearch.embedded.takeout import TAKEOUT_BYTES, is_album
from imgsearch.errors import list_some
from imgsearch.files import Entry, StoreUnavailable, open_file

PLAIN_CAPTIONS = ("captions.tsv", "captions.csv", "captions.txt")
METADATA = ("metadata.csv", "metadata.json")
#: Workbooks and documents, whose text nobody sees without their program.
_PACKED = (".xlsx", ".xlsm", ".ods", ".xls", ".docx", ".odt")
#: Kinds of files in which people keep tables, and which are not read; of these the text can be made out all the same,
_TEXTS = (
    *_PACKED, ".rtf", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".psv", ".txt", ".md", ".yaml", ".yml",
    ".xml", ".html", ".htm",
)  # fmt: skip
#: and of these not.
_NO_TEXTS = (".xlsb", ".numbers", ".parquet", ".doc", ".pages")
#: Documents and tables out of which no text is made, whatever they are called.
_UNREAD_LISTS = (*_NO_TEXTS, ".pdf", ".mdb", ".accdb", ".sqlite", ".feather", ".msg", ".wpd")
#: Kinds of files in which rows name pictures, whatever the file is called: exports for agencies, lists of a shoot,
#: captions (1).csv out of a browser. They are heard, and passed over otherwise.
_LISTS = frozenset(
    [
        *_PACKED, ".rtf", ".csv", ".csv~", ".tsv", ".tab", ".psv", ".ssv", ".dsv", ".txt", ".txt~", ".text", ".asc",
        ".md", ".markdown", ".rst", ".org", ".json", ".jsonl", ".ndjson", ".json5", ".geojson", ".yaml", ".yml",
        ".toml", ".ini", ".xml", ".plist", ".html", ".htm", ".xhtml", ".xht", ".shtml", ".eml", ".mht",
        ".mhtml", ".log", ".lst", ".list", ".dat", ".nfo", ".diz", ".out", ".bak", ".old",
        "",
    ]
)  # fmt: skip
#: Of these the large ones are something else.
_OF_PROGRAMS = frozenset(["", ".log", ".dat", ".out", ".bak", ".old", ".list"])
#: What Picasa, and ACDSee and file managers, write of all pictures in a folder.
PICASA = (".picasa.ini", "picasa.ini")
_OF_FOLDERS = (*PICASA, "descript.ion")
#: Bytes of a list that is heard; larger ones are something else.
LIST_BYTES = 16 << 20
#: Of two in one folder the earlier goes first.
TABLES = (*PLAIN_CAPTIONS, *METADATA)


def is_table_name(name: str) -> bool:
    """Whether loads read a file of this name, in whatever case a system or a memory card has it."""
    return name.lower() in TABLES


def is_takeout_album(path: str) -> bool:
    """Whether a metadata.json is what Google Takeout says of a folder, in which no picture is named."""
    return os.path.basename(path).lower() == "metadata.json" and tells_of_album(path)


def tells_of_album(path: str) -> bool:
    """Whether a JSON is that, whatever Google calls it in the language of an account."""
    try:
        with open_file(path) as file:
            return is_album(file.read(TAKEOUT_BYTES))
    except (OSError, StoreUnavailable):
        return False


def is_heard_table(name: str) -> bool:
    """Whether what a file says of minors can be heard that is refused by its name."""
    return name.lower().endswith(_TEXTS) and unread_table(name) is not None


def is_text_table(name: str) -> bool:
    """Whether that is a file of text, so that anybody sees whether it is a table."""
    return is_heard_table(name) and not name.lower().endswith(_PACKED)


def is_list(entry: Entry) -> bool:
    """Whether a file that is not read may say what pictures show, each by its name."""
    name = entry.name.lower()
    extension = os.path.splitext(name)[1]
    if name not in _OF_FOLDERS and (extension not in _LISTS or name.startswith(".") or is_table_name(name)):
        return False
    try:
        return entry.is_file(follow_symlinks=False) and entry.stat().st_size <= LIST_BYTES
    except OSError:
        return False


def is_unread_list(entry: Entry) -> bool:
    """Whether a file may name pictures, and is of a kind out of which no text is made, or too large for a list."""
    name = entry.name.lower()
    if name.endswith(_UNREAD_LISTS):
        return True
    if name.startswith(".") or os.path.splitext(name)[1] not in _LISTS - _OF_PROGRAMS:
        return False
    try:
        return entry.is_file(follow_symlinks=False) and entry.stat().st_size > LIST_BYTES
    except OSError:
        return False


def unread_table(name: str) -> str | None:
    """Why a file is not read that by its name holds captions or metadata; None for any other."""
    stem, extension = os.path.splitext(name.lower())
    # What a system hides of a name, or a program appends to it: captions.csv.txt.
    inner, own = os.path.splitext(stem)
    stem = inner if own in _TEXTS else stem
    if stem not in ("captions", "metadata") or extension not in _TEXTS + _NO_TEXTS or is_table_name(name):
        return None
    return f"{stem} are not read from {own if stem == inner else ''}{extension} files; save it as {stem}.csv in UTF-8"


def notes_of_texts(unread: Sequence[str], alone: Sequence[str]) -> Iterator[str]:
    """What a load says of lists that nobody can read, and of sidecars without a picture."""
    if unread:
        remedy = "save each as .csv, .xlsx or .docx of 16 MiB at most"
        yield f"not searched for words that hide: {list_some(unread)}; {remedy}"
    if alone:
        yield f"sidecars of no picture: {list_some(alone)}; call each as its picture is called"

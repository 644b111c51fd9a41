"""Files of texts beside a picture that are no sidecars in a format that is read: what they say of minors is heard.

Settings of RawTherapee, DxO, Capture One and ON1, edits of Apple Photos, and texts that downloaders and people write.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from os.path import basename, join, splitext

from imgsearch.embedded.charsets import decode_file, is_utf16
from imgsearch.embedded.found import Found, needs_name
from imgsearch.embedded.kindred import is_raw_name
from imgsearch.embedded.takeout import overhear_json
from imgsearch.embedded.xmp import overhear_xmp
from imgsearch.files import Entry, scan

#: Bytes of such a file that are read.
NOTE_BYTES = 1 << 20
EXTENSIONS = (
    ".txt", ".md", ".caption", ".pp3", ".dop", ".cos", ".cot", ".aae", ".on1", ".arp", ".nksc", ".xml", ".json",
    ".yaml", ".yml", ".tags", ".description", ".desc", ".comment", ".nfo", ".rtf",
)  # fmt: skip
#: Files of a whole folder, whatever a picture is called.
_OF_FOLDERS = frozenset({"captions", "metadata"})
_PROGRAMS = frozenset({"CaptureOne", "NKSC_PARAM"})
#: Their lines are no sentences.
_PROSE = (".txt", ".md", ".caption", ".description", ".desc", ".comment", ".nfo", ".rtf")


class Notes:
    """Such files of one folder, by the picture that they are called like: a.txt, a.jpg.txt, a.nef.dop of a.jpg."""

    def __init__(self) -> None:
        self._by_base: dict[str, list[str]] = defaultdict(list)

    def keep(self, name: str) -> None:
        """Remember a file of the folder, or of one in it that a program has made."""
        base = _plain(splitext(basename(name))[0])
        if is_note_name(base):  # a.jpg.caption.txt
            base = splitext(base)[0]
        for each in {base, splitext(base)[0] if is_raw_name(base) else base} - _OF_FOLDERS:
            self._by_base[each].append(name)

    def find(self, picture: str) -> list[str]:
        """Those of a picture."""
        name = _plain(picture)
        found = {note for base in (name, splitext(name)[0]) for note in self._by_base.get(base, ())}
        return sorted(note for note in found if not note.lower().endswith(".json") or is_own_json(note, picture))


def files_of_programs(folder: str, entries: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """Files in the folders that Capture One and NX Studio make beside pictures, with their paths from there.

    Args:
        folder: of the pictures.
        entries: what is in it.
    """
    for entry in entries:
        if entry.name not in _PROGRAMS or not entry.is_dir(follow_symlinks=False):
            continue
        for below in scan(join(folder, entry.name)):
            path = f"{entry.name}/{below.name}"
            if not below.is_dir(follow_symlinks=False):
                yield path, below
            elif below.name.startswith("Settings"):
                yield from ((f"{path}/{each.name}", each) for each in scan(join(folder, path)))


def is_note_name(name: str) -> bool:
    """Whether a file of this name may be one."""
    return name.lower().endswith(EXTENSIONS)


def is_own_json(name: str, picture: str) -> bool:
    """Whether it is a.json of a.jpg, as downloaders write it; Google's has the picture's whole name."""
    return _plain(splitext(name)[0]) == splitext(_plain(picture))[0]


def read_note(name: str, data: bytes, found: Found) -> None:
    """Hear what it says, short values with what they are called."""
    if name.lower().endswith(".json"):
        overhear_json(data, found)
        return
    text = decode_file(data)
    if not is_utf16(data):
        found.hear_otherwise(data)
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        overhear_xmp(text.encode("utf-8", "replace"), found)
        return
    lines = text.splitlines()
    if name.lower().endswith(_PROSE):
        found.overhear(text)
    for line in lines:
        key, _, value = (part.strip(" \t\"',;{}") for part in line.partition("="))
        found.overhear(f"{key}: {value}" if value and needs_name(value) else line)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()

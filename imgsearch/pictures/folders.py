"""Which files of a folder loads look into, as far as names tell."""

from __future__ import annotations

#: Folders in which a NAS, a file system or an archiver keeps copies and what was deleted; in lower case.
SYSTEM_FOLDERS = frozenset(
    ["@eadir", "#recycle", "#snapshot", "$recycle.bin", "lost+found", "__macosx", "system volume information"]
)
#: What folders end with in which a catalogue keeps its previews; Lightroom's smart ones are DNG files of their own.
PREVIEW_FOLDERS = (".lrdata",)
#: A path below its source's folder is a key, and an index entry has to stay under 2,700 bytes.
LONGEST_NAME_BYTES = 1000


def is_system_folder(name: str) -> bool:
    """Whether a folder of this name is passed over with all that is in it."""
    lower = name.lower()
    return lower in SYSTEM_FOLDERS or lower.endswith(PREVIEW_FOLDERS)

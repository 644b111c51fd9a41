"""Files and folders wherever they lie: on disks, and as objects in stores; nothing else knows which."""

from imgsearch.files.location import Location, ObjectLocation, locate, open_text
from imgsearch.files.store import Entry, StoreUnavailable
from imgsearch.files.stores import (
    find_existing,
    is_file,
    is_folder,
    is_gone,
    is_remote,
    open_file,
    scan,
    stat,
    store_of,
)

__all__ = [
    "Entry",
    "Location",
    "ObjectLocation",
    "StoreUnavailable",
    "find_existing",
    "is_file",
    "is_folder",
    "is_gone",
    "is_remote",
    "locate",
    "open_file",
    "open_text",
    "scan",
    "stat",
    "store_of",
]

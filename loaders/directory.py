"""Telling what a folder holds: the layout with ratings, or plain pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from os.path import splitext

from imgsearch.embedded.notes import is_note_name
from imgsearch.embedded.sidecars import names_of_sidecars
from imgsearch.errors import BadInput
from imgsearch.files import Entry, Location, scan
from imgsearch.pictures.folders import is_system_folder
from loaders.scan import EXTENSIONS, instead_of, is_folder_at_last, is_picture_name
from loaders.table_files import (
    METADATA,
    PLAIN_CAPTIONS,
    TABLES,
    is_heard_table,
    is_list,
    is_table_name,
    is_takeout_album,
)

RATED_PAIRS = "train_dataset.csv"
EXPERTS = "ExpertAnnotations.tsv"
CROWD = "CrowdAnnotations.tsv"
TEST_QUERIES = "test_queries.csv"
PICTURE_FOLDERS = ("train_images", "test_images")
RATED_CAPTIONS = ("own_captions.tsv", "captions.tsv")


@dataclass(frozen=True)
class Layout:
    """The parts of a folder that were found; None or empty where a part is missing."""

    root: Location
    galleries: tuple[Location, ...]
    flat_names: bool
    captions: tuple[Location, ...]
    experts: Location | None = None
    crowd: Location | None = None
    queries: Location | None = None
    metadata: tuple[Location, ...] = ()
    heard: tuple[Location, ...] = ()
    """Files of texts that are refused by their names."""
    lists: tuple[Location, ...] = ()
    """Other files that may say what pictures show."""


def recognise(folder: Location) -> Layout:
    """Find out what a folder holds by the names in it.

    Raises:
        BadInput: it cannot be read, or holds neither layout.
    """
    root = folder.resolve()
    if not root.is_dir():
        what = f"{folder} is not a folder{instead_of(root.name)}"
        raise BadInput(what if root.exists() else f"there is no folder {folder}")
    try:
        names = {entry.name for entry in scan(str(root))}
    except OSError as exc:
        raise BadInput(f"cannot read {folder}: {exc.strerror or exc}") from exc

    def find(name: str) -> Location | None:
        return root / name if name in names else None

    galleries = tuple(root / name for name in PICTURE_FOLDERS if name in names and (root / name).is_dir())
    metadata = tuple(root / name for name in METADATA if name in names)
    files = {name for name in (RATED_PAIRS, EXPERTS, CROWD, TEST_QUERIES) if name in names}
    if galleries and files:
        captions = tuple(root / name for name in (RATED_PAIRS, *RATED_CAPTIONS) if name in names)
        return Layout(root, galleries, True, captions, find(EXPERTS), find(CROWD), find(TEST_QUERIES), metadata)
    if _has_picture(root):
        return part_of(root)
    raise BadInput(
        f"{folder} holds neither pictures ({', '.join(sorted(EXTENSIONS))}; subfolders are searched too) nor a rated "
        f"set: one of {', '.join(f'{name}/' for name in PICTURE_FOLDERS)} with some of {RATED_PAIRS}, {EXPERTS}, "
        f"{CROWD}, {TEST_QUERIES}"
    )


def part_of(folder: Location, *, deep: bool = True) -> Layout:
    """A folder of plain pictures, or one in it; with what lies in folders in it unless told otherwise."""
    found, lists = list[Location](), list[Location]()
    for below, entries in islice(_walk(folder), None if deep else 1):
        found += (below / each.name for each in entries if is_table_name(each.name) or is_heard_table(each.name))
        lists += _lists(below, entries)
    tables = [file for file in found if is_table_name(file.name)]
    heard = tuple(file for file in found if not is_table_name(file.name))
    tables.sort(key=lambda file: (len(file.parts), file.parent, TABLES.index(file.name.lower()), file.name))
    captions = tuple(file for file in tables if file.name.lower() in PLAIN_CAPTIONS)
    metadata = [file for file in tables if file.name.lower() in METADATA and not is_takeout_album(str(file))]
    return Layout(folder, (folder,), False, captions, metadata=tuple(metadata), heard=heard, lists=tuple(lists))


def _lists(folder: Location, entries: Sequence[Entry]) -> Iterator[Location]:
    """Files that may speak of several pictures: not those that are read, refused, or of one picture."""
    names = {each.name for each in entries if is_list(each) and not is_heard_table(each.name)}
    if names:
        pictures = [each for each in entries if is_picture_name(each.name)]
        bases = {base for each in pictures for base in (each.name, splitext(each.name)[0])}
        names = {name for name in names if not _is_of_one(name, bases)}
        if any(name.lower().endswith(".json") for name in names):  # Google cuts long names
            names -= names_of_sidecars([each.path for each in pictures])
    albums = (each.name for each in entries if is_table_name(each.name) and is_takeout_album(each.path))
    yield from (folder / name for name in sorted((*names, *albums)))


def _is_of_one(name: str, bases: Collection[str]) -> bool:
    """Whether a file is plainly that of one picture: a.txt, a.jpg.supplemental-metadata.json."""
    base = splitext(name)[0]
    if not is_note_name(name):
        return False
    return base in bases or (name.lower().endswith(".json") and splitext(base)[0] in bases)


def _has_picture(root: Location) -> bool:
    return any(is_picture_name(each.name) for _, entries in _walk(root) for each in entries)


def _walk(root: Location) -> Iterator[tuple[Location, list[Entry]]]:
    """A folder and those below it that are looked into, each with its files."""
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = scan(str(folder))
        except OSError:
            continue  # scan_folder() says so
        below = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        folders += [folder / name for name in sorted(below, reverse=True) if not _is_passed(name)]
        yield folder, [entry for entry in entries if not is_folder_at_last(entry)]


def _is_passed(name: str) -> bool:
    return name.startswith(".") or is_system_folder(name)

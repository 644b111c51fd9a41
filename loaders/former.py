"""Places in which pictures were: texts that were written for one of them are no others'."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.files import scan
from imgsearch.pictures.raw import find_developed
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Caption, Image, MetadataOrigin, Removal
from loaders.scan import is_picture_name
from loaders.sources import LoadedSource

Place = tuple[str, str]
"""A source's name, and a path in it, in NFC."""


def former_places(session: Session, places: Collection[Place]) -> set[Place]:
    """Those of these places whose picture was removed, or was renamed and kept its captions."""
    removed = select(Removal.source, Removal.source_path).where(is_any(Removal.source_path, spellings(places)))
    found = {(row.source, unicodedata.normalize("NFC", row.source_path)) for row in session.execute(removed)}
    return (found | renamed_places(session, places).keys() | renamed_pictures(session, places).keys()) & set(places)


def former_names(session: Session, names: Collection[str]) -> dict[str, str]:
    """Of these names those by which captions still know a picture that was renamed, with its source."""
    known = (
        select(Caption.image_name, Image.source)
        .join(Image, Image.id == Caption.image_id)
        .where(is_any(Caption.image_name, names), Caption.image_name != Image.name)
    )
    return {row.image_name: row.source for row in session.execute(known.distinct())}


def renamed_places(session: Session, places: Collection[Place]) -> dict[Place, str]:
    """Of the places whose picture was renamed: the name that its captions still have."""
    called = {name: (source, path) for source, path in places for name in (path, f"{source}/{path}")}
    texts = (
        select(Image.source, Caption.image_name)
        .join(Image, Image.id == Caption.image_id)
        .where(is_any(Caption.image_name, called), Caption.image_name != Image.name)
        .distinct()
    )
    rows = session.execute(texts).all()
    by_name = {(row.source, row.image_name) for row in rows}
    return {
        (source, path): name
        for source, path in places
        for name in (path, f"{source}/{path}")
        if (source, name) in by_name
    }


def renamed_pictures(session: Session, places: Collection[Place]) -> dict[Place, tuple[str, str]]:
    """Of the places whose picture was renamed: the name by which texts still know it, and the one that it has now."""
    called = {name: (source, path) for source, path in places for name in (path, f"{source}/{path}")}
    by_name: dict[tuple[str, str], str] = {}
    for table in (Caption, MetadataOrigin):
        known = (
            select(Image.source, table.image_name, Image.name)
            .join(Image, Image.id == table.image_id)
            .where(is_any(table.image_name, called), table.image_name != Image.name)
        )
        by_name |= {
            (source, said): name for source, said, name in session.execute(known.distinct().order_by(Image.name))
        }
    return {
        (source, path): (name, by_name[source, name])
        for source, path in places
        for name in (path, f"{source}/{path}")
        if (source, name) in by_name
    }


def spellings(places: Iterable[Place]) -> list[str]:
    """Their paths, as text files and as Macs' disks have them."""
    return list({unicodedata.normalize(form, path) for _, path in places for form in ("NFC", "NFD")})


class Disk:
    """Which files are there; a folder is listed once."""

    def __init__(self, sources: Sequence[LoadedSource]) -> None:
        """Places of these sources can be asked for, of which the innermost folder comes first."""
        self._sources = sources
        self._roots = {source.name: source.root for source in sources if source.root and not source.flat_names}
        self._listed: dict[str, frozenset[str]] = {}
        self._folded: dict[str, dict[str, list[str]]] = {}

    def has(self, place: Place) -> bool:
        """Whether there is such a file, loaded or not."""
        file = self._file(place)
        return file is not None and os.path.basename(file) in self._names(os.path.dirname(file))

    def spelt_otherwise(self, place: Place) -> Place | None:
        """The file of that name in other capitals, or with an ending, where there is one alone; else None."""
        file = self._file(place)
        if file is None:
            return None
        folder, name = os.path.split(file)
        if folder not in self._folded:
            self._folded[folder] = _fold(self._names(folder))
        spelt = self._folded[folder].get(name.casefold(), [])
        return (place[0], place[1].removesuffix(name) + spelt[0]) if len(spelt) == 1 else None

    def _file(self, place: Place) -> str | None:
        root = self._roots.get(place[0])
        # No picture's path has dots or doubled slashes, or begins with one.
        if root is None or os.path.normpath(place[1]) != place[1] or place[1].startswith(("/", "../")):
            return None
        file = os.path.join(root, place[1])
        # It may lie in a source within.
        return file if next(source.name for source in self._sources if source.holds(file)) == place[0] else None

    def _names(self, folder: str) -> frozenset[str]:
        if folder not in self._listed:
            self._listed[folder] = _list_names(folder)
        return self._listed[folder]


def _fold(names: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.casefold(), []).append(name)
    stems: dict[str, list[str]] = {}
    for name in filter(is_picture_name, names - find_developed(names)):
        stems.setdefault(os.path.splitext(name)[0].casefold(), []).append(name)
    return stems | found


def _list_names(folder: str) -> frozenset[str]:
    try:
        return frozenset(unicodedata.normalize("NFC", entry.name) for entry in scan(folder))
    except OSError:
        return frozenset()

"""From what a file of texts calls pictures to their names, which are unique in the database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, takewhile
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from imgsearch.db.staging import begin_batch
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.tables import NOT_LOADED, ImageName
from loaders.former import Disk, Place, former_names, former_places, renamed_pictures, renamed_places
from loaders.removing import withdrawn_places
from loaders.report import printable
from loaders.sources import LoadedSource, find_source, read_sources, sources_below

CAPTION_KEY = re.compile(r"(?P<image_name>.+)#(?P<number>[0-9]+)", re.DOTALL)


class Found(NamedTuple):
    """What is known of names that a file of texts has."""

    pictures: dict[str, str]
    """Their pictures' names."""
    ambiguous: frozenset[str]
    """File names that several pictures have."""
    awaited: frozenset[str] = frozenset()
    """Names that no picture has yet, and that are kept for one."""
    withdrawn: frozenset[str] = frozenset()
    """Names of pictures that were removed for good."""
    alike: Mapping[str, Sequence[str]] = MappingProxyType({})
    """The names of those several pictures."""

    def why_not(self, name: str) -> str:
        """Why a picture was not found."""
        if name in self.ambiguous:
            return f"several pictures are called {name}; write the path below the folder"
        return f"picture {name} {'was removed for good' if name in self.withdrawn else 'is not loaded'}"


class _Row(NamedTuple):
    name: str
    source: str
    source_path: str
    path_key: str
    base_name: str


class Names:
    """What the texts in one file call the pictures of one source, and of the sources that lie in its folder."""

    def __init__(self, session: Session, file: Location | None, source: LoadedSource) -> None:
        """The paths in the file may begin at its own folder or at the source's."""
        self._session = session
        self._source = source
        inner = [] if source.root is None else sources_below(read_sources(session), source.root)
        self._sources = [*inner, source]
        folder = None if file is None else printable(str(file.parent))
        own = folder if folder is not None and source.holds(folder) else None
        self.folders = list(dict.fromkeys((own, source.root)))
        self._disk = Disk(self._sources)

    @property
    def sources(self) -> list[str]:
        """Names of the sources whose pictures are meant, the file's own one last."""
        return [source.name for source in self._sources]

    @classmethod
    def of_file(cls, session: Session, file: Location, source: str | None = None) -> Names:
        """Those of a file whose source is named, or follows from where the file lies.

        Raises:
            BadInput: no source has that name, or none is named and the file lies apart from several.
        """
        return cls(session, file, find_source(session, file, source))

    def find(self, names: Iterable[str]) -> Found:
        """The pictures that are loaded: by path, in whatever case if need be, else by a file name that only one has.

        What was written for a file that is refused, or for a picture that was renamed or removed, is no other's.
        """
        places = {name: list(self._places(name)) for name in set(names)}
        loaded = self._loaded(place for tried in places.values() for place in tried)
        lost = {name: tried for name, tried in places.items() if loaded.keys().isdisjoint(tried)}
        spelt = {name: [*filter(None, map(self._disk.spelt_otherwise, tried))] for name, tried in lost.items()}
        loaded |= self._loaded(place for tried in spelt.values() for place in tried)
        places |= {name: places[name] + tried for name, tried in spelt.items()}
        open_places = {name: list(takewhile(lambda place: place not in loaded, places[name])) for name in places}
        former = former_places(self._session, {place for tried in open_places.values() for place in tried})
        owned = {n for n, tried in open_places.items() if any(p in former or self._disk.has(p) for p in tried)}
        owners = {n: next((loaded[p] for p in places[n] if p in loaded and n not in owned), []) for n in places}
        bare = {n: _plain(n) for n in owners.keys() - owned if not owners[n] and "/" not in _plain(n)}
        by_base_name: dict[str, list[_Row]] = {}
        for row in self._select(ImageName.base_name, set(bare.values())):
            by_base_name.setdefault(row.base_name, []).append(row)
        owners |= {name: by_base_name.get(plain, []) for name, plain in bare.items()}
        exact = {name: [row for row in found if row.source_path.endswith(name)] for name, found in owners.items()}
        called = {name: [row.name for row in exact[name] or found] for name, found in owners.items()}
        alike = {name: each for name, each in called.items() if len(each) > 1}
        sure = {name: each[0] for name, each in called.items() if len(each) == 1}
        return Found(sure, frozenset(alike), alike=alike)

    def follow(self, names: Iterable[str]) -> tuple[Found, dict[str, str]]:
        """Like find(), but a picture that was renamed is found by the name that it had.

        Returns:
            What was found, and of pictures that were renamed, by the names that they have, those that they had.
        """
        wanted = set(names)
        found = self.find(wanted)
        places = {name: list(self._places(name)) for name in wanted - found.pictures.keys() - found.ambiguous}
        moved = renamed_pictures(self._session, {place for tried in places.values() for place in tried})
        followed = {name: moved[place] for name, tried in places.items() for place in reversed(tried) if place in moved}
        pictures = found.pictures | {name: now for name, (_said, now) in followed.items()}
        return found._replace(pictures=pictures), {now: said for said, now in followed.values()}

    def expect(self, names: Iterable[str]) -> Found:
        """Like find(); a name that no picture has yet is kept for the picture that is to come. Commits.

        Texts of a picture that was renamed keep the name by which they were first loaded.
        """
        begin_batch(self._session)
        wanted = set(names)
        found = self.find(wanted)
        lost = wanted - found.pictures.keys() - found.ambiguous
        # A path that leads out of all folders is kept for the file's own source.
        places = {name: list(self._places(name)) or [(self._source.name, _plain(name))] for name in lost}
        tried = {place for each in places.values() for place in each}
        removed, renamed = withdrawn_places(self._session, tried), renamed_places(self._session, tried)
        withdrawn = frozenset(name for name, each in places.items() if not removed.isdisjoint(each))
        kept = {n: renamed[p] for n, each in places.items() if n not in withdrawn for p in each if p in renamed}
        awaited = {name: each[0] for name, each in places.items() if name not in withdrawn and name not in kept}
        names_to_come = keep_names(self._session, set(awaited.values()))
        self._session.commit()
        named = {name: names_to_come[place] for name, place in awaited.items()}
        return found._replace(pictures=found.pictures | kept | named, awaited=frozenset(named), withdrawn=withdrawn)

    def place(self, name: str) -> Place | None:
        """Where a picture that is to come lies, if it is called so."""
        return next(self._places(name), None)

    def _places(self, name: str) -> Iterator[Place]:
        """Where a picture of that name may be, the likeliest first; paths in NFC."""
        for path in dict.fromkeys((unicodedata.normalize("NFC", name), _plain(name))):
            for folder in self.folders:
                yield from self._places_from(folder, path)

    def _places_from(self, folder: str | None, path: str) -> Iterator[Place]:
        if folder is None:
            yield self._source.name, path
            return
        file = _without_steps_up(path if path.startswith("/") else f"{folder.rstrip('/')}/{path}")
        for source in self._sources:
            if source.holds(file):
                yield source.name, unicodedata.normalize("NFC", source.path_of(file))

    def _loaded(self, places: Iterable[Place]) -> dict[Place, list[_Row]]:
        found: dict[Place, list[_Row]] = {place: [] for place in places}
        for row in self._select(ImageName.path_key, {path for _, path in found}):
            found.get((row.source, row.path_key), []).append(row)
        return {place: rows for place, rows in found.items() if rows}

    def _select(self, column: InstrumentedAttribute[str], values: Collection[str]) -> Sequence[_Row]:
        condition = [is_any(ImageName.source, self.sources), is_any(column, values), ImageName.image_id != NOT_LOADED]
        columns = (ImageName.name, ImageName.source, ImageName.source_path, ImageName.path_key, ImageName.base_name)
        return [_Row(*row) for row in self._session.execute(select(*columns).where(*condition))] if values else []


def image_name_of(caption_key: str) -> str:
    """The name of the picture that a caption was written for."""
    match = CAPTION_KEY.fullmatch(caption_key)
    return match["image_name"] if match is not None else caption_key


def _plain(name: str) -> str:
    r"""A path as texts have it: NFC, slashes for backslashes, no ``./`` in it."""
    path = unicodedata.normalize("NFC", name).replace("\\", "/")
    kept = "/".join(part for part in path.split("/") if part not in ("", "."))
    return f"/{kept}" if path.startswith("/") else kept or name


def _without_steps_up(path: str) -> str:
    """A path without ``folder/..`` in it; what leads out of everything stays, and lies in no source."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept and kept[-1] not in ("", ".."):
            kept.pop()
        else:
            kept.append(part)
    return "/".join(kept)


def keep_names(session: Session, places: Collection[Place]) -> dict[Place, str]:
    """Names for pictures that are to come, kept for their sources; the caller holds the batch's lock and commits."""
    known = _known_names(session, places)
    kept = choose_names(session, [place for place in places if place not in known])
    rows = [{"name": name, "source": source, "source_path": path} for (source, path), name in kept.items()]
    if rows:
        session.execute(insert(ImageName).on_conflict_do_nothing(), rows)
    return known | kept


def _known_names(session: Session, places: Collection[Place]) -> dict[Place, str]:
    wanted = [is_any(ImageName.source, {s for s, _ in places}), is_any(ImageName.source_path, {p for _, p in places})]
    rows = session.execute(select(ImageName.source, ImageName.source_path, ImageName.name).where(*wanted))
    found = {(row.source, row.source_path): row.name for row in rows}
    return {place: found[place] for place in places if place in found}


def choose_names(session: Session, places: Iterable[Place]) -> dict[Place, str]:
    """A name for each picture that is to be added: its path, with its source before it where that is another's name.

    A name for which texts of the same source have waited, or under which they know a picture that was renamed, is free
    for its picture.
    """
    chosen: dict[Place, str] = {}
    open_places = list(places)
    for number in count():
        if not open_places:
            return chosen
        tried = {place: _candidate(place, number) for place in open_places}
        taken = _taken(session, set(tried.values()))
        used = set(chosen.values())
        for place, name in tried.items():
            if name not in used and taken.get(name, place[0]) == place[0]:
                chosen[place] = name
                used.add(name)
        open_places = [place for place in open_places if place not in chosen]
    raise AssertionError("there are always more numbers")


def _candidate(place: Place, number: int) -> str:
    source, path = place
    return (path, f"{source}/{path}")[number] if number < 2 else f"{source}/{path} ({number})"


def _taken(session: Session, names: Collection[str]) -> dict[str, str | None]:
    """The names that are taken, with the source whose texts have them; None where a picture has the name."""
    rows = session.execute(
        select(ImageName.name, ImageName.source, ImageName.image_id).where(is_any(ImageName.name, names))
    )
    return former_names(session, names) | {row.name: row.source if row.image_id == NOT_LOADED else None for row in rows}

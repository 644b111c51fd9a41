"""Which source a folder or a file of texts belongs to: a picture is known by its source and its path in it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.errors import BadInput
from imgsearch.files import Location, is_remote
from imgsearch.tables import Image, ImageName, Source
from loaders.moved import move_texts, rename_source
from loaders.report import printable

#: A name is half of a key, and an index entry has to stay under 2,700 bytes.
LONGEST_SOURCE_BYTES = 300
#: A folder is another one that was moved where so many of so many files are there.
SAMPLED_FILES, MOVED_SHARE = 50, 0.8


class LoadedSource(NamedTuple):
    """A row of the table source; the root is None until pictures have come from it."""

    name: str
    root: str | None
    flat_names: bool

    def holds(self, path: str) -> bool:
        """Whether a file or folder is the source's folder or lies in it, at any depth."""
        return self.root is not None and (path == self.root or is_in(path, self.root))

    def path_of(self, file: str) -> str:
        """What the source's texts call a file that lies in it."""
        assert self.root is not None
        return os.path.basename(file) if self.flat_names else file[len(self.root.rstrip("/")) + 1 :]


def is_in(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, at any depth."""
    return path.startswith(folder.rstrip("/") + "/")


def sources_below(sources: Sequence[LoadedSource], folder: str) -> list[LoadedSource]:
    """The sources whose folders lie in a folder."""
    return [source for source in sources if source.root is not None and is_in(source.root, folder)]


def read_sources(session: Session) -> list[LoadedSource]:
    """All sources, the innermost folder first."""
    rows = session.execute(select(Source.name, Source.root, Source.flat_names).order_by(Source.name))
    return sorted((LoadedSource(*row) for row in rows), key=lambda source: len(source.root or ""), reverse=True)


def open_source(
    session: Session, folder: Location, *, name: str | None = None, flat_names: bool = False
) -> LoadedSource:
    """The source that a folder is loaded as, made where there is none yet; commits.

    Args:
        session: commits.
        folder: absolute, without symbolic links in it.
        name: of the source; unless told otherwise the one in whose folder this one lies, else a new one that is called
            like the folder, and where another is called so, like as much of its path as it takes.
        flat_names: whether a source that is made calls pictures by file name.

    Raises:
        BadInput: the folder belongs to another source than the named one, or the name is too long.
    """
    if name is not None and len(name.encode()) > LONGEST_SOURCE_BYTES:
        raise BadInput(f"the source's name has {len(name.encode())} bytes; {LONGEST_SOURCE_BYTES} are the most")
    begin_batch(session)
    path = printable(str(folder))
    sources = read_sources(session)
    holder = next((s for s in sources if s.holds(path) and (s.root == path or _has_pictures(session, s))), None)
    if holder is not None and name not in (None, holder.name):
        raise BadInput(f"{path} belongs to the source {holder.name} already; leave --source out, or name that one")
    known = holder or _find_awaited(sources, name) or (_find_moved(session, sources, path) if name is None else None)
    if known is None:
        known = _add(session, LoadedSource(name or _free_name(sources, path), path, flat_names))
    elif not known.holds(path):
        # Texts have waited for it, or the folder was moved, or its disk is mounted elsewhere.
        is_new = known.root is None
        called = name or (_free_name([], path) if is_new else known.name)
        known = _move(session, known, LoadedSource(called, path, flat_names if is_new else known.flat_names))
    session.commit()
    return known


def _has_pictures(session: Session, source: LoadedSource) -> bool:
    """Whether folders in it are its own: a file of texts that lay there makes no source of all that is loaded later."""
    return bool(session.scalar(select(exists().where(Image.source == source.name))))


def _find_awaited(sources: Sequence[LoadedSource], name: str | None) -> LoadedSource | None:
    """The source of that name; without a name, one that has nothing but texts is the one that they were written for."""
    if name is not None:
        return next((source for source in sources if source.name == name), None)
    return sources[0] if len(sources) == 1 and sources[0].root is None else None


def _find_moved(session: Session, sources: Sequence[LoadedSource], folder: str) -> LoadedSource | None:
    """The source whose folder is gone, and whose files, as old and as long as they were, lie in this one."""
    if is_remote(folder):
        return None  # copies in a store are of another age
    for source in sources:
        if source.root is None or is_remote(source.root) or os.path.isdir(source.root):
            continue
        of_it = select(Image.path, Image.file_bytes, Image.mtime_ns).where(Image.source == source.name)
        sample = session.execute(of_it.order_by(Image.id).limit(SAMPLED_FILES)).all()
        found = [_is_there(folder + row.path[len(source.root) :], row.file_bytes, row.mtime_ns) for row in sample]
        if found and sum(found) >= MOVED_SHARE * len(found):
            return source
    return None


def _is_there(path: str, file_bytes: int, mtime_ns: int) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (file_bytes, mtime_ns)


def find_source(session: Session, file: Location, name: str | None = None) -> LoadedSource:
    """The source whose pictures a file of texts describes; commits.

    It is the one in whose folder the file lies, else the only one below the file's folder, else the only one there is.
    Where several lie below, the file's folder is a source that holds them; where there is none, one is made for the
    pictures that are to come.

    Args:
        session: commits.
        file: absolute.
        name: of the source.

    Raises:
        BadInput: no source has that name, or the file lies apart from several and none is named.
    """
    begin_batch(session)
    sources = read_sources(session)
    found = _find_named(sources, name) if name is not None else _find_belonging(session, sources, file)
    session.commit()
    return found


def _find_named(sources: Sequence[LoadedSource], name: str) -> LoadedSource:
    found = next((source for source in sources if source.name == name), None)
    if found is None:
        raise BadInput(f"there is no source {name}; there are: {_list_names(sources) or 'none'}")
    return found


def _list_names(sources: Sequence[LoadedSource]) -> str:
    return ", ".join(sorted(source.name for source in sources))


def _find_belonging(session: Session, sources: Sequence[LoadedSource], file: Location) -> LoadedSource:
    folder = printable(str(file.parent))
    holder = next((source for source in sources if source.holds(folder)), None)
    if holder is not None:
        return holder
    below = sources_below(sources, folder)
    if len(below) > 1:
        return _add(session, LoadedSource(_free_name(sources, folder), folder, flat_names=False))
    if below or len(sources) == 1:
        return (below or sources)[0]
    if sources:
        raise BadInput(
            f"{file} lies in no source's folder; say with --source whose pictures it describes: {_list_names(sources)}"
        )
    return _add(session, LoadedSource(_free_name([], folder), None, flat_names=False))


def _add(session: Session, source: LoadedSource) -> LoadedSource:
    session.execute(insert(Source).values(source._asdict()))
    return source


def _move(session: Session, source: LoadedSource, moved: LoadedSource) -> LoadedSource:
    session.execute(update(Source).where(Source.name == source.name).values(moved._asdict()))
    if moved.name != source.name:
        session.execute(update(ImageName).where(ImageName.source == source.name).values(source=moved.name))
        rename_source(session, source.name, moved.name)
    if source.root is not None and moved.root is not None and source.root != moved.root:
        move_texts(session, source.root, moved.root)
    return moved


def _free_name(sources: Sequence[LoadedSource], path: str) -> str:
    """The folder's own name, or as much of its path as no other source is called."""
    taken = {source.name for source in sources}
    parts = [unicodedata.normalize("NFC", part) for part in path.split("/") if part] or ["/"]
    names = ["/".join(parts[-count:]) for count in range(1, len(parts) + 1)]
    fitting = [name for name in names if len(name.encode()) <= LONGEST_SOURCE_BYTES]
    stem = names[0].encode()[: LONGEST_SOURCE_BYTES - 10].decode(errors="ignore")
    numbered = (f"{stem} ({number})" for number in range(2, len(taken) + 3))
    return next(name for name in (*fitting, *numbered) if name not in taken)

"""Which lists have been read as they are, among which pictures, so that the next load need not read them again."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256

from sqlalchemy import String, cast, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.files import Location, StoreUnavailable, stat
from imgsearch.minors.words.lexicon import lexicon_revision
from imgsearch.queries.arrays import is_any
from imgsearch.tables import ImageName, RefusedText, Removal
from loaders.names import Names

#: Raised when more is read of lists than before: the next load then reads all of them.
VERSION = 3
#: Stands for what a file was read for; the text of such a row is the stamp, and no picture's.
READER = "list, as it was read"


class Remembered:
    """Stamps of files that were read; they differ once a file, or the names that it may mean, changed."""

    def __init__(self, session: Session, paths: Collection[str]) -> None:
        """Commits nothing; of other files than these nothing is remembered."""
        self._session = session
        stamps = select(RefusedText.file, RefusedText.text).where(RefusedText.reader == READER)
        known = stamps.where(is_any(RefusedText.file, paths))
        self._stamps = {row.file: row.text for row in session.execute(known)} if paths else {}
        self._pictures: dict[tuple[str, ...], str] = {}

    def has(self, path: str, stamp: str) -> bool:
        """Whether a file was read as it is."""
        return self._stamps.get(path) == stamp

    def stamp(self, file: Location, names: Names) -> str | None:
        """None where the file cannot be looked at."""
        with suppress(OSError, StoreUnavailable):
            status = stat(str(file))
            # Of a part that names many pictures only what the lexicon finds is kept.
            seen = (VERSION, lexicon_revision(), status.st_size, status.st_mtime_ns, self._among(tuple(names.sources)))
            return sha256(repr(seen).encode()).hexdigest()
        return None

    def keep(self, path: str, stamp: str | None) -> None:
        """Remember that a file was read, in the place of what was known; commits."""
        if stamp is None and path not in self._stamps:
            return
        begin_batch(self._session)
        key = sha256("\0".join((path, READER)).encode()).digest()
        if stamp is None:
            self._session.execute(delete(RefusedText).where(RefusedText.key == key))
        else:
            row = {"key": key, "file": path, "reader": READER, "row_number": 0, "source": "", "source_path": ""}
            added = insert(RefusedText).values(**row, text=stamp)
            self._session.execute(added.on_conflict_do_update(index_elements=["key"], set_={"text": stamp}))
        self._session.commit()

    def _among(self, sources: tuple[str, ...]) -> str:
        """Changes with the names of pictures, and with what was removed."""
        if sources not in self._pictures:
            row = func.hashtextextended(ImageName.source_path + "#" + cast(ImageName.image_id, String), literal(0))
            names = select(func.count(), func.sum(row)).where(is_any(ImageName.source, sources))
            removed = select(func.count(), func.max(Removal.id))
            told = (self._session.execute(each).one() for each in (names, removed))
            self._pictures[sources] = repr([sources, *map(tuple, told)])
        return self._pictures[sources]


def known_lists(session: Session) -> list[str]:
    """Paths of the files that were read."""
    return list(
        session.scalars(select(RefusedText.file).where(RefusedText.reader == READER).order_by(RefusedText.file))
    )

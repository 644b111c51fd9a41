"""The Python interface: searches in a database from a script or a notebook, with the models kept in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Unpack

from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session

from imgsearch.db import EmbeddedServer, check_schema, make_engine, map_errors
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.errors import BadInput
from imgsearch.extras import require
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.queries.pictures import select_shown_pictures
from imgsearch.search import Query, WarmSearcher, Written, record_search
from imgsearch.search.make import Options
from imgsearch.search.own import Gallery
from imgsearch.shown.described import Described, read_described
from imgsearch.shown.given import (
    Picture,
    given_filters,
    given_flags,
    given_id,
    given_ids,
    given_pictures,
    given_query,
    given_texts,
)
from imgsearch.shown.hits import Hits
from imgsearch.shown.own_lock import OwnLock
from imgsearch.undated import search_or_none_such

if TYPE_CHECKING:
    from types import TracebackType

    from pandas import DataFrame

__all__ = ["Catalog", "Filters", "Hits"]

GIVEN_URL = "the URL that Catalog.open was given"
GIVEN_FOLDER = "the data_dir that Catalog.open was given"


class Catalog:
    """A gallery in a database.

    All that it reads it reads as the role imgsearch_searcher, to which the database does not show flagged pictures.
    Several threads may use one catalog at once: each call has a connection of its own.

    Args:
        engine: from imgsearch.db.make_engine; closing the catalog disposes of it.
        source: what its address comes from, for messages.

    Raises:
        DatabaseUnavailable: the server does not answer.
        SchemaOutdated: `imgsearch db upgrade` has to run first.
    """

    def __init__(self, engine: Engine, source: str = "the engine's URL") -> None:
        self._engine = engine
        self._source = source
        self._is_closed = False
        self._in_use = 0
        self._lock = OwnLock()
        self._searcher = WarmSearcher(self._open_session)
        try:
            with map_errors(source), engine.connect() as connection:
                check_schema(connection)
        except BaseException:
            engine.dispose()
            raise

    @classmethod
    def open(cls, url: str | None = None, *, data_dir: Path | str | None = None) -> Catalog:
        """Open the database at a URL, or the embedded one in a data directory, which is started when it is not running.

        The environment is not read: what the commands take from it is passed here.

        Args:
            url: as in IMGSEARCH_DATABASE_URL.
            data_dir: as in IMGSEARCH_DATA_DIR.

        Raises:
            BadInput: not exactly one is given, the URL is none, or there is no database in the directory.
            DatabaseUnavailable: the server does not answer.
            SchemaOutdated: `imgsearch db upgrade` has to run first.
        """
        if (url is None) == (data_dir is None):
            raise BadInput("give Catalog.open either a database's URL or data_dir, the embedded server's directory")
        if not isinstance(url, str | URL | None) or not isinstance(data_dir, str | Path | None):
            raise BadInput("Catalog.open takes the URL, or the directory, as text")
        if url is not None:
            return cls(make_engine(url, GIVEN_URL), GIVEN_URL)
        server = EmbeddedServer(Path(data_dir or "").expanduser())
        if not server.data_dir.is_dir():
            raise BadInput(f"there is no database in {server.data_dir.parent}; run `imgsearch load DIR`")
        return cls(make_engine(server.url()), GIVEN_FOLDER)

    def search(
        self,
        *texts: str,
        images: Sequence[Picture] | Picture = (),
        like: Sequence[int] | int = (),
        filters: Filters | None = EVERYTHING,
        literal: bool = False,
        **options: Unpack[Options],
    ) -> Hits:
        """Find pictures that show what texts say and look like pictures, and record the search as `imgsearch query`.

        A single text is read as people write: what it denies and when it was is understood, as `result.understood`
        says. Of several, or beside pictures, ``"2:dog"`` weighs two and ``"-snow"`` is unwanted. Without any, browse.

        Args:
            *texts: scenes, in English or Russian.
            images: pictures to search by, opened or the paths of files, or a single one.
            like: ids of pictures of the gallery to search by, or a single one.
            filters: what pictures must be.
            literal: take a single text as it is.
            **options: limit, number of hits, 1..1000; offset, hits on the pages before; min_score, score from which a
                picture counts as a match, None takes the regressor's threshold; nearest, also give the nearest
                pictures that do not match; every, also every copy and shot of a series; sort, "score", "newest" or
                "oldest".

        Raises:
            BadInput: a text is empty or too long, the page is out of range, the parts cancel each other, or something
                is of another kind.
            EmptyIndex: no picture with a vector passes the filters.
            NoSuchPicture: a picture of the gallery to search by is not there.
            UnreadableImage: a file is not a picture.
        """
        written = Written(given_texts(texts), given_pictures(images), given_ids(like), literal=literal)
        given = given_filters(filters)
        given_flags(literal=literal, nearest=options.get("nearest"), every=options.get("every"))
        query = written.query(filters=given, own=Gallery(self._reading), **options)
        return self.find(query)

    def search_by_image(
        self, picture: Picture, *, filters: Filters | None = EVERYTHING, **options: Unpack[Options]
    ) -> Hits:
        """Find pictures that look like a picture, or the file at a path; the score is the cosine of the two.

        Raises:
            BadInput: the page is out of range.
            EmptyIndex: no picture with a vector passes the filters.
            UnreadableImage: the file is not a picture.
        """
        return self.search(images=[picture], filters=filters, **options)

    def browse(self, *, filters: Filters | None = EVERYTHING, **options: Unpack[Options]) -> Hits:
        """All pictures that pass the filters, the newest first, or the oldest with ``sort="oldest"``; not recorded.

        Raises:
            BadInput: the page is out of range.
            EmptyIndex: no picture passes the filters.
        """
        return self.search(filters=filters, **options)

    def find(self, query: Query) -> Hits:
        """Find pictures by a query that was made before, by texts and pictures, wanted and unwanted ones.

        Raises:
            BadInput: it is no query, or the unwanted parts cancel the wanted ones.
            EmptyIndex: no picture with a vector passes the filters.
        """
        wanted = given_query(query)
        result = search_or_none_such(wanted, lambda: self._searcher.search(wanted))
        with self._open_session() as session:
            record_search(session, result)
        return Hits(result)

    def describe(self, image_id: int) -> Described:
        """What may be told of a picture: its captions, titles, tags, places, persons, and its small copy.

        Raises:
            BadInput: it is no id.
            NoSuchPicture: there is none of that id, or it may not be shown.
        """
        wanted = given_id(image_id)
        with self._reading() as session:
            return read_described(session, wanted)

    def frame(self) -> DataFrame:
        """One row for each picture that may be shown: its id, name, path, gallery, size, date, photographer, tags."""
        require("report")
        from pandas import DataFrame

        with self._reading() as session:
            found = session.execute(select_shown_pictures())
            return DataFrame.from_records([tuple(row) for row in found], columns=list(found.keys()))

    def close(self) -> None:
        """Close all connections, those that are in use once they are not; an embedded server goes on running.

        What is asked afterwards is refused. In a forked process those of the other one stay open.
        """
        if self._lock.is_of_another_process:
            return self._engine.dispose(close=False)
        with self._lock:
            self._is_closed = True
        self._dispose_unless_used()

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied: connections belong to one process and one catalog.

        Raises:
            BadInput: always.
        """
        raise BadInput("a catalog cannot be pickled or copied; open one with Catalog.open in each process")

    def __enter__(self) -> Catalog:
        with self._lock:
            self._check_open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _open_session(self) -> Iterator[Session]:
        with self._lock:
            self._check_open()
            self._in_use += 1
        try:
            with map_errors(self._source), Session(self._engine) as session:
                yield session
        finally:
            with self._lock:
                self._in_use -= 1
            self._dispose_unless_used()

    def _dispose_unless_used(self) -> None:
        """Close what a closed catalog has; a connection that is in use then would stay open."""
        with self._lock:
            if self._is_closed and not self._in_use:
                self._engine.dispose()

    def _check_open(self) -> None:
        if self._is_closed:
            raise BadInput("this catalog is closed; open another one with Catalog.open")

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """A transaction with the searcher's rights."""
        with self._open_session() as session, transaction_as(session, SEARCHER_ROLE):
            yield session

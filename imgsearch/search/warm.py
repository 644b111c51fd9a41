"""Searches with the models kept in memory, for whatever answers more than one: the page, the API, a notebook."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.errors import EmptyIndex
from imgsearch.models.loaded import ActiveIds, SearchModels, read_active_ids, read_models
from imgsearch.search.encode import encode_image, is_plain
from imgsearch.search.query import PictureVector, Query
from imgsearch.search.result import SearchResult
from imgsearch.search.run import search
from imgsearch.search.slow import explain_query

if TYPE_CHECKING:
    from PIL import Image


class WarmSearcher:
    """Holds the models, and rereads them when a search finds that the database names others.

    Several threads may use one at once.

    Args:
        open_session: a session outside a transaction.
        models: to search with, whatever the database names; None takes what it names.
    """

    def __init__(
        self, open_session: Callable[[], AbstractContextManager[Session]], models: SearchModels | None = None
    ) -> None:
        self._open_session = open_session
        self._is_given = models is not None
        self._models = models
        self._lock = threading.Lock()

    def search(self, query: Query) -> SearchResult:
        """Find pictures, by the models that the database names.

        Raises:
            BadInput: the unwanted parts of the query cancel the wanted ones.
            EmptyIndex: nothing was loaded, or no picture with a vector passes the filters.
            UnsupportedInput: the active encoder has no text side and there is a text.
        """
        with self._open_session() as session:
            models = self._reread(session, None) if self._models is None else self._models
            try:
                result = search(session, models, query)
            except EmptyIndex:
                if self._is_given or _read_ids(session) == models.ids:
                    raise
                return search(session, self._reread(session, models), query)
            if self._is_given or result.active in (None, models.ids):
                return result
            return search(session, self._reread(session, models), query)

    def explain(self, query: Query) -> str | None:
        """The plan of the statement that a search begins with; None before the first search.

        Raises:
            BadInput: the query cannot be encoded.
        """
        models = self._models
        if models is None:
            return None
        with self._open_session() as session:
            return explain_query(session, models, query)

    def encode(self, image: Image.Image) -> PictureVector:
        """The vector of a picture, by the encoder that searches use.

        Raises:
            EmptyIndex: nothing was loaded.
        """
        with self._open_session() as session:
            if self._models is None or not (self._is_given or _read_ids(session) == self._models.ids):
                self._reread(session, self._models)
        models = self._models
        assert models is not None
        return PictureVector(models.encoder_id, encode_image(models, image), is_plain(image))

    def _reread(self, session: Session, stale: SearchModels | None) -> SearchModels:
        """The models that the database names; another thread may have read them meanwhile."""
        with self._lock:
            if self._models is None or self._models is stale:
                with transaction_as(session, SEARCHER_ROLE):
                    self._models = read_models(session)
            return self._models


def _read_ids(session: Session) -> ActiveIds:
    with transaction_as(session, SEARCHER_ROLE):
        return read_active_ids(session)
